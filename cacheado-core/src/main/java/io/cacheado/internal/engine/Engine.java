package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.EntryOptions;
import io.cacheado.FunctionBuilder;
import io.cacheado.LoadLimit;
import io.cacheado.SupplierBuilder;
import io.cacheado.TypeRef;
import io.cacheado.event.ChangeEvent;
import io.cacheado.event.ChangeListener;
import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.context.Carried;
import io.cacheado.internal.event.Removals;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.log.Logs;
import io.cacheado.internal.proxy.Proxies;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Snapshot;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.tag.TagRegistry;
import io.cacheado.internal.time.Clock;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import io.cacheado.stats.CacheStats;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A cacheado: holds the rooms together, and does what concerns all caches at once.
 *
 * <p>Nothing that outlives a call refers to it strongly but the caller, the executor while it has a step to do, and the
 * entries themselves; so one that is dropped is collected.
 */
final class Engine implements Cacheado {
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
    private final ConcurrentHashMap<String, CacheView<?, ?>> caches = new ConcurrentHashMap<>();
    private final DecoratorCaches decorated = new DecoratorCaches(this);
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
        logs.built(settings.tree().levels(), budget.isWeighted(), unbounded ? null : budget.maximum());
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

    // ---- scopes and caches ---------------------------------------------------------------------------------------

    @Override
    public ScopeTree scopes() {
        return settings.tree();
    }

    @Override
    public Scope scope(String level, Object... idsFromRoot) {
        return settings.tree().scope(level, idsFromRoot);
    }

    /** The scope, if it belongs to this cacheado's tree. */
    Scope own(Scope scope) {
        if (!requireNonNull(scope, "scope").tree().equals(settings.tree())) {
            throw new IllegalArgumentException("scope: one of level " + scope.level()
                    + " of another ScopeTree (allowed: scopes of the tree that this cacheado was built with)");
        }
        return scope;
    }

