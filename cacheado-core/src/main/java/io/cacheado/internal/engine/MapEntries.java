package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;

/** The entries of a {@link MapView}. */
final class MapEntries<K, V> extends AbstractSet<Map.Entry<K, V>> {
    private final MapView<K, V> map;

    MapEntries(MapView<K, V> map) {
        this.map = map;
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        return map.iterator();
    }

    @Override
    public boolean contains(Object entry) {
        return entry instanceof Map.Entry<?, ?> pair
                && pair.getKey() != null
                && pair.getValue() != null
                && map.contains(pair.getKey(), pair.getValue());
    }

    @Override
    public boolean remove(Object entry) {
        return entry instanceof Map.Entry<?, ?> pair
                && pair.getKey() != null
                && map.remove(pair.getKey(), pair.getValue());
    }

    @Override
    public boolean removeIf(Predicate<? super Map.Entry<K, V>> filter) {
        requireNonNull(filter, "filter");
        boolean any = false;
        for (Map.Entry<K, V> each : this) {
            any |= filter.test(each) && map.remove(each.getKey(), each.getValue());
        }
        return any;
    }

    /** Knows no size, since that may change under way. */
    @Override
    public Spliterator<Map.Entry<K, V>> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public void clear() {
        map.clear();
    }
}
