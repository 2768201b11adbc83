package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.internal.engine.Holding;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Assertions about a cache's own entries in one scope: what a reader would be given now, without giving it. Cost O(all
 * entries).
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ScopedCacheAssert<K, V> {
    private final Cache<K, V> cache;
    private final Cacheado cacheado;
    private final Scope scope;

    ScopedCacheAssert(Cache<K, V> cache, Cacheado cacheado, Scope scope) {
        this.cache = cache;
        this.cacheado = cacheado;
        this.scope = scope;
    }

    private List<Holding> held() {
        return Holding.of(cacheado).stream()
                .filter(each ->
                        each.cache().equals(cache.name()) && each.scope().equals(scope))
                .toList();
    }

    private Optional<Holding> find(K key) {
        requireNonNull(key, "key");
        return held().stream().filter(each -> each.key().equals(key)).findFirst();
    }

    private String here() {
        return "cache " + cache.name() + " in " + scope;
    }

    private String keys() {
        List<String> keys = held().stream()
                .map(each -> each.key() + (each.value() == null ? " (absent)" : ""))
                .toList();
        return "\n  it holds " + keys.size() + " entries" + (keys.isEmpty() ? "" : ":") + Claim.list(keys);
    }

    /** A value can be read under the key; a remembered absence is none. */
    public ScopedCacheAssert<K, V> hasKey(K key) {
        boolean present = find(key).filter(each -> each.value() != null).isPresent();
        Claim.that(present, here() + ": expected a value under " + key + ", but there is none" + keys());
        return this;
    }

    /** No value can be read under the key; there may be a remembered absence, or a value that has expired. */
    public ScopedCacheAssert<K, V> hasNoKey(K key) {
        boolean present = find(key).filter(each -> each.value() != null).isPresent();
        Claim.that(!present, here() + ": expected no value under " + key + ", but there is one");
        return this;
    }

    /** It is remembered for now that there is no value under the key, or that its load failed. */
    public ScopedCacheAssert<K, V> remembersAbsence(K key) {
        boolean absent = find(key).filter(each -> each.value() == null).isPresent();
        Claim.that(absent, here() + ": expected a remembered absence under " + key + ", but there is none" + keys());
        return this;
    }

    /** An equal value can be read under the key. The message does not show the values. */
    public ScopedCacheAssert<K, V> hasValue(K key, V value) {
        requireNonNull(value, "value");
        hasKey(key);
        boolean equal =
                find(key).filter(each -> Objects.equals(each.value(), value)).isPresent();
        Claim.that(equal, here() + ": the value under " + key + " is another than was expected");
        return this;
    }

    /** The entry under the key lives so much longer, to the nanosecond of a {@link FakeTicker}. */
    public ScopedCacheAssert<K, V> expiresAfter(K key, Duration duration) {
        requireNonNull(duration, "duration");
        Optional<Duration> left = cache.policy().expiresAfter(scope, key);
        Claim.that(
                left.filter(duration::equals).isPresent(),
                here() + ": life of " + key + ": expected " + duration + ", but "
                        + left.map(Duration::toString).orElse("it is absent or never expires"));
        return this;
    }

    /** So many values can be read, remembered absences not counted. */
    public ScopedCacheAssert<K, V> holds(long expected) {
        long values = held().stream().filter(each -> each.value() != null).count();
        Claim.that(values == expected, here() + ": expected " + expected + " values, but " + values + keys());
        return this;
    }

    /** No value can be read. */
    public ScopedCacheAssert<K, V> isEmpty() {
        return holds(0);
    }
}
