package io.cacheado.internal.engine;

import io.cacheado.EntryOptions;
import io.cacheado.LoadContext;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.tag.Tags;
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
    private final Set<String> previousTags;
    private @Nullable Duration ttl;
    private Set<String> tags = Set.of();
    private boolean unchanged;

    Loading(Scope scope, K key, @Nullable V previous) {
        this(scope, key, previous, Set.of());
    }

    private Loading(Scope scope, K key, @Nullable V previous, Set<String> previousTags) {
        this.scope = scope;
        this.key = key;
        this.previous = previous;
        this.previousTags = previousTags;
    }

    /** The load of a key whose entry, if it has one, is to be renewed; a value whose tag was dropped is no previous one. */
    static <K, V> Loading<K, V> of(Region region, K key, @Nullable LoadedEntry renewed) {
        Scope scope = region.node().scope();
        while (renewed != null) {
            Object there = renewed.laValue();
            Tags tags = (Tags) renewed.tags();
            if (renewed.laValue() == there) {
                V value = Hits.valueOf(there);
                return value == null || Deaths.isInvalid(region, tags)
                        ? new Loading<>(scope, key, null)
                        : new Loading<>(scope, key, value, tags == null ? Set.of() : tags.names());
            }
            Thread.onSpinWait();
        }
        return new Loading<>(scope, key, null);
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

    /** The tags of the value that the loader gave: a previous one that is still right keeps those that it has. */
    Set<String> tagNames(@Nullable V value) {
        if (!unchanged || value != previous) {
            return tags;
        }
        Set<String> all = new LinkedHashSet<>(previousTags);
        all.addAll(tags);
        return all;
    }

    /** Whether the loader gave the previous value back, said so, and gave it no more tags. */
    boolean isUnchanged(@Nullable V value) {
        return unchanged && value == previous && previousTags.containsAll(tags);
    }
}
