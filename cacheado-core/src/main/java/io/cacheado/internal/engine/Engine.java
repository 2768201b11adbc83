package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.TypeRef;
import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.event.Removals;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.expire.TimerWheel;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Reclaimer;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.time.Clock;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopePath;
import io.cacheado.scope.ScopeTree;
import io.cacheado.stats.CacheStats;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    private static final int RECLAIMED_IN_PASSING = 64;
    private static final int EXPIRED_IN_PASSING = 64;

    private final LiveScopes.Settings settings;
    private final Budget budget;
    private final boolean unbounded;
    private final Clock clock;
    private final Executor executor;
    private final LiveScopes live;
    private final Removals removals;
    private final Charging charging;
    private final Deaths deaths;
    private final Stores stores;
    private final Loads loads;
    private final BulkLoads bulkLoads;
    private final Reclaimer reclaimer;
    private final TimerWheel[] wheels;
    private final Maintenance maintenance;
    private final Figures figures;
    private final ConcurrentHashMap<String, CacheView<?, ?>> caches = new ConcurrentHashMap<>();
    private final Set<Flight> flights = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cacheIds = new AtomicInteger();
    private volatile boolean closed;

    Engine(LiveScopes.Settings settings, Budget budget, boolean unbounded, Clock clock, Executor executor) {
        this.settings = settings;
        this.budget = budget;
        this.unbounded = unbounded;
        this.clock = clock;
        this.executor = executor;
        this.live = new LiveScopes(settings, budget);
        this.removals = new Removals(executor, this::listenersCaughtUp);
        this.charging = new Charging(this, live, budget);
        this.deaths = new Deaths(this, live);
        this.stores = new Stores(this, live, charging, deaths);
        this.loads = new Loads(this, stores, deaths);
        this.bulkLoads = new BulkLoads(this, loads, stores);
        this.reclaimer = new Reclaimer(live, deaths);
        this.wheels = new TimerWheel[settings.exact() ? 1 : 16];
        for (int i = 0; i < wheels.length; i++) {
            wheels[i] = new TimerWheel();
        }
        this.maintenance = new Maintenance(this, executor);
        this.figures = new Figures(this);
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

    Removals removals() {
        return removals;
    }

    Charging charging() {
        return charging;
    }

    Deaths deaths() {
        return deaths;
    }

    Stores stores() {
        return stores;
    }

    Loads loads() {
        return loads;
    }

    BulkLoads bulkLoads() {
        return bulkLoads;
    }

    Figures figures() {
        return figures;
    }

    Reclaimer reclaimer() {
        return reclaimer;
    }

    boolean recordsStats() {
        return settings.recordStats();
    }

    /** Whether any policy in use links its entries. */
    boolean needsRich() {
        return DomainQueue.needsRich(settings.eviction())
                || settings.levelEvictions().values().stream().anyMatch(DomainQueue::needsRich);
    }

    Eviction eviction() {
        return settings.eviction();
    }

    TimerWheel[] wheels() {
        return wheels;
    }

    TimerWheel wheel(int hash) {
        return wheels.length == 1 ? wheels[0] : wheels[Mix.stripe(hash, 4)];
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
                return made;
            }
        }
        // Outside all locks: settings hold the user's listener, weigher and loader, which may have an equals of their
        // own.
        if (!there.core().settings().equals(wanted)) {
            throw new IllegalStateException("cache " + wanted.name() + " exists with other types or settings: "
                    + there.core().settings() + "; asked for: " + wanted);
        }
        return (CacheView<K, V>) there;
    }

    List<CacheCore<?, ?>> cores() {
        List<CacheCore<?, ?>> all = new ArrayList<>();
        caches.values().forEach(view -> all.add(view.core()));
        return all;
    }

    /** The live region of a view, remembered in it; null if there is none. */
    @Nullable
    Region find(Scoped<?, ?> view) {
        Region known = view.known();
        if (known != null && !known.isClosed() && known.isAlive(live)) {
            return known;
        }
        Region found = live.find(view.scope(), view.core());
        if (found != null) {
            view.known(found);
        }
        return found;
    }

    /** The live region of a view, made if need be. */
    Region obtain(Scoped<?, ?> view) {
        Region known = find(view);
        if (known != null) {
            return known;
        }
        Region made = live.obtain(view.scope(), view.core().generation());
        view.known(made);
        return made;
    }

    /** The hash of a key in a region that was obtained for it, and vanishes again if the key's hashCode throws. */
    int hash(Region region, Object key) {
        try {
            return Hits.hash(region, key);
        } catch (Throwable t) {
            live.vanish(region);
            throw t;
        }
    }

    /** The view of the scope that ids name; nothing is allocated when it holds entries. */
    @SuppressWarnings("unchecked")
    <K, V> Scoped<K, V> view(CacheCore<K, V> cache, Object id, @Nullable Object id2, @Nullable Object id3) {
        ScopePath path = cache.path();
        Region region = live.find(path, id, id2, id3, cache);
        if (region != null) {
            // Each region of a cache was made by it.
            return (Scoped<K, V>) region;
        }
        return new ScopedView<>(
                cache, id2 == null ? path.scope(id) : id3 == null ? path.scope(id, id2) : path.scope(id, id2, id3));
    }

    // ---- dropping ------------------------------------------------------------------------------------------------

    @Override
    public long evict(Scope subtree) {
        checkOpen();
        Scope scope = belowGlobal(own(subtree), "evictAll() drops everything");
        LiveScopes.Detached detached = live.detach(scope);
        if (detached == null) {
            return 0;
        }
        reclaimer.add(detached.top());
        maintenance.reclaim();
        return detached.entries();
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
        reclaimer.add(live.detachAll());
        maintenance.reclaim();
    }

    /** Drops all of a cache. */
    void empty(CacheCore<?, ?> cache) {
        checkOpen();
        reclaimer.add(cache.renew());
        maintenance.reclaim();
    }

    /** Drops one scope's own part of a cache; returns how many entries it held. */
    long empty(Region region) {
        long held = held(region);
        if (!live.end(region)) {
            return 0;
        }
        reclaimer.add(region);
        maintenance.reclaim();
        return held;
    }

    /** The entries of a region; loads under way stand in its table too, and are no entries. */
    long held(Region region) {
        long loading = flights.stream()
                .filter(flight ->
                        flight.region() == region && !flight.placeholder().is(Entry.DEAD))
                .count();
        return Math.max(0, region.size() - loading);
    }

    /** Reports a removal, at once unless the reclaimer's lock is held, which lets it go first. */
    <K, V> void report(RemovalListener<? super K, ? super V> listener, RemovalEvent<K, V> event) {
        removals.add(listener, event);
        if (!reclaimer.isHeldByCurrentThread()) {
            removals.schedule();
        }
    }

    private void listenersCaughtUp() {
        if (reclaimer.hasWork()) {
            maintenance.reclaim();
        }
    }

    /** Removes an entry, or fences its load, for the caller; false if it was dead. */
    boolean remove(Region region, Entry entry) {
        boolean expired = !entry.is(Entry.LOADING) && entry.laExpiresAt() <= clock.exact();
        return deaths.die(region, entry, expired ? RemovalCause.EXPIRED : RemovalCause.EXPLICIT);
    }

    // ---- limits --------------------------------------------------------------------------------------------------

    @Override
    public void quota(Scope scope, Quota quota) {
        checkOpen();
        live.quota(belowGlobal(own(scope), "maximumSize(n) changes the whole budget"), requireNonNull(quota, "quota"));
    }

    @Override
    public void maximumSize(long maximum) {
        checkOpen();
        CacheadoBuilder.atLeastOne("maximum", maximum);
        if (unbounded) {
            throw new IllegalStateException("maximumSize: this cacheado was built unbounded");
        }
        budget.maximum(maximum);
    }

    // ---- work in passing and in the background -------------------------------------------------------------------

    /** Reclaims a little of what was dropped; in exact mode all of it. */
    void reclaimSome() {
        if (reclaimer.hasWork()) {
            reclaim(settings.exact() ? Integer.MAX_VALUE : RECLAIMED_IN_PASSING);
        }
    }

    /** Reclaims up to so many steps; false if nothing is left. */
    boolean reclaim(int most) {
        boolean more = reclaimer.work(most);
        removals.schedule();
        return more;
    }

    /** Removes a little of what has expired; in exact mode all of it. */
    void expireSome(int hash) {
        expire(wheel(hash), settings.exact() ? Integer.MAX_VALUE : EXPIRED_IN_PASSING, settings.exact(), clock.now());
    }

    void expire(TimerWheel wheel, int most, boolean exactly, long now) {
        wheel.advance(now, most, exactly, entry -> {
            Region region = (Region) entry.owner();
            RemovalCause cause = region.isAlive(live) ? RemovalCause.EXPIRED : Deaths.dropped(region);
            if (!deaths.die(region, entry, cause, now) && !entry.is(Entry.DEAD)) {
                // It was given a new life between the wheel and here.
                file(entry);
            }
        });
    }

    /** Files an entry that expires. */
    void file(Entry entry) {
        if (entry.laExpiresAt() != Entry.NEVER) {
            wheel(entry.hash()).file(entry);
            if (!settings.exact()) {
                maintenance.watchClock();
            }
        }
    }

    @Override
    public void cleanUp() {
        checkOpen();
        cleanUpNow();
    }

    private void cleanUpNow() {
        reclaimer.finish();
        for (TimerWheel wheel : wheels) {
            expire(wheel, Integer.MAX_VALUE, true, clock.exact());
        }
        charging.drainAll();
        removals.deliverAll();
    }

    // ---- flights -------------------------------------------------------------------------------------------------

    void begin(Flight flight) {
        flights.add(flight);
        count(flight.region(), Tally.STARTED, 1);
        if (closed) {
            flight.result().complete(Flight.Landing.failed(closedException()));
        }
    }

    void end(Flight flight) {
        flights.remove(flight);
    }

    Set<Flight> flights() {
        return flights;
    }

    /** Counts and reports an extra key of a bulk load that came too late. */
    void fenced(Region region, Object key, Object value) {
        count(region, Tally.INSERTED, 1);
        deaths.removed(region, key, value, RemovalCause.FENCED);
    }

    // ---- figures -------------------------------------------------------------------------------------------------

    /** Counts for a region, or where its figures went if it has vanished. */
    void count(Region region, int counter, long n) {
        Tally tally = region.tally();
        if (tally != null && !tally.add(counter, n)) {
            live.count(region.node().scope(), region.cache().id(), counter, n);
        }
    }

    @Override
    public CacheStats stats() {
        return figures.whole();
    }

    @Override
    public CacheStats stats(Scope subtree) {
        return figures.of(own(subtree), null);
    }

    // ---- life ----------------------------------------------------------------------------------------------------

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
            closed = true;
        }
        reclaimer.add(live.close());
        reclaimer.add(live.root());
        maintenance.stop();
        for (Flight flight : flights) {
            flight.result().complete(Flight.Landing.failed(closedException()));
        }
        flights.clear();
        reclaimer.finish();
        removals.discard();
    }

    @Override
    public String toString() {
        return "Cacheado[caches=" + caches.size() + ", used=" + budget.used() + ", maximum="
                + (unbounded ? "none" : budget.maximum()) + "]";
    }
}
