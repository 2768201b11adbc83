package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.EntryOptions;
import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.evict.ShareIndex;
import io.cacheado.internal.load.BulkLoad;
import io.cacheado.internal.scope.CacheId;
import io.cacheado.internal.scope.Generation;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.time.Clock;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopePath;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One cache: its settings, its limits as they are now, and what its settings say of each entry. */
final class CacheCore<K, V> extends CacheId {
    private static final long COARSE_LEAST = 16_000_000;

    private final Engine engine;
    private final LiveScopes live;
    private final Clock clock;
    private final CacheSettings<K, V> settings;
    private final ScopePath path;
    private final boolean rich;
    private final boolean exactClock;
    private final @Nullable OwnLoader<K, V> loader;
    private final Hits<K, V> hits;
    private final ShareIndex queues = new ShareIndex();
    private final AtomicLong entries = new AtomicLong();
    private volatile long maximum;
    private volatile long maximumPerScope;
    private volatile Generation generation;
    private volatile BulkLoad[] bulkLoads = new BulkLoad[0];

    CacheCore(Engine engine, int id, CacheSettings<K, V> settings) {
        super(id);
        this.engine = engine;
        this.live = engine.live();
        this.clock = engine.clock();
        this.settings = settings;
        this.path = engine.scopes().path(settings.level() == null ? "global" : settings.level());
        this.maximum = settings.maximum();
        this.maximumPerScope = settings.maximumPerScope();
        this.rich = settings.weigher() != null
                || settings.afterAccess() != 0
                || engine.needsRich()
                || (settings.eviction() != null && DomainQueue.needsRich(settings.eviction()));
        this.exactClock = isShort(settings.afterWrite()) || isShort(settings.afterAccess());
        this.loader = settings.loader() == null ? null : new OwnLoader<>(settings.loader(), engine.executor());
        this.hits = new Hits<>(this, engine);
        this.generation = new Generation(this);
    }

    private static boolean isShort(long nanos) {
        return nanos != 0 && nanos < COARSE_LEAST;
    }

    /** The loader of a loading cache. */
    OwnLoader<K, V> loader() {
        OwnLoader<K, V> own = loader;
        if (own == null) {
            throw new IllegalStateException("cache " + name() + " has no loader");
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
        return settings.eviction();
    }

    @Override
    public boolean hasOwnQueues() {
        return settings.maximum() != CacheSettings.UNLIMITED || settings.eviction() != null;
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
        return entries.get();
    }

    boolean isFull() {
        return entries.get() >= maximum;
    }

    @Override
    public boolean tryCharge() {
        for (; ; ) {
            long before = entries.get();
            if (before >= maximum) {
                return false;
            }
            if (entries.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    @Override
    public void release() {
        entries.decrementAndGet();
    }

    // ---- what the settings say of an entry -----------------------------------------------------------------------

    Entry entry(Region region, int hash, Object key) {
        return rich ? new RichEntry(region, hash, key) : new Entry(region, hash, key);
    }

    /** The time for a hit. */
    long now() {
        return exactClock ? clock.exact() : clock.now();
    }

    /** The nanoseconds that a value lives after this write; calls the user's expiry. */
    long life(Scope scope, K key, V value, @Nullable Duration ttl) {
        if (ttl != null) {
            return CacheBuilderOf.nanos("ttl", ttl);
        }
        if (settings.expiry() == null) {
            return settings.afterWrite() == 0 ? Long.MAX_VALUE : settings.afterWrite();
        }
        Duration life = settings.expiry().expireAfterWrite(scope, key, value);
        if (life == null) {
            throw new IllegalArgumentException("expireAfter: null (allowed: a positive duration)");
        }
        return CacheBuilderOf.nanos("expireAfter", life);
    }

    static @Nullable Duration ttl(EntryOptions options) {
        return requireNonNull(options, "options").ttl().orElse(null);
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

    /** The latest time that the value may be served. */
    static long cap(long now, long life) {
        return life == Long.MAX_VALUE ? Entry.NEVER : Clock.deadline(now, life);
    }

    /** The time that a value written now expires unless it is read. */
    long expiresAt(long now, long cap) {
        long idle = settings.afterAccess();
        return idle == 0 ? cap : Math.min(cap, Clock.deadline(now, idle));
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
        if (listener != null && value != null && value != Entry.ABSENT) {
            // Keys and values came in through this cache's own types.
            engine.report(listener, new RemovalEvent<>(scope, name(), (K) key, (V) value, cause));
        }
    }
}
