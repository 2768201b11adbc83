package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.CacheLoader;
import io.cacheado.LoadContext;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A loader around another one, which counts the calls and says of each whether it may go on. Safe for use by many threads if
 * the other one is.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
abstract class CountingLoader<K, V> implements CacheLoader<K, V> {
    private static final Scope NOWHERE = ScopeTree.of().global();

    private final CacheLoader<? super K, V> inner;
    private final LoadCounts counts = new LoadCounts();

    CountingLoader(CacheLoader<? super K, V> inner) {
        this.inner = requireNonNull(inner, "loader");
    }

    /** Returns when the call may go on, or throws what it is to fail with. */
    abstract void admit(LoadCounts.Call call) throws Exception;

    /** What is done for a call that may go on. */
    interface Work<T> {
        @Nullable
        T run() throws Exception;
    }

    private <T> @Nullable T counted(Scope scope, Collection<?> keys, Work<T> work) throws Exception {
        LoadCounts.Call call = counts.begin(scope, keys);
        boolean failed = true;
        try {
            admit(call);
            @Nullable T result = work.run();
            failed = false;
            return result;
        } finally {
            counts.end(failed);
        }
    }

    final CacheLoader<? super K, V> inner() {
        return inner;
    }

    /** What this loader was asked for. */
    public final LoadCounts counts() {
        return counts;
    }

    // ---- as the loader of a cache --------------------------------------------------------------------------------

    /** Loads one value; the call is counted. */
    @Override
    public final @Nullable V load(Scope scope, K key) throws Exception {
        return counted(scope, List.of(key), () -> inner.load(scope, key));
    }

    /** Loads a value in place of an old one; the call is counted. */
    @Override
    public final @Nullable V reload(Scope scope, K key, V oldValue) throws Exception {
        return counted(scope, List.of(key), () -> inner.reload(scope, key, oldValue));
    }

    /** Loads one value, which may say how it is kept; the call is counted. */
    @Override
    @SuppressWarnings("unchecked")
    public final @Nullable V load(LoadContext<K, V> context) throws Exception {
        // A loader of a wider key type is given the narrower keys.
        CacheLoader<K, V> narrow = (CacheLoader<K, V>) inner;
        return counted(context.scope(), List.of(context.key()), () -> narrow.load(context));
    }

    /** Loads many values in one call, which is counted as one; one by one if the loader inside cannot load many. */
    @Override
    public final Map<? extends K, ? extends V> loadAll(Scope scope, Set<? extends K> keys) throws Exception {
        return requireNonNull(counted(scope, keys, () -> many(scope, keys)), "values");
    }

    private Map<K, V> many(Scope scope, Set<? extends K> keys) throws Exception {
        Map<K, V> loaded = new LinkedHashMap<>();
        try {
            // A loader of a wider key type answers for the keys that it was asked for.
            inner.loadAll(scope, keys).forEach((key, value) -> loaded.put(narrow(key), value));
        } catch (UnsupportedOperationException oneByOne) {
            for (K key : keys) {
                V value = inner.load(scope, key);
                if (value != null) {
                    loaded.put(key, value);
                }
            }
        }
        return loaded;
    }

    @SuppressWarnings("unchecked")
    private K narrow(Object key) {
        return (K) key;
    }

    // ---- as a function -------------------------------------------------------------------------------------------

    /**
     * Loads one value, as the function of {@code get}: {@code cache.get(key, loader::apply)}. Counted for the
     * deepest scope that is current, which is the entry's while a cache loads; outside of a load there may be none.
     *
     * @throws CompletionException holding a checked exception
     */
    public final @Nullable V apply(K key) {
        return unchecked(() -> load(here(), key));
    }

    /**
     * Loads many values in one call, as the function of {@code getAll}: {@code cache.getAll(keys, loader::applyAll)}. Counted
     * and failing as {@link #apply}.
     */
    @SuppressWarnings("unchecked")
    public final Map<K, V> applyAll(Set<? extends K> keys) {
        return requireNonNull(unchecked(() -> (Map<K, V>) loadAll(here(), keys)), "values");
    }

    /**
     * Loads one value, as the function of {@code getAsync}: {@code cache.getAsync(key, loader::applyAsync)}. Counted as {@link
     * #apply}; throws nothing, the future does.
     */
    public CompletableFuture<@Nullable V> applyAsync(K key) {
        try {
            return CompletableFuture.completedFuture(load(here(), key));
        } catch (Exception failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static <T> @Nullable T unchecked(Work<T> work) {
        try {
            return work.run();
        } catch (RuntimeException unchanged) {
            throw unchanged;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CompletionException(interrupted);
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }

    /** The deepest scope that is current on this thread; that of no tenant if there is none, or two trees disagree. */
    static Scope here() {
        try {
            Optional<Scope> root = CurrentScope.find("global");
            Scope deepest = root.orElse(NOWHERE);
            for (String level : root.isPresent() ? deepest.tree().levels() : Set.<String>of()) {
                Scope found = CurrentScope.find(level).orElse(deepest);
                if (found.depth() > deepest.depth()) {
                    deepest = found;
                }
            }
            return deepest;
        } catch (MissingScopeException ambiguous) {
            return NOWHERE;
        }
    }
}
