package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cacheado;
import io.cacheado.LoadLimit;
import io.cacheado.event.ChangeListener;
import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.context.Carried;
import io.cacheado.internal.event.Removals;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.log.Logs;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Snapshot;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.tag.TagRegistry;
import io.cacheado.internal.time.Clock;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import io.cacheado.stats.CacheStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What all caches of a cacheado share: holds the rooms together, knows the caches, and ends everything.
 *
 * <p>Nothing that outlives a call refers to it strongly but the caller, the executor while it has a step to do, and the
 * entries themselves; so one that is dropped is collected.
 */
final class Engine {
    private final LiveScopes.Settings settings;
    private final Budget budget;
    private final boolean unbounded;
    private final Clock clock;
    private final Executor executor;
    private final LiveScopes live;
    private final Logs logs;
    private final Removals removals;
    private final Changes changes;
    private final Charging charging;
    private final LoweredLimits lowered;
    private final Deaths deaths;
    private final Stores stores;
    private final TagRegistry tags;
    private final Chance chance;
    private final Bulkheads bulkheads;
    private final Loads loads;
    private final LoadRunner runner;
    private final Exchanges exchanges;
    private final Computations computations;
    private final Fetches fetches;
    private final BulkLoads bulkLoads;
    private final Upkeep upkeep;
    private final Regions regions;
    private final RunningLoads running = new RunningLoads();
    private final Figures figures;
    private final Drops drops;
    private final LimitChanges limits;
    private final CacheadoView view;
    private final ConcurrentHashMap<String, CacheView<?, ?>> caches = new ConcurrentHashMap<>();
    private final AtomicInteger cacheIds = new AtomicInteger();
    private volatile @Nullable RemovalListener<Object, Object> absences;
    private volatile @Nullable Snapshot atClose;
    private volatile boolean closed;

    Engine(
            LiveScopes.Settings settings,
            Budget budget,
            boolean unbounded,
            Clock clock,
            Executor executor,
            Map<String, LoadLimit> loadLimits,
            List<ChangeListener> changeListeners,
            boolean logIds) {
        this.settings = settings;
        this.budget = budget;
        this.unbounded = unbounded;
        this.clock = clock;
        this.executor = Carried.without(executor);
        this.live = new LiveScopes(settings, budget);
        this.logs = new Logs(logIds, clock::exact);
        live.domains().plugged().reportTo(logs::policyFailed);
        this.removals = new Removals(executor, logs, this::listenersCaughtUp);
        this.changes =
                new Changes(changeListeners, removals, logs, settings.tree().global());
        Victims victims = new Victims(this, live);
        this.charging = new Charging(this, live, budget, victims);
        this.lowered = new LoweredLimits(this, live, budget, victims);
        this.deaths = new Deaths(this, live);
        this.stores = new Stores(this, live, charging, deaths);
        this.tags = new TagRegistry(scope -> live.find(scope) != null);
        this.chance = new Chance(settings.exact() ? (long) settings.seed() : null);
        this.bulkheads = new Bulkheads(loadLimits);
        this.loads = new Loads(this, deaths);
        this.runner = new LoadRunner(this, new Landings(this, live, charging, deaths, stores), bulkheads);
        this.exchanges = new Exchanges(this, stores, deaths);
        this.computations = new Computations(this, loads, runner, stores, exchanges);
        this.fetches = new Fetches(this, loads, runner);
        this.bulkLoads = new BulkLoads(this, loads, runner, fetches, stores);
        this.upkeep = new Upkeep(this, live, settings.exact(), executor);
        this.regions = new Regions(live);
        this.figures = new Figures(this);
        this.drops = new Drops(this, live);
        this.limits = new LimitChanges(this, live, unbounded);
        this.view = new CacheadoView(this);
        logs.built(settings.tree().levels(), budget.isWeighted(), unbounded ? null : budget.maximum());
    }

    /** The cacheado that its users have. */
    Cacheado view() {
        return view;
    }

    // ---- rooms ---------------------------------------------------------------------------------------------------

    Budget budget() {
        return budget;
    }

    Clock clock() {
        return clock;
    }

    Executor executor() {
        return executor;
    }

    LiveScopes live() {
        return live;
    }

    Logs logs() {
        return logs;
    }

    Changes changes() {
        return changes;
    }

    Removals removals() {
        return removals;
    }

    Charging charging() {
        return charging;
    }

    LoweredLimits lowered() {
        return lowered;
    }

    Deaths deaths() {
        return deaths;
    }

    Stores stores() {
        return stores;
    }

    TagRegistry tags() {
        return tags;
    }

    Chance chance() {
        return chance;
    }

    Bulkheads bulkheads() {
        return bulkheads;
    }

    Loads loads() {
        return loads;
    }

    LoadRunner runner() {
        return runner;
    }

    Fetches fetches() {
        return fetches;
    }

