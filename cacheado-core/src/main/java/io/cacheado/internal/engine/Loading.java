package io.cacheado.internal.engine;

import io.cacheado.EntryOptions;
import io.cacheado.LoadContext;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One load, as its loader sees it and decides on it. */
final class Loading<K, V> implements LoadContext<K, V> {
    private final Scope scope;
    private final K key;
    private final @Nullable V previous;
    private @Nullable Duration ttl;
    private Set<String> tags = Set.of();
    private boolean unchanged;

    Loading(Scope scope, K key, @Nullable V previous) {
        this.scope = scope;
        this.key = key;
        this.previous = previous;
    }

    /** The load of a key whose entry, if it has one, is to be renewed. */
    static <K, V> Loading<K, V> of(Scope scope, K key, @Nullable LoadedEntry renewed) {
        Object there = renewed == null ? null : renewed.laValue();
        return new Loading<>(scope, key, Hits.valueOf(there));
    }

    @Override
    public Scope scope() {
        return scope;
    }

    @Override
    public K key() {
        return key;
    }

    @Override
    public Optional<V> previous() {
        return Optional.ofNullable(previous);
    }

    @Override
    public LoadContext<K, V> expireAfterWrite(Duration newTtl) {
        SettingsOf.nanos("ttl", newTtl);
        ttl = newTtl;
        return this;
    }

    @Override
    public LoadContext<K, V> tags(String... names) {
        Set<String> all = new LinkedHashSet<>(tags);
        all.addAll(EntryOptions.tags(names).tags());
        tags = EntryOptions.tags(all.toArray(new String[0])).tags();
        return this;
    }

    @Override
    public V notModified() {
        V there = previous;
        if (there == null) {
            throw new IllegalStateException(
                    "notModified: there is no previous value (allowed: when previous() has one)");
        }
        unchanged = true;
        return there;
    }

    @Nullable
    Duration ttl() {
        return ttl;
    }

    Set<String> tagNames() {
        return tags;
    }

    /** Whether the loader gave the previous value back and said so. */
    boolean isUnchanged(@Nullable V value) {
        return unchanged && value == previous;
    }
}
