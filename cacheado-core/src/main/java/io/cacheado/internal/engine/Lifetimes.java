package io.cacheado.internal.engine;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.time.Clock;
import io.cacheado.scope.Scope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the entries of one cache live, when they are renewed, how long they are served beyond their time, and how long
 * their loads may take. Some of it changes while the cache runs; the setters say what was before, and are called one at a
 * time.
 */
final class Lifetimes<K, V> {
    private static final long COARSE_LEAST = 16_000_000;
    private static final VarHandle AFTER_ACCESS;

    static {
        try {
            AFTER_ACCESS = MethodHandles.lookup().findVarHandle(Lifetimes.class, "afterAccess", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CacheSettings<K, V> settings;
    private final LoadSettings loads;
    private final Clock clock;
    private final Chance chance;
    /** Set for good once a life so short is seen that the coarse time would prolong it. */
    private volatile boolean exactClock;

    private volatile long afterWrite;
    /** Read by hits, opaquely. */
    @SuppressWarnings("UnusedVariable")
    private long afterAccess;

    private volatile long refreshAfter;
    private volatile long soft;
    private volatile long hard;

    Lifetimes(CacheSettings<K, V> settings, Clock clock, Chance chance) {
        this.settings = settings;
        this.loads = settings.loads();
        this.clock = clock;
        this.chance = chance;
        this.afterWrite = settings.afterWrite();
        this.afterAccess = settings.afterAccess();
        this.refreshAfter = loads.refreshAfter();
        this.soft = loads.soft();
        this.hard = loads.hard();
        this.exactClock = isShort(settings.afterWrite())
                || isShort(settings.afterAccess())
                || isShort(settings.absent())
                || isShort(loads.whileRevalidate())
                || isShort(loads.ifError())
                || loads.failureLives().values().stream().anyMatch(Lifetimes::isShort);
    }

    private static boolean isShort(long nanos) {
        return nanos != 0 && nanos < COARSE_LEAST;
    }

    // ---- what can be changed -------------------------------------------------------------------------------------

    long afterWrite() {
        return afterWrite;
    }

    long afterWrite(long nanos) {
        long before = afterWrite;
        afterWrite = nanos;
        return before;
    }

    long afterAccess() {
        return (long) AFTER_ACCESS.getOpaque(this);
    }

    long afterAccess(long nanos) {
        if (isShort(nanos)) {
            exactClock = true;
        }
        return (long) AFTER_ACCESS.getAndSet(this, nanos);
    }

    long refreshAfter() {
        return refreshAfter;
    }

    long refreshAfter(long nanos) {
        long before = refreshAfter;
        refreshAfter = nanos;
        return before;
    }

    /** How long a caller waits for a load before an expired value is served; 0 for as long as it takes. */
    long soft() {
        return soft;
    }

    long soft(long nanos) {
        long before = soft;
        soft = nanos;
        return before;
    }

    /** How long a load may take; 0 for any time. */
    long hard() {
        return hard;
    }

    long hard(long nanos) {
        long before = hard;
        hard = nanos;
        return before;
    }

    // ---- the times of one entry ----------------------------------------------------------------------------------

    /** The time for a hit. */
    long now() {
        return exactClock ? clock.exact() : clock.now();
    }

    /** The nanoseconds that a value lives after this write; calls the user's expiry. */
    long life(Scope scope, K key, V value, @Nullable Duration ttl) {
        long life = jittered(whole(scope, key, value, ttl));
        if (!exactClock && isShort(life)) {
            exactClock = true;
        }
        return life;
    }

    private long whole(Scope scope, K key, V value, @Nullable Duration ttl) {
        if (ttl != null) {
            return SettingsOf.nanos("ttl", ttl);
        }
        if (settings.expiry() == null) {
            long fixed = afterWrite;
            return fixed == 0 ? Long.MAX_VALUE : fixed;
        }
        Duration life = settings.expiry().expireAfterWrite(scope, key, value);
        if (life == null) {
            throw new IllegalArgumentException("expireAfter: null (allowed: a positive duration)");
        }
        return SettingsOf.nanos("expireAfter", life);
    }

    private long jittered(long life) {
        if (loads.jitter() == 0 || life == Long.MAX_VALUE) {
            return life;
        }
        return Math.max(1, life - (long) (life * loads.jitter() * chance.next()));
    }

    /** The latest time that an access may prolong a life of so many nanoseconds to. */
    static long cap(long now, long life) {
        return life == Long.MAX_VALUE ? Entry.NEVER : Clock.deadline(now, life);
    }

    /** The time that a value written now expires unless it is read. */
    long expiresAt(long now, long cap) {
        long idle = afterAccess();
        return idle == 0 ? cap : Math.min(cap, Clock.deadline(now, idle));
    }

    /**
     * Says when what is written now is renewed, and until when it is served; before it is published.
     *
     * @param real whether it is a value: a remembered absence or failure is not served beyond its expiry
     */
    void dress(LoadedEntry entry, long now, long expiresAt, boolean real) {
        boolean stale = real && loads.servesStale();
        long refresh = real ? refreshAfter : 0;
        // Reads may prolong the expiry, up to the cap.
        long latest = stale ? expiresAt : entry.cap();
        entry.renewAt(refresh == 0 ? latest : Math.min(latest, Clock.deadline(now, refresh)));
        if (stale && expiresAt != Entry.NEVER) {
            entry.cap(Clock.deadline(expiresAt, loads.longestStale()));
            entry.set(Entry.STALE);
        }
    }

    /** When a value may be renewed again after so many failures in a row. */
    long renewAfterFailure(long now, int failures) {
        double most = Math.min(loads.backoffMost(), loads.backoffFirst() * Math.pow(2, failures - 1.0));
        // Between three quarters and all of it, so that keys that failed together do not try again together.
        return Clock.deadline(now, (long) (most * (1 - chance.next() / 4)));
    }

    /**
     * Whether to renew a fresh value before its time: the nearer its expiry and the longer its load took, the likelier, so that
     * one of many readers does so shortly before it expires.
     *
     * <p>Source: Vattani, Chierichetti, Lowenstein, <i>Optimal probabilistic cache stampede prevention</i>, VLDB 2015.
     */
    boolean isEarly(LoadedEntry entry, long now, long expiresAt) {
        if (loads.earliness() == 0 || expiresAt == Entry.NEVER) {
            return false;
        }
        double ahead = entry.loadMicros() * 1_000.0 * loads.earliness() * -Math.log(1 - chance.next());
        // A difference, since a double has not all digits of a time.
        return ahead >= expiresAt - now;
    }
}
