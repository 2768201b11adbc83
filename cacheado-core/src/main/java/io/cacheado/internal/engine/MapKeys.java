package io.cacheado.internal.engine;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;

/** The keys of a {@link MapView}. */
final class MapKeys<K, V> extends AbstractSet<K> {
    private final MapView<K, V> map;

    MapKeys(MapView<K, V> map) {
        this.map = map;
    }

    @Override
    public Iterator<K> iterator() {
        return new MappedIterator<>(map.iterator(), Map.Entry::getKey);
    }

    @Override
    public boolean contains(Object key) {
        return map.containsKey(key);
    }

    @Override
    public boolean remove(Object key) {
        return map.remove(key) != null;
    }

    /** Knows no size, since that may change under way. */
    @Override
    public Spliterator<K> spliterator() {
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
