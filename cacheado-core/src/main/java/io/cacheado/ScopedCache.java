package io.cacheado;

import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache seen from one scope: where all key operations live.
 *
 * <p>It is a light handle: making one creates nothing in the cacheado, it may be kept and shared between threads, and it
 * goes on working after its scope was dropped, when the scope is simply empty. It sees that scope's own entries only,
 * never those of a scope above or below ({@link #resolve} is the one exception, and says so).
 *
 * <p>Keys and values are never null; a null is a {@link NullPointerException} before anything has changed. A hit takes no
 * lock. Operations cost O(1) on average, a write O(depth of the scope). A key's {@code equals} may run under a table's
 * lock, where a throw changes nothing; no other user code ever does. After {@link Cacheado#close} every operation is an
 * {@link IllegalStateException} before anything else is looked at but nulls.
 *
 * <p>Do not synchronize on a handle: it may be shared with the cacheado, which locks it. Do not wait for a load on the thread
 * that is to run it: a synchronous {@code get} on the only thread of the cacheado's executor, for a key whose asynchronous
 * load is queued there, waits for itself, and nobody can see that.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface ScopedCache<K, V> {
    /** The scope, cut at the level that the cache was declared for. */
    Scope scope();

    /**
     * The value stored under the key, or null. Counts one hit or one miss; never waits for a load.
     */
    @Nullable
    V getIfPresent(K key);

    /**
     * The value stored under the key, else the one that {@code loader} computes, once for all who ask meanwhile.
     *
     * <p>The loader runs on the calling thread, outside every lock, with the entry's scope as the only current one
     * ({@link io.cacheado.scope.CurrentScope}); a caller who finds a load of the key running waits for that one. A loader that returns null means absent: null is returned and nothing is stored, unless the cache
     * remembers absences. A put, an invalidation or a drop that happens while the load runs wins: the value is returned to
     * those who waited, and not stored.
     *
     * @throws RecursiveLoadException if the load would wait for itself
     * @throws java.util.concurrent.CompletionException holding an {@link InterruptedException} if this thread is
     *     interrupted while it waits for another's load (which goes on; the interrupt status is kept), or holding the
     *     checked exception of a load that another caller runs
     * @throws RuntimeException whatever the loader throws, unchanged, to each waiter
     */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader);

    /**
     * As {@link #get}, with a loader that decides how its value is kept: its time to live, its tags, or that the previous
     * value is still right.
     */
    @Nullable
    V getWith(K key, ContextLoader<K, V> loader);

    /**
     * As {@link #get}, with a loader that may throw a checked exception, which reaches the caller unchanged.
     *
     * <p>A load is shared by all who ask for the key, whatever loader they brought. So a caller who waits for a load that
     * another one began gets that one's value, and if it fails, that one's exception, unchanged: that may be a checked one
     * which is no {@code X}, and which the compiler does not know of here. Callers of one key had better declare one type;
     * else catch {@code Exception}.
     *
     * @throws X what the loader threw, own or another caller's
     */
    <X extends Exception> @Nullable V getChecked(K key, ThrowingSupplier<? extends V, X> loader) throws X;

    /**
     * As {@link #get}, without waiting: {@code loader} is called on the executor and gives the value in time.
     *
     * <p>This holds for all asynchronous methods: what is wrong with the call is thrown by it, as by its synchronous sister
     * (null, a duration that is not positive, what a key's {@code hashCode} or {@code equals} throws, a cacheado that is
     * closed). What a load comes to, and an executor that refuses it, is what the future ends with.
     *
     * @throws RecursiveLoadException if this thread is loading the key
     * @return a future of this caller's own, completed on the executor: cancelling it affects no one else. It ends with
     *     null when the loader's stage does
     */
    CompletableFuture<@Nullable V> getAsync(
            K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader);

    /** As {@link #getIfPresent}, as a completed future. */
    CompletableFuture<@Nullable V> getIfPresentAsync(K key);

    /**
     * The value stored under the key in this scope, else in the nearest scope above that has one, up to global. Counts one
     * hit or one miss, at this scope. Never waits for a load. Costs O(depth).
     */
    Optional<V> resolve(K key);

    /** The values of those keys that are present, in the order of the keys; one hit or miss each. Unmodifiable. */
    Map<K, V> getAllPresent(Iterable<? extends K> keys);

    /**
     * The values of the keys, in their order: those present, and for the rest what one call of {@code loader} gives.
     *
     * <p>Keys that someone else is loading are waited for, after the own ones are complete. Keys that the loader leaves out
     * are absent from the result; keys that it brings beyond those asked for are stored, unless changed meanwhile, and not
     * returned. Fails as {@link #get}. Costs O(keys), beside the load.
     *
     * @param loader given the missing keys, unmodifiable; called at most once
     * @return an unmodifiable map without null values
     */
    Map<K, V> getAll(
            Iterable<? extends K> keys,
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> loader);

    /**
     * Stores the value, replacing any other; a load of the key that is running is fenced.
     *
     * <p>When room cannot be made, or the value is heavier than a limit, it is not stored, and the old value is gone; the
     * cause is counted, and reported unless the new value was too large.
     *
     * @throws IllegalArgumentException if the weigher or the expiry gives nonsense; nothing has changed then
     */
    void put(K key, V value);

    /**
     * As {@link #put(Object, Object)}, with a time to live in place of the cache's expire-after-write.
     *
     * @throws IllegalArgumentException if {@code ttl} is zero or negative
     */
    void put(K key, V value, Duration ttl);

    /** As {@link #put(Object, Object)}, with options. */
    void put(K key, V value, EntryOptions options);

    /**
     * Stores each entry as {@link #put(Object, Object)} does, in the order of the map; not atomic as a whole. All are checked
     * for null first; when the weigher or the expiry throws for one, those before it are stored. Costs O(entries).
     */
    void putAll(Map<? extends K, ? extends V> entries);

    /**
     * As {@link #put(Object, Object, EntryOptions)}, as a future that has ended: the value is stored on this thread. What
     * {@code put} throws, this throws.
     */
    CompletableFuture<@Nullable Void> putAsync(K key, V value, EntryOptions options);

    /** Removes the key's value, if any; a load of the key that is running is fenced. */
    void invalidate(K key);

    /** As {@link #invalidate}, as a future that has ended: the key is gone. */
    CompletableFuture<@Nullable Void> invalidateAsync(K key);

    /**
     * Makes all values with the tag unreadable, in this scope and below it, in this cache; loads under way there that may
     * bring the tag are fenced. O(1): the memory goes when such an entry is next asked for, expires or is evicted.
     *
     * @throws IllegalArgumentException if the tag is empty or longer than 256 characters
     */
    void invalidateTag(String tag);

    /** Removes the values of all the keys; not atomic as a whole. Costs O(keys). */
    void invalidateAll(Iterable<? extends K> keys);

    /** Removes all of this scope's own entries of this cache; those of scopes below stay. O(1); fences running loads. */
    void invalidateAll();

    /**
     * This scope's own entries of this cache as a map, which writes through; made at each call, it holds nothing itself.
     *
     * <p>{@code get}, {@code getOrDefault} and {@code computeIfAbsent} count a hit or a miss; nothing else does. {@code
     * compute}, {@code computeIfAbsent}, {@code computeIfPresent} and {@code merge} run their function at most once, on the
     * calling thread, outside every lock, with the entry's scope as the only current one; it counts as a load, but load limits
     * and time-outs of the cache do not apply to it. Other changes of that key by a map wait for it, as does a load that finds
     * no value; an interrupt then ends the wait with {@link java.util.concurrent.CompletionException}. {@link #put}, {@link
     * #invalidate} and drops do not wait, and win over it. A function that changes its own key through a map is a {@link
     * RecursiveLoadException}.
     *
     * <p>What a map stores lives as long as by {@link #put(Object, Object)}, and has no tags. Iteration is weakly consistent:
     * it meets once what is there all the while. {@code size} is {@link #estimatedSize}, and like it may count what has
     * expired, {@code isEmpty} does not; looking at entries neither uses nor prolongs them.
     */
    ConcurrentMap<K, V> asMap();

    /**
     * The number of this scope's own entries in this cache, expired ones that are not yet removed included. Costs
     * O(size / 4,096 + its loads that run).
     */
    long estimatedSize();

    /**
     * The figures of this scope's subtree in this cache. Costs O(live scopes in the subtree), and where weight is counted
     * O(entries of this cache there).
     */
    CacheStats stats();
}
