package io.cacheado.internal.engine;

import io.cacheado.EntryOptions;
import io.cacheado.LoadLimit;
import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.context.Current;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.evict.ShareIndex;
import io.cacheado.internal.load.BulkLoad;
import io.cacheado.internal.log.CacheLogs;
import io.cacheado.internal.scope.CacheId;
import io.cacheado.internal.scope.Generation;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopePath;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One cache: its settings, its limits as they are now, and what its settings say of each entry. */
final class CacheCore<K, V> extends CacheId {
    private final Engine engine;
    private final LiveScopes live;
    private final CacheSettings<K, V> settings;
    private final ScopePath path;
    private final boolean rich;
    private final boolean renews;
    private final Lifetimes<K, V> lifetimes;
    private final Renewals<K, V> renewals;
    private final CacheLogs logs;
    private volatile @Nullable LoadLimit loadLimit;
    private volatile @Nullable Eviction eviction;
    private final @Nullable OwnLoader<K, V> loader;
    private final Hits<K, V> hits;
    private final ShareIndex queues = new ShareIndex();
    /** The entries over all scopes: one number where it has a limit, else in parts that writers do not share. */
    private final AtomicLong limited = new AtomicLong();

    private final LongAdder unlimited = new LongAdder();
    private final boolean isLimited;
    private final LongAdder bypasses = new LongAdder();
    private volatile long maximum;
    private volatile long maximumPerScope;
    private volatile Generation generation;
    private volatile BulkLoad[] bulkLoads = new BulkLoad[0];

    CacheCore(Engine engine, int id, CacheSettings<K, V> settings) {
        super(id);
        this.engine = engine;
        this.live = engine.live();
        this.settings = settings;
        this.isLimited = settings.maximum() != CacheSettings.UNLIMITED;
        this.logs = engine.logs().of(settings.name());
        this.eviction = settings.eviction();
        this.path = engine.scopes().path(settings.level() == null ? "global" : settings.level());
        this.maximum = settings.maximum();
        this.maximumPerScope = settings.maximumPerScope();
        this.rich = settings.weigher() != null
                || settings.afterAccess() != 0
                || engine.needsRich()
                || (settings.eviction() != null && DomainQueue.needsRich(settings.eviction()));
        this.renews = settings.loads().renews();
        this.lifetimes = new Lifetimes<>(settings, engine.clock(), engine.chance());
        this.loader = settings.loader() == null ? null : new OwnLoader<>(settings.loader(), engine.executor());
        this.loadLimit = settings.loadLimit();
        this.hits = new Hits<>(this, engine);
        this.renewals = new Renewals<>(this, engine);
        this.generation = new Generation(this);
    }

    /** The loader of a loading cache. */
    OwnLoader<K, V> loader() {
        OwnLoader<K, V> own = loader;
        if (own == null) {
            throw new IllegalStateException(
                    "loader: cache " + name() + " has none (allowed: built with a CacheLoader, or get(key, loader))");
        }
        return own;
    }

    Hits<K, V> hits() {
        return hits;
    }

    LiveScopes live() {
        return live;
    }

    Engine engine() {
        return engine;
    }

    CacheLogs logs() {
        return logs;
    }

    CacheSettings<K, V> settings() {
        return settings;
    }

    String name() {
        return settings.name();
    }

    Generation generation() {
        return generation;
    }

    /** Begins a new life, and returns the generation that has ended; two at a time end one after the other. */
    synchronized Generation renew() {
        Generation old = generation;
        generation = new Generation(this);
        live.end(old);
        return old;
    }

    // ---- scopes --------------------------------------------------------------------------------------------------

    /** The scope in which entries of this cache live, when asked from the given one. */
    Scope cut(Scope scope) {
        Scope own = engine.own(scope);
        String level = settings.level();
        if (level == null || own.level().equals(level)) {
            return own;
        }
        try {
            return own.at(level);
        } catch (MissingScopeException e) {
            throw new MissingScopeException("cache " + name() + " is scoped to " + level + ": " + e.getMessage());
        }
    }

    /** The scope in which entries of this cache live, when asked from what is current on this thread. */
    Scope current() {
        String level = settings.level();
        try {
            return level == null
                    ? Current.only(engine.scopes())
                    : level.equals("global") ? engine.scopes().global() : Current.require(engine.scopes(), level);
        } catch (MissingScopeException e) {
            throw new MissingScopeException("cache " + name() + ": " + e.getMessage());
        }
    }

    /** The path of the declared level, of which callers give ids. */
    ScopePath path() {
        if (settings.level() == null) {
            throw new IllegalStateException(
                    "cache " + name() + " was declared for no level, so ids alone name no scope (allowed: in(scope))");
        }
        return path;
    }

