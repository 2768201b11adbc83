package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.LoadLimit;
import io.cacheado.Policy;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Entry;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Looks at a cache's entries without using them, and passes changes on. */
final class Inspection<K, V> implements Policy<K, V> {
    private final CacheCore<K, V> core;
    private final CacheChanges changes;

    Inspection(CacheCore<K, V> core) {
        this.core = core;
        this.changes = new CacheChanges(core);
    }

    @Override
    public Eviction eviction() {
        return core.evictionInForce();
    }

    @Override
    public Optional<String> evictionChoice(Scope scope) {
        Region region = region(scope);
        return region == null
                ? Optional.empty()
                : Optional.of(region.node().nearestDomain().queueOf(core).choice());
    }

    @Override
    public List<K> coldest(Scope scope, int limit) {
        return first(ordered(scope), limit);
    }

    @Override
    public List<K> hottest(Scope scope, int limit) {
        List<K> all = ordered(scope);
        Collections.reverse(all);
        return first(all, limit);
    }

    private static <K> List<K> first(List<K> all, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (allowed: at least 0)");
        }
        return List.copyOf(all.subList(0, Math.min(limit, all.size())));
    }

    @SuppressWarnings("unchecked")
    private List<K> ordered(Scope scope) {
        Region region = region(scope);
        List<K> keys = new ArrayList<>();
        if (region != null) {
            long now = core.engine().clock().exact();
            DomainQueue queue = region.node().nearestDomain().queueOf(core);
            queue.forEach(entry -> {
                if (entry.owner() == region && isLive(entry, now) && Hits.valueOf(entry.laValue()) != null) {
                    keys.add((K) entry.key());
                }
            });
        }
        return keys;
    }

    private static boolean isLive(Entry entry, long now) {
        return !entry.is(Entry.DEAD | Entry.LOADING) && entry.laExpiresAt() > now;
    }

    private @Nullable Region region(Scope scope) {
        core.engine().checkOpen();
        return core.engine().live().find(core.cut(scope), core);
    }

    private @Nullable Entry entry(Scope scope, K key) {
        requireNonNull(key, "key");
        Region region = region(scope);
        Entry entry = region == null ? null : region.find(Hits.hash(region, key), key);
        return entry != null && isLive(entry, core.engine().clock().exact()) ? entry : null;
    }

    @Override
    public Optional<Duration> expiresAfter(Scope scope, K key) {
        Entry entry = entry(scope, key);
        long expiresAt = entry == null ? Entry.NEVER : entry.laExpiresAt();
        return expiresAt == Entry.NEVER
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(
                        Math.max(0, expiresAt - core.engine().clock().exact())));
    }

    @Override
    public OptionalLong weightOf(Scope scope, K key) {
        Entry entry = entry(scope, key);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.weight());
    }

    @Override
    public OptionalLong maximumSize() {
        return limit(core.maximum());
    }

    @Override
    public OptionalLong maximumSizePerScope() {
        return limit(core.maximumPerScope());
    }

    private static OptionalLong limit(long limit) {
        return limit == CacheSettings.UNLIMITED ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    @Override
    public void setMaximumSize(long maximum) {
        changes.maximumSize(maximum);
    }

    @Override
    public void setMaximumSizePerScope(long maximum) {
        changes.maximumSizePerScope(maximum);
    }

    @Override
    public void setEviction(Eviction eviction) {
        changes.eviction(eviction);
    }

    @Override
    public Optional<Duration> expireAfterWrite() {
        return duration(core.lifetimes().afterWrite());
    }

    @Override
    public void setExpireAfterWrite(Duration duration) {
        changes.expireAfterWrite(duration);
    }

    @Override
    public Optional<Duration> expireAfterAccess() {
        return duration(core.lifetimes().afterAccess());
    }

    @Override
    public void setExpireAfterAccess(Duration duration) {
        changes.expireAfterAccess(duration);
    }

    @Override
    public Optional<Duration> refreshAfterWrite() {
        return duration(core.lifetimes().refreshAfter());
    }

    @Override
    public void setRefreshAfterWrite(Duration duration) {
        changes.refreshAfterWrite(duration);
    }

    @Override
    public Optional<Duration> softLoadTimeout() {
        return duration(core.lifetimes().soft());
    }

    @Override
    public void setSoftLoadTimeout(Duration timeout) {
        changes.softLoadTimeout(timeout);
    }

    @Override
    public Optional<Duration> hardLoadTimeout() {
        return duration(core.lifetimes().hard());
    }

    @Override
    public void setHardLoadTimeout(Duration timeout) {
        changes.hardLoadTimeout(timeout);
    }

    private static Optional<Duration> duration(long nanos) {
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    @Override
    public Optional<LoadLimit> loadLimitPerScope() {
        return Optional.ofNullable(core.loadLimit());
    }

    @Override
    public void setLoadLimitPerScope(LoadLimit limit) {
        changes.loadLimitPerScope(requireNonNull(limit, "limit"));
    }

    @Override
    public void removeLoadLimitPerScope() {
        changes.loadLimitPerScope(null);
    }

    @Override
    public String toString() {
        return "Policy[cache=" + core.name() + ", eviction=" + eviction() + "]";
    }
}