    BulkLoads bulkLoads() {
        return bulkLoads;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    Computations computations() {
        return computations;
    }

    Figures figures() {
        return figures;
    }

    Drops drops() {
        return drops;
    }

    LimitChanges limits() {
        return limits;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    Regions regions() {
        return regions;
    }

    RunningLoads running() {
        return running;
    }

    boolean recordsStats() {
        return settings.recordStats();
    }

    /** Whether any policy in use links its entries. */
    boolean needsRich() {
        return DomainQueue.needsRich(settings.eviction())
                || settings.levelEvictions().values().stream().anyMatch(DomainQueue::needsRich);
    }

    ScopeTree scopes() {
        return settings.tree();
    }

    // ---- scopes and caches ---------------------------------------------------------------------------------------

    /** The scope, if it belongs to this cacheado's tree. */
    Scope own(Scope scope) {
        if (!requireNonNull(scope, "scope").tree().equals(settings.tree())) {
            throw new IllegalArgumentException("scope: one of level " + scope.level()
                    + " of another ScopeTree (allowed: scopes of the tree that this cacheado was built with)");
        }
        return scope;
    }

    /** The cache with these settings: a new one, or the one of that name if its settings are equal. */
    @SuppressWarnings("unchecked")
    <K, V> CacheView<K, V> cache(CacheSettings<K, V> wanted) {
        checkOpen();
        CacheView<?, ?> there = caches.get(wanted.name());
        if (there == null) {
            CacheView<K, V> made = new CacheView<>(new CacheCore<>(this, cacheIds.getAndIncrement(), wanted));
            there = caches.putIfAbsent(wanted.name(), made);
            if (there == null) {
                made.core()
                        .logs()
                        .created(
                                wanted.level(),
                                wanted.keyType().getTypeName(),
                                wanted.valueType().getTypeName());
                return made;
            }
        }
        // Outside all locks: settings hold the user's listener, weigher and loader, which may have an equals of their
        // own.
        if (!there.core().settings().equals(wanted)) {
            throw new IllegalStateException("cache " + wanted.name() + " exists with other types or settings: "
                    + SettingsDifference.between(there.core().settings(), wanted));
        }
        return (CacheView<K, V>) there;
    }

    /** The cache of this name, as its users see it; null if none was declared. */
    @Nullable
    CacheView<?, ?> view(String name) {
        return caches.get(name);
    }

    List<CacheCore<?, ?>> cores() {
        List<CacheCore<?, ?>> all = new ArrayList<>();
        caches.values().forEach(view -> all.add(view.core()));
        return all;
    }

    // ---- events ------------------------------------------------------------------------------------------------

    /** Reports a removal, at once unless the reclaimer's lock is held, which lets it go first. */
    <K, V> void report(RemovalListener<? super K, ? super V> listener, RemovalEvent<K, V> event) {
        removals.add(listener, event);
        if (!upkeep.reclaimer().isHeldByCurrentThread()) {
            removals.schedule();
        }
    }

    /** Has remembered absences that leave, of which no listener is told, reported to an auditor. */
    void auditAbsences(RemovalListener<Object, Object> auditor) {
        absences = auditor;
    }

    /** A remembered absence was removed. */
    void absenceLeft(Scope scope, String cache, Object key, RemovalCause cause) {
        RemovalListener<Object, Object> auditor = absences;
        if (auditor != null) {
            report(auditor, new RemovalEvent<>(scope, cache, key, Entry.ABSENT, cause));
        }
    }

    private void listenersCaughtUp() {
        if (upkeep.reclaimer().hasWork()) {
            upkeep.reclaimSoon();
        }
    }

    /** Removes an entry, or fences its load, for the caller; false if it was dead. */
    boolean remove(Region region, Entry entry) {
        return deaths.die(region, entry, Deaths.cause(region, entry, RemovalCause.EXPLICIT, clock.exact()));
    }

    // ---- figures -------------------------------------------------------------------------------------------------

    /** Counts and reports an extra key of a bulk load that came too late. */
    void fenced(Region region, Object key, Object value) {
        count(region, Tally.INSERTED, 1);
        deaths.removed(region, key, value, RemovalCause.FENCED);
    }

    /** Counts for a region, or where its figures went if it has vanished. */
    void count(Region region, int counter, long n) {
        Tally tally = region.tally();
        if (tally != null && !tally.add(counter, n)) {
            live.count(region.node().scope(), region.cache().id(), counter, n);
        }
    }

    /** The figures of everything; after the end those of that moment. */
    CacheStats stats() {
        Snapshot last = atClose;
        return last != null ? figures.afterClose(last) : figures.whole();
    }

    // ---- life ----------------------------------------------------------------------------------------------------

    boolean isClosed() {
        return closed;
    }

    void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("this cacheado is closed");
    }

    /** Ends everything; idempotent. */
    void close() {
        synchronized (caches) {
            if (closed) {
                return;
            }
            atClose = figures.whole();
            closed = true;
        }
        boolean logged = logs.writesClosed();
        long entries = logged ? live.root().entries(budget) : 0;
        long inFlight = logged ? running.count(null, settings.tree().global()) : 0;
        upkeep.reclaimer().add(live.close());
        upkeep.reclaimer().add(live.root());
        running.close(closedException());
        bulkheads.close();
        upkeep.close();
        removals.discard();
        logs.closed(entries, inFlight, removals.undelivered());
    }

    @Override
    public String toString() {
        return "Cacheado[caches=" + caches.size() + ", used=" + budget.used() + ", maximum="
                + (unbounded ? "none" : budget.maximum()) + "]";
    }
}