    @Override
    public <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, Class<V> valueType) {
        checkOpen();
        return new CacheBuilderOf<>(
                this, name, requireNonNull(keyType, "keyType"), requireNonNull(valueType, "valueType"));
    }

    @Override
    public <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, TypeRef<V> valueType) {
        checkOpen();
        return new CacheBuilderOf<>(this, name, requireNonNull(keyType, "keyType"), typeOf("valueType", valueType));
    }

    @Override
    public <K, V> CacheBuilder<K, V> cache(String name, TypeRef<K> keyType, TypeRef<V> valueType) {
        checkOpen();
        return new CacheBuilderOf<>(this, name, typeOf("keyType", keyType), typeOf("valueType", valueType));
    }

    @Override
    public <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, Class<A> argumentType, Class<R> resultType) {
        checkOpen();
        return new FunctionBuilderOf<>(
                this, name, requireNonNull(argumentType, "argumentType"), requireNonNull(resultType, "resultType"));
    }

    @Override
    public <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, Class<A> argumentType, TypeRef<R> resultType) {
        checkOpen();
        return new FunctionBuilderOf<>(
                this, name, requireNonNull(argumentType, "argumentType"), typeOf("resultType", resultType));
    }

    @Override
    public <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, TypeRef<A> argumentType, TypeRef<R> resultType) {
        checkOpen();
        return new FunctionBuilderOf<>(
                this, name, typeOf("argumentType", argumentType), typeOf("resultType", resultType));
    }

    @Override
    public <R> SupplierBuilder<R> supplier(String name, Class<R> resultType) {
        checkOpen();
        return new SupplierBuilderOf<>(this, name, requireNonNull(resultType, "resultType"));
    }

    @Override
    public <R> SupplierBuilder<R> supplier(String name, TypeRef<R> resultType) {
        checkOpen();
        return new SupplierBuilderOf<>(this, name, typeOf("resultType", resultType));
    }

    @Override
    public <T> T proxy(Class<T> type, T target) {
        checkOpen();
        return new Proxies(decorated).proxy(type, target);
    }

    private static Type typeOf(String argument, TypeRef<?> reference) {
        return requireNonNull(reference, argument).type();
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

    // ---- dropping ------------------------------------------------------------------------------------------------

    @Override
    public long evict(Scope subtree) {
        checkOpen();
        Scope scope = belowGlobal(own(subtree), "evictAll() drops everything");
        long start = logs.writesDrops() ? logs.now() : 0;
        LiveScopes.Detached detached = live.detach(scope);
        long entries = detached == null ? 0 : detached.entries();
        if (detached != null) {
            upkeep.reclaimer().add(detached.top());
        }
        logs.dropped(scope, entries, start);
        if (detached != null) {
            upkeep.reclaimSoon();
        }
        return entries;
    }

    static Scope belowGlobal(Scope scope, String instead) {
        if (scope.depth() == 0) {
            throw new IllegalArgumentException("scope: global (allowed: a scope below it; " + instead + ")");
        }
        return scope;
    }

    @Override
    public CompletableFuture<Long> evictAsync(Scope subtree) {
        return CompletableFuture.completedFuture(evict(subtree));
    }

    @Override
    public void evictAll() {
        checkOpen();
        long start = logs.writesDrops() ? logs.now() : 0;
        upkeep.reclaimer().add(live.detachAll());
        logs.dropped(settings.tree().global(), -1, start);
        upkeep.reclaimSoon();
    }

    @Override
    public void invalidateTag(Scope subtree, String tag) {
        checkOpen();
        EntryOptions.tags(tag);
        tags.drop(own(subtree), tag, -1);
        logs.tagDropped(null, subtree, tag);
    }

    /** Drops all of a cache. */
    void empty(CacheCore<?, ?> cache) {
        checkOpen();
        upkeep.reclaimer().add(cache.renew());
        upkeep.reclaimSoon();
        cache.logs().dropped(settings.tree().global(), -1);
    }

    /** Drops one scope's own part of a cache; false if someone else did. */
    boolean empty(Region region) {
        boolean first = live.end(region);
        if (first) {
            upkeep.reclaimer().add(region);
            upkeep.reclaimSoon();
        }
        return first;
    }

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

    // ---- limits --------------------------------------------------------------------------------------------------

    @Override
    public void quota(Scope scope, Quota quota) {
        changeQuota(scope, requireNonNull(quota, "quota"));
    }

    @Override
    public void removeQuota(Scope scope) {
        changeQuota(scope, null);
    }

    private void changeQuota(Scope scope, @Nullable Quota quota) {
        checkOpen();
        Scope own = belowGlobal(own(scope), "maximumSize(n) changes the whole budget");
        changes.ofScope(ChangeEvent.Setting.QUOTA, own, () -> {
            Quota before = live.quota(own);
            live.quota(own, quota);
            return new Changes.Changed(before, live.quota(own));
        });
        reportOvercommitments();
    }

    /** Logs that reservations were scaled down; with no lock held. */
    void reportOvercommitments() {
        if (live.domains().hasOvercommitments()) {
            live.domains()
                    .forEachOvercommitment(each -> logs.overcommitted(each.scope(), each.asked(), each.available()));
        }
    }

    @Override
    public Optional<Quota> quota(Scope scope) {
        return Optional.ofNullable(live.effectiveQuota(own(scope)));
    }

    @Override
    public void eviction(Scope scope, Eviction eviction) {
        checkOpen();
        Scope own = own(scope);
        DomainQueue.requireChangeable(requireNonNull(eviction, "eviction"), live.eviction(own));
        if (DomainQueue.needsRich(eviction) && !needsRich()) {
            throw new IllegalStateException("eviction: this cacheado was built without " + eviction
                    + ", so entries cannot be linked (allowed: if it was built with eviction(Eviction.lru()), also for"
                    + " one level)");
        }
        changes.ofScope(ChangeEvent.Setting.EVICTION, own, () -> {
            Eviction before = live.eviction(own);
            live.eviction(own, eviction);
            return new Changes.Changed(before, eviction);
        });
    }

    @Override
    public void loadLimit(Scope scope, LoadLimit limit) {
        changeLoadLimit(scope, requireNonNull(limit, "limit"));
    }

    @Override
    public void removeLoadLimit(Scope scope) {
        changeLoadLimit(scope, null);
    }

    private void changeLoadLimit(Scope scope, @Nullable LoadLimit limit) {
        checkOpen();
        Scope own = own(scope);
        changes.ofScope(ChangeEvent.Setting.LOAD_LIMIT, own, () -> {
            LoadLimit before = bulkheads.limit(own);
            bulkheads.limit(own, limit);
            return new Changes.Changed(before, bulkheads.limit(own));
        });
        // It lets in who may come now, and so is done with no lock held.
        bulkheads.adjust(own);
    }

    @Override
    public void maximumSize(long maximum) {
        checkOpen();
        CacheadoBuilder.atLeastOne("maximum", maximum);
        if (unbounded) {
            throw new IllegalStateException(
                    "maximumSize: this cacheado was built unbounded (allowed: with maximumSize or maximumWeight)");
        }
        changes.ofScope(ChangeEvent.Setting.MAXIMUM_SIZE, settings.tree().global(), () -> {
            long before = budget.maximum();
            budget.maximum(maximum);
            live.domains().budgetChanged(live.root());
            return new Changes.Changed(before, maximum);
        });
    }

    @Override
    public void cleanUp() {
        checkOpen();
        upkeep.cleanUp();
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

    @Override
    public CacheStats stats() {
        Snapshot last = atClose;
        return last != null ? figures.afterClose(last) : figures.whole();
    }

    @Override
    public CacheStats stats(Scope subtree) {
        return figures.of(own(subtree), null);
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

    @Override
    public void close() {
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
