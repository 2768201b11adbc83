package io.cacheado.testkit.junit;

import io.cacheado.Cacheado;
import io.cacheado.internal.engine.Audit;
import io.cacheado.internal.engine.LeftOpen;
import io.cacheado.testkit.CacheInvariants;
import io.cacheado.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cacheado of one test, from before it until after it. */
final class Fixture {
    private final FakeTicker ticker = new FakeTicker();
    private final LeftOpen before = LeftOpen.mark();
    private final long seed;
    private final Duration patience;
    private final @Nullable Workers workers;
    private final Cacheado cacheado;

    /**
     * Begins.
     *
     * @param onThreads whether the test uses several threads, so that nothing is deterministic
     * @param patience how long work in the background may take after the test
     */
    Fixture(CacheadoSetup setup, long seed, boolean onThreads, Duration patience) {
        this.seed = seed;
        this.patience = patience;
        this.workers = onThreads ? new Workers() : null;
        Cacheado.Builder builder = Cacheado.builder().ticker(ticker).recordStats();
        if (workers == null) {
            builder.deterministic(seed);
        } else {
            builder.executor(workers);
        }
        setup.configure(builder);
        this.cacheado = builder.build();
    }

    Cacheado cacheado() {
        return cacheado;
    }

    FakeTicker ticker() {
        return ticker;
    }

    long seed() {
        return seed;
    }

    boolean isDeterministic() {
        return workers == null;
    }

    /** Looks what the test has left behind, and closes everything; gives what is wrong, in words. */
    List<String> end() {
        List<String> wrong = new ArrayList<>();
        try {
            requireScopesAsBefore(wrong);
            if (!Audit.isClosed(cacheado)) {
                requireAtRest(wrong);
            }
        } finally {
            cacheado.close();
            if (workers != null) {
                workers.close();
            }
        }
        return wrong;
    }

    private void requireScopesAsBefore(List<String> wrong) {
        if (before.isChanged()) {
            wrong.add("current scopes on the test's thread were left as " + LeftOpen.current()
                    + " (allowed: as before the test; close what CurrentScope.open gives)");
            before.restore();
        }
    }

    private void requireAtRest(List<String> wrong) {
        if (workers != null && !workers.awaitIdle(patience)) {
            wrong.add("work in the background has not ended within " + patience);
        }
        Map<String, Long> loads = Audit.runningLoads(cacheado);
        if (!loads.isEmpty()) {
            wrong.add(
                    "loads are still running, by cache: " + loads + " (allowed: none; release them, or wait for them)");
        }
        if (!wrong.isEmpty()) {
            return; // Nothing can be said of the parts while they are in use.
        }
        try {
            cacheado.cleanUp();
            CacheInvariants.check(cacheado);
        } catch (RuntimeException | AssertionError broken) {
            wrong.add(String.valueOf(broken.getMessage()));
        }
    }
}
