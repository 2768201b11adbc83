package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cacheado;
import io.cacheado.LoadLimit;
import io.cacheado.Ticker;
import io.cacheado.event.ChangeListener;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.time.Clock;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Quota;
import io.cacheado.scope.ScopeTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The settings of a cacheado, checked one by one and, where they depend on each other, when it is built. */
public final class CacheadoBuilder implements Cacheado.Builder {
    private ScopeTree tree = ScopeTree.of();
    private long maximumSize;
    private long maximumWeight;
    private boolean unbounded;
    private final Map<String, Quota> quotas = new HashMap<>();
    private final Map<String, LoadLimit> loadLimits = new HashMap<>();
    private final Map<String, Eviction> evictions = new HashMap<>();
    private Eviction eviction = Eviction.adaptive();
    private @Nullable Executor executor;
    private @Nullable Ticker ticker;
    private @Nullable Clock clock;
    private boolean precise;
    private boolean recordStats;
    private final List<ChangeListener> changeListeners = new ArrayList<>();
    private boolean logIds;
    private @Nullable Long seed;

    @Override
    public Cacheado.Builder scopes(ScopeTree newTree) {
        tree = requireNonNull(newTree, "tree");
        return this;
    }

    @Override
    public Cacheado.Builder maximumSize(long newMaximum) {
        maximumSize = atLeastOne("maximumSize", newMaximum);
        return this;
    }

    @Override
    public Cacheado.Builder maximumWeight(long newMaximum) {
        maximumWeight = atLeastOne("maximumWeight", newMaximum);
        return this;
    }

    static long atLeastOne(String argument, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(argument + ": " + value + " (allowed: at least 1)");
        }
        return value;
    }

    @Override
    public Cacheado.Builder unbounded() {
        unbounded = true;
        return this;
    }

    @Override
    public Cacheado.Builder quota(String level, Quota each) {
        quotas.put(aboveGlobal(level), requireNonNull(each, "each"));
        return this;
    }

    @Override
    public Cacheado.Builder eviction(Eviction newEviction) {
        eviction = requireNonNull(newEviction, "eviction");
        return this;
    }

    @Override
    public Cacheado.Builder eviction(String level, Eviction newEviction) {
        evictions.put(aboveGlobal(level), requireNonNull(newEviction, "eviction"));
        return this;
    }

    private static String aboveGlobal(String level) {
        if (requireNonNull(level, "level").equals("global")) {
            throw new IllegalArgumentException(
                    "level: global (allowed: a declared level; the settings of the whole cacheado are the global ones)");
        }
        return level;
    }

    @Override
    public Cacheado.Builder executor(Executor newExecutor) {
        executor = requireNonNull(newExecutor, "executor");
        return this;
    }

    @Override
    public Cacheado.Builder loadLimit(String level, LoadLimit each) {
        loadLimits.put(requireNonNull(level, "level"), requireNonNull(each, "each"));
        return this;
    }

    @Override
    public Cacheado.Builder ticker(Ticker newTicker) {
        ticker = requireNonNull(newTicker, "ticker");
        return this;
    }

    /** For tests: a clock in place of the ticker's. */
    Cacheado.Builder clock(Clock newClock) {
        clock = requireNonNull(newClock, "clock");
        return this;
    }

    @Override
    public Cacheado.Builder preciseClock() {
        precise = true;
        return this;
    }

    @Override
    public Cacheado.Builder recordStats() {
        recordStats = true;
        return this;
    }

    @Override
    public Cacheado.Builder changeListener(ChangeListener listener) {
        changeListeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public Cacheado.Builder logIds() {
        logIds = true;
        return this;
    }

    @Override
    public Cacheado.Builder deterministic(long newSeed) {
        seed = newSeed;
        return this;
    }

    @Override
    public Cacheado build() {
        int bounds = (maximumSize != 0 ? 1 : 0) + (maximumWeight != 0 ? 1 : 0) + (unbounded ? 1 : 0);
        if (bounds != 1) {
            List<String> said = new ArrayList<>();
            if (maximumSize != 0) {
                said.add("maximumSize " + maximumSize);
            }
            if (maximumWeight != 0) {
                said.add("maximumWeight " + maximumWeight);
            }
            if (unbounded) {
                said.add("unbounded");
            }
            throw new IllegalStateException((bounds == 0
                            ? "no bound was said"
                            : "bounds that contradict each other: " + String.join(", ", said))
                    + " (allowed: exactly one of maximumSize, maximumWeight and unbounded)");
        }
        boolean weighted = maximumWeight != 0;
        long maximum = unbounded ? Long.MAX_VALUE : Math.max(maximumSize, maximumWeight);
        quotas.keySet().forEach(level -> requireLevel(level, false));
        loadLimits.keySet().forEach(level -> requireLevel(level, true));
        evictions.keySet().forEach(level -> requireLevel(level, false));
        boolean exact = seed != null;
        int hashSeed =
                seed != null ? Long.hashCode(seed) : ThreadLocalRandom.current().nextInt();
        Executor chosen = executor != null ? executor : exact ? Runnable::run : ForkJoinPool.commonPool();
        LiveScopes.Settings settings = new LiveScopes.Settings(
                tree, hashSeed, exact, recordStats, eviction, Map.copyOf(quotas), Map.copyOf(evictions));
        return new Engine(
                        settings,
                        new Budget(weighted, maximum),
                        unbounded,
                        clock(exact),
                        chosen,
                        Map.copyOf(loadLimits),
                        List.copyOf(changeListeners),
                        logIds)
                .view();
    }

    private Clock clock(boolean exact) {
        if (clock != null) {
            return clock;
        }
        return ticker != null ? Clock.of(ticker) : precise || exact ? Clock.of(Ticker.systemTicker()) : Clock.coarse();
    }

    private void requireLevel(String level, boolean orGlobal) {
        if (!tree.hasLevel(level)) {
            List<String> levels = tree.levels();
            List<String> allowed = orGlobal ? levels : levels.subList(1, levels.size());
            throw new MissingScopeException("level: " + level
                    + (allowed.isEmpty()
                            ? " (allowed: none, since no levels were declared)"
                            : " (allowed: one of " + String.join(", ", allowed) + ")"));
        }
    }
}
