package io.cacheado.testkit.model;

import io.cacheado.Cacheado;
import io.cacheado.internal.engine.Audit;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * A program that does random operations on random configurations of a cacheado, and compares it with the reference model
 * after each of them.
 *
 * <p>System properties: {@code ops}, the number of operations over all configurations (default 1,000,000); {@code configs}
 * (200); {@code seed} (the time); {@code threads} (the processors); {@code shrinkSeconds}, how long a failure is shrunk
 * (30); {@code replay}, one configuration as a failure report names it; {@code help}, to list them. Exits with 1 on a failure, or if 1,000,000
 * operations or more did not see everything 1,000 times; with 2 on a property that makes no sense.
 */
public final class ModelRunner {
    private static final List<String> REQUIRED = List.of(
            "EXPLICIT",
            "REPLACED",
            "EXPIRED",
            "SIZE",
            "SCOPE_QUOTA",
            "ANCESTOR_QUOTA",
            "SCOPE_EVICTED",
            "TOO_LARGE",
            "FENCED",
            Tally.FENCE,
            Tally.DROP_DURING_LOAD,
            Tally.REFUSAL,
            "TAG_INVALIDATED",
            Tally.TAGGED,
            Tally.TAG_DROP,
            Tally.TAG_FENCE,
            Tally.MAP_READ,
            Tally.MAP_CHANGE,
            Tally.COMPUTATION,
            Tally.COMPUTED_IN_VAIN,
            Tally.FAILURE_REMEMBERED,
            Tally.FAILURE_SERVED,
            Tally.FUNCTION,
            Tally.RENEWAL,
            Tally.REFRESH,
            Tally.NOT_MODIFIED,
            Tally.OWN_NOT_MODIFIED,
            Tally.HANDED_OVER,
            Tally.STALE,
            Tally.STALE_AFTER_FAILURE,
            Tally.SERVED_IN_PAUSE,
            Tally.SHORTENED,
            Tally.EARLY,
            Tally.SPLIT,
            Tally.CASCADE);
    private static final String SPLITS = "table.splits";
    private static final String CASCADES = "wheel.cascades";
    private static final long ENOUGH_TO_SEE_ALL = 1_000_000;
    private static final long REQUIRED_EACH = 1_000;

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<Cacheado> disguise;
    private final AtomicBoolean stop = new AtomicBoolean();

    ModelRunner(PrintStream out, PrintStream err, UnaryOperator<Cacheado> disguise) {
        this.out = out;
        this.err = err;
        this.disguise = disguise;
    }

    /** Runs with the system's properties, and ends the process with 0 if all is well. */
    public static void main(String[] args) {
        System.exit(new ModelRunner(System.out, System.err, engine -> engine).run(System.getProperties()));
    }

    int run(Properties properties) {
        Settings settings;
        try {
            settings = Settings.of(properties);
        } catch (IllegalArgumentException senseless) {
            err.println(senseless.getMessage());
            return 2;
        }
        if (settings.help()) {
            out.println(Settings.usage());
            return 0;
        }
        if (settings.replay() != null) {
            return replay(settings.replay(), settings);
        }
        out.println("model: ops=" + settings.ops() + " configs=" + settings.configs() + " seed=" + settings.seed());
        Tally total = new Tally();
        Map<String, Long> before = steps();
        boolean passed = runAll(settings, total);
        Map<String, Long> after = steps();
        total.add(Tally.SPLIT, after.getOrDefault(SPLITS, 0L) - before.getOrDefault(SPLITS, 0L));
        total.add(Tally.CASCADE, after.getOrDefault(CASCADES, 0L) - before.getOrDefault(CASCADES, 0L));
        print(total);
        return passed && sawEverything(settings, total) ? 0 : 1;
    }

    /** The engine's steps, which it counts for the whole process. */
    private static Map<String, Long> steps() {
        try (Cacheado any = Cacheado.builder().maximumSize(1).deterministic(0).build()) {
            return Audit.steps(any);
        }
    }

    private boolean runAll(Settings settings, Tally total) {
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        ExecutorService executor = Executors.newFixedThreadPool(settings.threads());
        List<Future<Trial.Result>> results = new ArrayList<>();
        for (int i = 0; i < settings.configs(); i++) {
            long seed = seeds.nextLong() >>> 1;
            Setup.Profile profile = SetupSource.profileOf(i);
            results.add(executor.submit(() -> runOne(SetupSource.setup(seed, profile), settings)));
        }
        try {
            boolean passed = true;
            for (Future<Trial.Result> result : results) {
                Trial.Result each = result.get(settings.secondsPerConfig(), TimeUnit.SECONDS);
                total.addAll(each.tally());
                passed &= each.failure() == null;
            }
            return passed;
        } catch (InterruptedException | ExecutionException | TimeoutException trouble) {
            out.println("FAILED: a configuration did not end: " + trouble);
            printStacks();
            return false;
        } finally {
            executor.shutdownNow();
        }
    }

    /** Where the sessions are that do not end. */
    private void printStacks() {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(Session.class.getName()))) {
                out.println(thread);
                Arrays.stream(stack).forEach(frame -> out.println("    at " + frame));
            }
        });
    }

    private Trial.Result runOne(Setup setup, Settings settings) {
        if (stop.get()) {
            return new Trial.Result(new Tally(), null);
        }
        List<Op> operations = OpSource.operations(setup, settings.opsPerConfig());
        Trial trial = new Trial(setup, disguise);
        Trial.Result result = trial.run(operations);
        Trial.Failure failure = result.failure();
        if (failure != null && !stop.getAndSet(true)) {
            Shrinker shrinker =
                    new Shrinker(trial, System::nanoTime, TimeUnit.SECONDS.toNanos(settings.shrinkSeconds()));
            List<Op> shrunk = shrinker.shrink(operations, failure);
            out.println(Report.of(trial, shrunk, operations.size(), failure));
        }
        return result;
    }

    private int replay(String replay, Settings settings) {
        Setup setup = Settings.setup(replay);
        out.println(setup);
        Trial.Result result = runOne(setup, settings.replaying());
        print(result.tally());
        return result.failure() == null ? 0 : 1;
    }

    private void print(Tally total) {
        for (String each : total.names()) {
            out.printf("  %-18s %,12d%n", each, total.of(each));
        }
    }

    private boolean sawEverything(Settings settings, Tally total) {
        boolean all = true;
        for (String each : REQUIRED) {
            if (settings.ops() >= ENOUGH_TO_SEE_ALL && total.of(each) < REQUIRED_EACH) {
                out.println("FAILED: " + each + " occurred " + total.of(each) + " times, not " + REQUIRED_EACH);
                all = false;
            }
        }
        return all;
    }
}
