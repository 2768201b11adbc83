package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The entries of one scope and cache as a map; see {@link io.cacheado.ScopedCache#asMap}. */
final class MapView<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
    private final Scoped<K, V> view;

    MapView(Scoped<K, V> view) {
        this.view = view;
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V get(Object key) {
        // A key of another type is equal to none that is there.
        return view.getIfPresent((K) requireNonNull(key, "key"));
    }

    @Override
    public boolean containsKey(Object key) {
        return quiet(requireNonNull(key, "key")) != null;
    }

    /** The value under a key, looked at without using it. */
    private @Nullable Object quiet(Object key) {
        Found found = exchanges().peek(view, key);
        return found == null ? null : found.value();
    }

    @Override
    public boolean containsValue(Object value) {
        requireNonNull(value, "value");
        return values().stream().anyMatch(value::equals);
    }

    /** Whether exactly this is there. */
    boolean contains(Object key, Object value) {
        Object there = quiet(key);
        return there != null && value.equals(there);
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, view.estimatedSize());
    }

    @Override
    public boolean isEmpty() {
        return size() == 0 || !iterator().hasNext();
    }

    // ---- changing ------------------------------------------------------------------------------------------------

    private Exchanges exchanges() {
        return view.core().engine().exchanges();
    }

    @Override
    public @Nullable V put(K key, V value) {
        return before(exchanges().store(view, key(key), value(value), there -> true));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return before(exchanges().store(view, key(key), value(value), there -> there == null));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return before(exchanges().store(view, key(key), value(value), there -> there != null));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        requireNonNull(oldValue, "oldValue");
        requireNonNull(newValue, "newValue");
        return exchanges().store(view, key(key), newValue, oldValue::equals).done();
    }

    @Override
    public @Nullable V remove(Object key) {
        return before(exchanges().remove(view, key(key), there -> true));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        requireNonNull(key, "key");
        return value != null && exchanges().remove(view, key, value::equals).done();
    }

    @Override
    public void clear() {
        view.invalidateAll();
    }

    @SuppressWarnings("unchecked")
    private static <V> @Nullable V before(Exchanges.Changed changed) {
        return (V) changed.before();
    }

    private static <K> K key(K key) {
        return requireNonNull(key, "key");
    }

    private static <V> V value(V value) {
        return requireNonNull(value, "value");
    }

    // ---- computing -----------------------------------------------------------------------------------------------

    private Computations computations() {
        return view.core().engine().computations();
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        return computations().request(view, key(key), function);
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        return computations()
                .compute(
                        view, key(key), Computations.When.PRESENT, there -> function.apply(key, requireNonNull(there)));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        return computations().compute(view, key(key), Computations.When.ALWAYS, there -> function.apply(key, there));
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        requireNonNull(value, "value");
        return computations()
                .compute(
                        view,
                        key(key),
                        Computations.When.ALWAYS,
                        there -> there == null ? value : function.apply(there, value));
    }

    // ---- all of it -----------------------------------------------------------------------------------------------

    /** The entries that are there, each as it was when it was met. */
    Iterator<Map.Entry<K, V>> iterator() {
        return new MapIterator<>(this, view);
    }

    @Override
    public Set<K> keySet() {
        return new MapKeys<>(this);
    }

    @Override
    public Collection<V> values() {
        return new MapValues<>(this);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new MapEntries<>(this);
    }
}
