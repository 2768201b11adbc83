package io.cacheado;

import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;

/**
 * A named, typed region of a cacheado, with its own expiry, limits and loader. Safe for use by many threads.
 *
 * <p>Entries live in scopes: {@link #in} gives the operations on keys.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Cache<K, V> {
    /** The name, unique in its cacheado. */
    String name();

    /**
     * This cache seen from a scope, cut at the level that the cache was declared for. Creates nothing. O(depth).
     *
     * @throws MissingScopeException if the scope is above that level, or in another tree
     * @throws IllegalArgumentException if the scope was made by a different {@code ScopeTree}
     */
    ScopedCache<K, V> in(Scope scope);

    /**
     * This cache seen from the scope of its declared level that the id names; the level must be the first of its tree.
     * Creates nothing, and allocates nothing when the scope holds entries of this cache. O(1).
     *
     * @param id a String, Byte, Short, Integer, Long, BigInteger, UUID or enum; equal by text
     * @throws MissingScopeException if the declared level needs more ids, or one of them is null: naming level and
     *     parameter, and never a wider scope instead
     * @throws IllegalArgumentException if the declared level needs fewer ids, or one of them cannot be an id
     * @throws IllegalStateException if the cache was declared for no level
     */
    ScopedCache<K, V> in(Object id);

    /** As {@link #in(Object)}, for the second level of a tree: {@code settings.in("acme", 42)}. */
    ScopedCache<K, V> in(Object id, Object id2);

    /** As {@link #in(Object)}, for the third level of a tree: {@code carts.in("acme", 42, sessionId)}. */
    ScopedCache<K, V> in(Object id, Object id2, Object id3);

    /**
     * This cache seen from the {@link io.cacheado.scope.CurrentScope current scope} of the declared level's tree, cut at that
     * level; a cache that was declared for no level takes the one scope that is current, whole. Creates nothing. O(depth).
     *
     * <p>The result is a handle for that scope, and goes on being so when another becomes current.
     *
     * @throws MissingScopeException if there is no such current scope, naming level and parameter; for a cache that was
     *     declared for no level, if there is none or several. Never for {@code scopedTo("global")}
     */
    ScopedCache<K, V> inCurrentScope();

    /** Removes all entries of this cache, in all scopes, and fences its running loads. O(1). */
    void invalidateAll();

    /**
     * Removes this cache's entries in a whole subtree, and fences the loads running there.
     *
     * <p>Costs O(scopes in the subtree that hold entries of any cache), unlike {@link Cacheado#evict}. The scope is not cut,
     * unlike by {@link #in}: below the level that the cache was declared for there is none of its entries, so a deeper scope
     * removes nothing and gives 0, and the entries that are seen from there stay. {@code in(scope).invalidateAll()} removes
     * those.
     *
     * @return how many entries were removed
     * @throws IllegalArgumentException for the global scope: {@link #invalidateAll()} says that
     */
    long evict(Scope subtree);

    /**
     * Makes all values of this cache with the tag unreadable in a subtree, the global one included, and fences the loads
     * under way there that may bring the tag. O(1): the memory goes when such an entry is next asked for, expires or is
     * evicted.
     *
     * @throws IllegalArgumentException if the tag is empty or longer than 256 characters
     */
    void invalidateTag(Scope subtree, String tag);

    /**
     * The figures of this cache over all scopes. Costs O(live scopes), and where weight is counted O(entries of this cache):
     * not for each request.
     */
    CacheStats stats();

    /**
     * The figures of this cache in a subtree. Costs O(live scopes in the subtree), and where weight is counted O(entries of
     * this cache there).
     */
    CacheStats stats(Scope subtree);

    /** Inspection and change of limits, for operators and tests. O(1). */
    Policy<K, V> policy();
}
