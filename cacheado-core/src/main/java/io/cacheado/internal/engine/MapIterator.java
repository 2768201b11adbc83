package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Cursor;
import io.cacheado.internal.table.Entry;
import java.util.AbstractMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Goes over the entries of a {@link MapView}: those of the region that was live at the beginning, as long as it is. */
final class MapIterator<K, V> implements Iterator<Map.Entry<K, V>> {
    private final MapView<K, V> map;
    private final Hits<K, V> hits;
    private final @Nullable Region region;
    private final @Nullable Cursor cursor;
    private Map.@Nullable Entry<K, V> next;
    private Map.@Nullable Entry<K, V> last;

    MapIterator(MapView<K, V> map, Scoped<K, V> view) {
        view.core().engine().checkOpen();
        this.map = map;
        this.hits = view.core().hits();
        this.region = view.core().engine().regions().find(view);
        this.cursor = region == null ? null : new Cursor(region);
        this.next = advance();
    }

    @SuppressWarnings("unchecked")
    private Map.@Nullable Entry<K, V> advance() {
        if (region == null || cursor == null) {
            return null;
        }
        for (Entry each = (Entry) cursor.next(); each != null; each = (Entry) cursor.next()) {
            Object value = hits.quiet(region, each);
            if (value != null) {
                // Keys and values came in through this cache's own types.
                return new Written((K) each.key(), (V) value);
            }
        }
        return null;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Map.Entry<K, V> next() {
        Map.Entry<K, V> found = next;
        if (found == null) {
            throw new NoSuchElementException();
        }
        last = found;
        next = advance();
        return found;
    }

    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("remove: no entry was given, or it has been removed");
        }
        map.remove(last.getKey());
        last = null;
    }

    /** An entry whose changes are written to the map. */
    private final class Written extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1;

        Written(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            map.put(getKey(), requireNonNull(value, "value"));
            return super.setValue(value);
        }
    }
}