    // ---- limits --------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Eviction ownEviction() {
        return eviction;
    }

    void eviction(Eviction newEviction) {
        eviction = newEviction;
    }

    /** The policy of its entries where their scope has none of its own. */
    Eviction evictionInForce() {
        Eviction own = eviction;
        return own != null ? own : live.eviction(engine.scopes().global());
    }

    /** Whether its entries can be linked, as some policies do. */
    boolean hasLinks() {
        return rich || renews;
    }

    @Override
    public boolean hasOwnQueues() {
        return isLimited || settings.eviction() != null;
    }

    @Override
    public long maximum() {
        return maximum;
    }

    void maximum(long newMaximum) {
        maximum = newMaximum;
    }

    boolean boundedPerScope() {
        return settings.maximumPerScope() != CacheSettings.UNLIMITED;
    }

    @Override
    public long maximumPerScope() {
        return maximumPerScope;
    }

    @Override
    protected Region region(int hash, ScopeNode node, Generation of, @Nullable Tally tally) {
        return boundedPerScope()
                ? new OpenBoundedRegion<>(hash, node, of, tally)
                : new OpenRegion<>(hash, node, of, tally);
    }

    void maximumPerScope(long newMaximum) {
        maximumPerScope = newMaximum;
    }

    @Override
    public ShareIndex queues() {
        return queues;
    }

    /** Entries charged, dropped ones that are not yet reclaimed included. */
    long entries() {
        return isLimited ? limited.get() : unlimited.sum();
    }

    boolean isFull() {
        return isLimited && limited.get() >= maximum;
    }

    @Override
    public boolean tryCharge() {
        if (!isLimited) {
            unlimited.increment();
            return true;
        }
        for (; ; ) {
            long before = limited.get();
            if (before >= maximum) {
                return false;
            }
            if (limited.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    @Override
    public void release() {
        if (isLimited) {
            limited.decrementAndGet();
        } else {
            unlimited.decrement();
        }
    }

    // ---- calls past it -------------------------------------------------------------------------------------------

    /** Counts and logs a call that went past this cache, since it had no scope. */
    void bypassed() {
        engine.checkOpen();
        bypasses.increment();
        logs.bypassed(settings.level());
    }

    long bypasses() {
        return bypasses.sum();
    }

    // ---- what the settings say of an entry -----------------------------------------------------------------------

    /** @param loaded whether it is to have tags, or to be computed on */
    Entry entry(Region region, int hash, Object key, boolean loaded) {
        if (loaded || renews) {
            return new LoadedEntry(region, hash, key);
        }
        return rich ? new RichEntry(region, hash, key) : new Entry(region, hash, key);
    }

    Lifetimes<K, V> lifetimes() {
        return lifetimes;
    }

    Renewals<K, V> renewals() {
        return renewals;
    }

    /** The bound on its loads in each scope, if there is one. */
    @Nullable
    LoadLimit loadLimit() {
        return loadLimit;
    }

    void loadLimit(@Nullable LoadLimit limit) {
        loadLimit = limit;
    }

    /** Makes all its values with a tag in a subtree unreadable. */
    void invalidateTag(Scope subtree, String tag) {
        engine.checkOpen();
        EntryOptions.tags(tag);
        engine.tags().drop(engine.own(subtree), tag, id());
        engine.logs().tagDropped(name(), subtree, tag);
    }

    /** Whether entries are renewed, or served beyond their expiry. */
    boolean renews() {
        return renews;
    }

    /** The weight that a value is charged with; calls the user's weigher. */
    int weigh(K key, V value) {
        if (settings.weigher() == null) {
            return 1;
        }
        int weight = settings.weigher().applyAsInt(key, value);
        if (weight < 1) {
            throw new IllegalArgumentException(
                    "weigher of cache " + name() + ": " + weight + " (allowed: 1 to " + Integer.MAX_VALUE + ")");
        }
        return weight;
    }

    // ---- bulk loads under way ------------------------------------------------------------------------------------

    @Override
    public void changed(Region region, int hash, Object key) {
        for (BulkLoad each : bulkLoads) {
            each.note(region, hash, key);
        }
    }

    boolean isBulkLoading() {
        return bulkLoads.length > 0;
    }

    @Override
    public boolean isPinned(Region region) {
        for (BulkLoad each : bulkLoads) {
            if (each.region() == region) {
                return true;
            }
        }
        return false;
    }

    synchronized void begin(BulkLoad load) {
        BulkLoad[] more = Arrays.copyOf(bulkLoads, bulkLoads.length + 1);
        more[more.length - 1] = load;
        bulkLoads = more;
    }

    synchronized void end(BulkLoad load) {
        bulkLoads = Arrays.stream(bulkLoads).filter(each -> each != load).toArray(BulkLoad[]::new);
    }

    // ---- events --------------------------------------------------------------------------------------------------

    /** Reports a removal to the listener, if there is one and there is a value to report. */
    @SuppressWarnings("unchecked")
    void emit(Scope scope, Object key, @Nullable Object value, RemovalCause cause) {
        RemovalListener<? super K, ? super V> listener = settings.listener();
        if (value == Entry.ABSENT || value instanceof Failed) {
            engine.absenceLeft(scope, name(), key, cause);
        } else if (listener != null && value != null) {
            // Keys and values came in through this cache's own types.
            engine.report(listener, new RemovalEvent<>(scope, name(), (K) key, (V) value, cause));
        }
    }
}
