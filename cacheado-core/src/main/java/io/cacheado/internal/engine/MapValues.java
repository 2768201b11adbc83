package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;

/** The values of a {@link MapView}. */
final class MapValues<K, V> extends AbstractCollection<V> {
    private final MapView<K, V> map;

    MapValues(MapView<K, V> map) {
        this.map = map;
    }

    @Override
    public Iterator<V> iterator() {
        return new MappedIterator<>(map.iterator(), Map.Entry::getValue);
    }

    @Override
    public boolean contains(Object value) {
        return map.containsValue(value);
    }

    @Override
    public boolean remove(Object value) {
        for (Map.Entry<K, V> each : map.entrySet()) {
            if (each.getValue().equals(value) && map.remove(each.getKey(), each.getValue())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean removeIf(Predicate<? super V> filter) {
        requireNonNull(filter, "filter");
        return map.entrySet().removeIf(each -> filter.test(each.getValue()));
    }

    /** Knows no size, since that may change under way. */
    @Override
    public Spliterator<V> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.NONNULL | Spliterator.CONCURRENT);
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
