package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.CacheLoader;
import io.cacheado.CacheOptions;
import io.cacheado.Expiry;
import io.cacheado.LoadLimit;
import io.cacheado.event.RemovalListener;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** The settings of a cache or of a decorated function, each checked when it is given. */
abstract class SettingsOf<K, V, B extends CacheOptions<K, V, B>> implements CacheOptions<K, V, B> {
    private static final int LONGEST_NAME = 256;

    private final Engine engine;
    private final String name;
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

    SettingsOf(Engine engine, String name, Type valueType) {
        if (requireNonNull(name, "name").isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name: a text of " + name.length() + " characters (allowed: 1 to " + LONGEST_NAME + ")");
        }
        this.engine = engine;
        this.name = name;
        this.valueType = valueType;
        this.loads = new LoadSettingsBuilder(name);
    }

    /** This builder. */
    abstract B self();

    Engine engine() {
        return engine;
    }

    String name() {
        return name;
    }

    @Nullable
    String level() {
        return level;
    }

    void level(String newLevel) {
        if (!engine.scopes().hasLevel(requireNonNull(newLevel, "level"))) {
            throw new MissingScopeException("level: " + newLevel + " (allowed: one of "
                    + String.join(", ", engine.scopes().levels()) + ")");
        }
        level = newLevel;
    }

    @Override
    public B maximumSize(long newMaximum) {
        maximum = CacheadoBuilder.atLeastOne("maximumSize", newMaximum);
        return self();
    }

    @Override
    public B maximumSizePerScope(long newMaximum) {
        maximumPerScope = CacheadoBuilder.atLeastOne("maximumSizePerScope", newMaximum);
        return self();
    }

    @Override
    public B weigher(ToIntBiFunction<? super K, ? super V> newWeigher) {
        requireNonNull(newWeigher, "weigher");
        if (!engine.budget().isWeighted()) {
            throw new IllegalStateException(
                    "weigher: cache " + name + " has one, but the budget counts entries (allowed: with maximumWeight)");
        }
        weigher = newWeigher;
        return self();
    }

    @Override
    public B expireAfterWrite(Duration duration) {
        afterWrite = nanos("expireAfterWrite", duration);
        return self();
    }

    @Override
    public B expireAfterAccess(Duration duration) {
        afterAccess = nanos("expireAfterAccess", duration);
        return self();
    }

    @Override
    public B expireAbsentAfter(Duration duration) {
        absent = nanos("expireAbsentAfter", duration);
        return self();
    }

    @Override
    public B refreshAfterWrite(Duration duration) {
        loads.refreshAfterWrite(duration);
        return self();
    }

    @Override
    public B refreshEarly(double beta) {
        loads.refreshEarly(beta);
        return self();
    }

    @Override
    public B refreshBackoff(Duration first, Duration most) {
        loads.refreshBackoff(first, most);
        return self();
    }

    @Override
    public B staleWhileRevalidate(Duration most) {
        loads.staleWhileRevalidate(most);
        return self();
    }

    @Override
    public B staleIfError(Duration most) {
        loads.staleIfError(most);
        return self();
    }

    @Override
    public B softLoadTimeout(Duration timeout) {
        loads.softLoadTimeout(timeout);
        return self();
    }

    @Override
    public B hardLoadTimeout(Duration timeout) {
        loads.hardLoadTimeout(timeout);
        return self();
    }

    @Override
    public B jitter(double share) {
        loads.jitter(share);
        return self();
    }

    @Override
    public B expireFailureAfter(Class<? extends Throwable> type, Duration duration) {
        loads.expireFailureAfter(type, duration);
        return self();
    }

    @Override
    public B loadLimitPerScope(LoadLimit limit) {
        loadLimit = requireNonNull(limit, "limit");
        return self();
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
    public B expireAfter(Expiry<? super K, ? super V> newExpiry) {
        expiry = requireNonNull(newExpiry, "expiry");
        return self();
    }

    @Override
    public B eviction(Eviction newEviction) {
        eviction = requireNonNull(newEviction, "eviction");
        return self();
    }

    @Override
    public B removalListener(RemovalListener<? super K, ? super V> newListener) {
        listener = requireNonNull(newListener, "listener");
        return self();
    }

    /** The cache with these settings: a new one, or the one of that name if its types and settings are equal. */
    CacheView<K, V> cache(Type keyType, @Nullable CacheLoader<? super K, V> loader) {
        if (expiry != null && afterWrite != 0) {
            throw new IllegalStateException("cache " + name
                    + ": expireAfter and expireAfterWrite contradict each other (allowed: one of them)");
        }
        return engine.cache(new CacheSettings<>(
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
                loader));
    }
}
