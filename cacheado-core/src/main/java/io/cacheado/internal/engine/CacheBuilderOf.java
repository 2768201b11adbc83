package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.CacheLoader;
import io.cacheado.Expiry;
import io.cacheado.LoadLimit;
import io.cacheado.LoadingCache;
import io.cacheado.event.RemovalListener;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** The settings of a cache, each checked when it is given. */
final class CacheBuilderOf<K, V> implements CacheBuilder<K, V> {
    private static final int LONGEST_NAME = 256;

    private final Engine engine;
    private final String name;
    private final Type keyType;
    private final Type valueType;
    private @Nullable String level;
    private long maximum = CacheSettings.UNLIMITED;
    private long maximumPerScope = CacheSettings.UNLIMITED;
    private long afterWrite;
    private long afterAccess;
    private long absent;
    private final LoadSettingsBuilder loads;
    private @Nullable LoadLimit loadLimit;
    private @Nullable Eviction eviction;
    private @Nullable ToIntBiFunction<? super K, ? super V> weigher;
    private @Nullable Expiry<? super K, ? super V> expiry;
    private @Nullable RemovalListener<? super K, ? super V> listener;

    CacheBuilderOf(Engine engine, String name, Type keyType, Type valueType) {
        if (requireNonNull(name, "name").isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name: a text of " + name.length() + " characters (allowed: 1 to " + LONGEST_NAME + ")");
        }
        this.engine = engine;
        this.name = name;
        this.keyType = keyType;
        this.valueType = valueType;
        this.loads = new LoadSettingsBuilder(name);
    }

    @Override
    public CacheBuilder<K, V> scopedTo(String newLevel) {
        if (!engine.scopes().hasLevel(requireNonNull(newLevel, "level"))) {
            throw new MissingScopeException("level: " + newLevel + " (allowed: one of "
                    + String.join(", ", engine.scopes().levels()) + ")");
        }
        level = newLevel;
        return this;
    }

    @Override
    public CacheBuilder<K, V> maximumSize(long newMaximum) {
        maximum = CacheadoBuilder.atLeastOne("maximumSize", newMaximum);
        return this;
    }

    @Override
    public CacheBuilder<K, V> maximumSizePerScope(long newMaximum) {
        maximumPerScope = CacheadoBuilder.atLeastOne("maximumSizePerScope", newMaximum);
        return this;
    }

    @Override
    public CacheBuilder<K, V> weigher(ToIntBiFunction<? super K, ? super V> newWeigher) {
        requireNonNull(newWeigher, "weigher");
        if (!engine.budget().isWeighted()) {
            throw new IllegalStateException(
                    "weigher: cache " + name + " has one, but the budget counts entries (allowed: with maximumWeight)");
        }
        weigher = newWeigher;
        return this;
    }

    @Override
    public CacheBuilder<K, V> expireAfterWrite(Duration duration) {
        afterWrite = nanos("expireAfterWrite", duration);
        return this;
    }

    @Override
    public CacheBuilder<K, V> expireAfterAccess(Duration duration) {
        afterAccess = nanos("expireAfterAccess", duration);
        return this;
    }

    @Override
    public CacheBuilder<K, V> expireAbsentAfter(Duration duration) {
        absent = nanos("expireAbsentAfter", duration);
        return this;
    }

    @Override
    public CacheBuilder<K, V> refreshAfterWrite(Duration duration) {
        loads.refreshAfterWrite(duration);
        return this;
    }

    @Override
    public CacheBuilder<K, V> refreshEarly(double beta) {
        loads.refreshEarly(beta);
        return this;
    }

    @Override
    public CacheBuilder<K, V> refreshBackoff(Duration first, Duration most) {
        loads.refreshBackoff(first, most);
        return this;
    }

    @Override
    public CacheBuilder<K, V> staleWhileRevalidate(Duration most) {
        loads.staleWhileRevalidate(most);
        return this;
    }

    @Override
    public CacheBuilder<K, V> staleIfError(Duration most) {
        loads.staleIfError(most);
        return this;
    }

    @Override
    public CacheBuilder<K, V> softLoadTimeout(Duration timeout) {
        loads.softLoadTimeout(timeout);
        return this;
    }

    @Override
    public CacheBuilder<K, V> hardLoadTimeout(Duration timeout) {
        loads.hardLoadTimeout(timeout);
        return this;
    }

    @Override
    public CacheBuilder<K, V> jitter(double share) {
        loads.jitter(share);
        return this;
    }

    @Override
    public CacheBuilder<K, V> expireFailureAfter(Class<? extends Throwable> type, Duration duration) {
        loads.expireFailureAfter(type, duration);
        return this;
    }

    @Override
    public CacheBuilder<K, V> loadLimitPerScope(LoadLimit limit) {
        loadLimit = requireNonNull(limit, "limit");
        return this;
    }

    /** The duration, not negative, in nanoseconds, at most {@code Long.MAX_VALUE}. */
    static long nanosOf(Duration duration) {
        return duration.isZero() ? 0 : nanos("duration", duration);
    }

    /** The duration in nanoseconds, at most {@code Long.MAX_VALUE}. */
    static long nanos(String argument, Duration duration) {
        requireNonNull(duration, argument);
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(argument + ": " + duration + " (allowed: a positive duration)");
        }
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public CacheBuilder<K, V> expireAfter(Expiry<? super K, ? super V> newExpiry) {
        expiry = requireNonNull(newExpiry, "expiry");
        return this;
    }

    @Override
    public CacheBuilder<K, V> eviction(Eviction newEviction) {
        eviction = requireNonNull(newEviction, "eviction");
        return this;
    }

    @Override
    public CacheBuilder<K, V> removalListener(RemovalListener<? super K, ? super V> newListener) {
        listener = requireNonNull(newListener, "listener");
        return this;
    }

    @Override
    public Cache<K, V> build() {
        return engine.cache(settings(null));
    }

    @Override
    public LoadingCache<K, V> build(CacheLoader<? super K, V> loader) {
        return engine.cache(settings(requireNonNull(loader, "loader")));
    }

    private CacheSettings<K, V> settings(@Nullable CacheLoader<? super K, V> loader) {
        if (expiry != null && afterWrite != 0) {
            throw new IllegalStateException("cache " + name
                    + ": expireAfter and expireAfterWrite contradict each other (allowed: one of them)");
        }
        return new CacheSettings<>(
                name,
                keyType,
                valueType,
                level,
                maximum,
                maximumPerScope,
                afterWrite,
                afterAccess,
                absent,
                loads.build(afterWrite, expiry != null, afterAccess),
                loadLimit,
                eviction,
                weigher,
                expiry,
                listener,
                loader);
    }
}
