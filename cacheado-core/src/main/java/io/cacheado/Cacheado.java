package io.cacheado;

import io.cacheado.event.ChangeListener;
import io.cacheado.internal.engine.CacheadoBuilder;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import io.cacheado.stats.CacheStats;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One memory budget shared by typed caches over a tree of scopes. Safe for use by many threads.
 *
 * <p>A process normally has one. Every entry belongs to exactly one scope; a scope can be dropped with all below it in one
 * call. It starts no thread until an entry that expires is stored, and then one daemon thread for the whole process; work
 * in the background runs on the executor. A cacheado that is merely dropped is collected.
 */
public interface Cacheado extends AutoCloseable {
    /** A builder without settings. A bound ({@code maximumSize}, {@code maximumWeight} or {@code unbounded}) is required. */
    static Builder builder() {
        return new CacheadoBuilder();
    }

    /** The declared scopes. */
    ScopeTree scopes();

    /** The scope that the ids name, root first: {@code scopes().scope(level, ids)}. */
    Scope scope(String level, Object... idsFromRoot);

    /**
     * Starts the settings of a cache.
     *
     * @param name not empty; at most 256 characters
     * @param keyType the class of keys; they need {@code equals} and {@code hashCode}
     * @param valueType the class of values
     */
    <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, Class<V> valueType);

    /** As {@link #cache(String, Class, Class)}, for a generic type of values. */
    <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, TypeRef<V> valueType);

    /** As {@link #cache(String, Class, Class)}, for generic types of both. */
    <K, V> CacheBuilder<K, V> cache(String name, TypeRef<K> keyType, TypeRef<V> valueType);

    /**
     * Starts the settings of a function whose results are cached.
     *
     * @param name that of the cache, as for {@link #cache(String, Class, Class)}
     * @param argumentType the class of the argument
     * @param resultType the class of the result
     */
    <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, Class<A> argumentType, Class<R> resultType);

    /** As {@link #function(String, Class, Class)}, for a generic type of results. */
    <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, Class<A> argumentType, TypeRef<R> resultType);

    /** As {@link #function(String, Class, Class)}, for generic types of both. */
    <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, TypeRef<A> argumentType, TypeRef<R> resultType);

    /**
     * Starts the settings of a supplier whose result is cached, one for each scope.
     *
     * @param name that of the cache, as for {@link #cache(String, Class, Class)}
     * @param resultType the class of the result
     */
    <R> SupplierBuilder<R> supplier(String name, Class<R> resultType);

    /** As {@link #supplier(String, Class)}, for a generic type of results. */
    <R> SupplierBuilder<R> supplier(String name, TypeRef<R> resultType);

    /**
     * An object of an interface whose annotated methods ({@link io.cacheado.annotation.Cached} and the others of that
     * package) are cached, and whose other methods are the target's. Safe for use by many threads if the target is.
     *
     * <p>Annotations are read from the target's class, the classes above it, the interface and those above it: the first
     * declaration of a method that has any counts, and ids and keys of parameters are taken from all. A default method that
     * the target leaves as it is runs on the proxy, so what it calls is cached too; calls that the target makes on itself
     * are not. Proxies are equal if their targets are.
     *
     * <p>Caches without a name are called by the class of the target, the method and the types of its parameters: two
     * targets of one class share their entries, two of different classes never do. Costs O(methods), by reflection; a call
     * costs as much as one of {@link ScopedCache}, and a reflective call when it runs the target's method.
     *
     * @param type an interface, public or not; neither sealed nor hidden, and open to {@code io.cacheado.core} if it is in a
     *     module and not exported
     * @param target what is called when there is nothing cached
     * @throws IllegalArgumentException if there is nothing to cache, or an annotation asks for what cannot be done; the
     *     message names method, parameter and what is allowed, and no cache was made
     * @throws io.cacheado.scope.MissingScopeException if an annotation names a level that there is not
     * @throws IllegalStateException if it does not agree with the types and settings of a cache of that name, naming both
     */
    <T> T proxy(Class<T> type, T target);

    /**
     * Drops a scope and everything below it, in every cache, and fences the loads running there.
     *
     * <p>When it returns, no later read in this process sees any of those entries. O(depth), whatever the number of entries;
     * their memory is reclaimed in the background in bounded steps, and counts against the budget until then. Handles to
     * the scope go on working, and quotas stay: the scope is simply empty.
     *
     * @return the number of entries that were charged to the subtree at that moment
     * @throws IllegalArgumentException for the global scope: {@link #evictAll} says that
     */
    long evict(Scope subtree);

    /**
     * As {@link #evict}, as a future that has ended: the drop is done on this thread, and is O(depth) too. What {@code evict}
     * throws, this throws.
     */
    CompletableFuture<Long> evictAsync(Scope subtree);

    /** Drops every scope and everything in it, the global scope included. As {@link #evict} otherwise. */
    void evictAll();

    /**
     * Makes all values with the tag unreadable in a subtree, in every cache, and fences the loads under way there that may
     * bring the tag. O(1): the memory goes when such an entry is next asked for, expires or is evicted.
     *
     * @param subtree a scope with all below it; the global one means everywhere
     * @throws IllegalArgumentException if the tag is empty or longer than 256 characters
     */
    void invalidateTag(Scope subtree, String tag);

    /**
     * Bounds the loads that run at once in one scope with all below it, in place of its level's bound. O(1). Loads that run
     * already go on.
     */
    void loadLimit(Scope scope, LoadLimit limit);

    /** Takes a scope's own bound on loads back: that of its level applies again, if there is one. O(1). */
    void removeLoadLimit(Scope scope);

    /**
     * Gives one scope a quota of its own, in place of its level's. O(entries in the scope) if it holds any, in bounded steps.
     * A reservation holds from now on for what the scope holds; what it lacks it wins back with its own inserts.
     *
     * <p>After a lower limit the excess leaves in bounded steps with later writes, which are refused while it lasts, and at
     * once in {@link #cleanUp()}.
     *
     * @throws IllegalArgumentException for the global scope: {@link #maximumSize} changes the budget
     */
    void quota(Scope scope, Quota quota);

    /**
     * The quota that is in force in a scope: its own, or that of its level. Where more is reserved than there is, its
     * reservation is what is left of it after scaling, for as long as the scope holds something. O(depth).
     *
     * @return the quota; empty if the scope has none
     */
    Optional<Quota> quota(Scope scope);

    /** Takes a scope's own quota back: that of its level applies again, if there is one. O(1). */
    void removeQuota(Scope scope);

    /**
     * Changes the policy that chooses victims in a scope and in all below it that have none of their own; caches with a
     * policy of their own keep it. Entries are handed over in the order in which the old policy would have let them go, a few
     * at a time, while reads and writes go on and all limits hold. O(entries in the scope).
     *
     * @param scope the global one for everything
     * @throws IllegalStateException if it is {@link Eviction#lru()}, and the cacheado was built without it: entries then
     *     have no place for their neighbours; or if it is {@link Eviction#sieve()} or one of your own, or is to take the place
     *     of one, whose order is not the engine's to hand over
     */
    void eviction(Scope scope, Eviction eviction);

    /**
     * Changes the budget. The excess over a lower one leaves in bounded steps with later writes, which are refused while it
     * lasts, and at once in {@link #cleanUp()}. O(1).
     *
     * @param maximum at least 1, in the unit (entries or weight) that the cacheado was built with
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if the cacheado was built unbounded
     */
    void maximumSize(long maximum);

    /**
     * The figures of everything. Costs O(live scopes). The only thing that can still be asked for after {@link #close}: then
     * it counts what was counted until then and nothing as held, and {@link CacheStats#undeliveredCount} is final once
     * {@code close} has returned.
     */
    CacheStats stats();

    /** The figures of a subtree, over all caches. Costs O(live scopes in the subtree), and O(loads running). */
    CacheStats stats(Scope subtree);

    /**
     * Does the work that is due, on this thread: reclaims what was dropped, removes what has expired, drains what exceeds a
     * limit that was lowered, and hands over removal events. Costs O(what is due), and O(live scopes and caches) to look for
     * what exceeds a limit; after a tag was dropped O(entries) once. Waits for another thread that reclaims. Listeners run on
     * this thread then, and what they throw is counted.
     */
    void cleanUp();

    /**
     * Ends the cacheado: all entries are gone, waiters of running loads get {@link IllegalStateException}, and every later
     * call that would do or find something too. What is left says what it is: names, scopes, handles, limits, and the last
     * {@link #stats()}. Idempotent. Loaders that run are not interrupted, and listeners are told nothing more. Costs
     * O(entries), on this thread.
     */
    @Override
    void close();

    /** The settings of a cacheado that is to be built. Not safe for use by many threads. */
    interface Builder {
        /** The declared scopes. Default: only {@code global}. */
        Builder scopes(ScopeTree tree);

        /** The most entries over all caches and scopes, at least 1. */
        Builder maximumSize(long maximum);

        /** The greatest sum of weights over all caches and scopes, at least 1; caches may then have a weigher. */
        Builder maximumWeight(long maximum);

        /** No bound: entries leave by expiry and by hand only. */
        Builder unbounded();

        /**
         * A bound on the loads that run at once in each scope of a level with all below it, over all caches: so one tenant's
         * slow back end does not take all threads. {@code "global"} bounds all loads together. Default: any number.
         */
        Builder loadLimit(String level, LoadLimit each);

        /**
         * A quota for each scope of a level. How many will come to life is not known, so reservations may come to more than
         * the budget: then they are scaled down, see {@link Quota}.
         *
         * @throws io.cacheado.scope.MissingScopeException on {@link #build} if the tree has no such level
         */
        Builder quota(String level, Quota each);

        /** The policy that chooses victims. Default: {@link Eviction#adaptive()}. */
        Builder eviction(Eviction eviction);

        /** The policy that chooses victims within each scope of a level. Default: that of the cacheado. */
        Builder eviction(String level, Eviction eviction);

        /**
         * The executor of asynchronous loads, listeners and background work. Its tasks have no current scope but, for loads
         * and listeners, that of the entry. Default: {@code ForkJoinPool.commonPool()}.
         */
        Builder executor(Executor executor);

        /** The source of time, read whenever time is needed. Default: the system's, seen with a resolution of 1 ms. */
        Builder ticker(Ticker ticker);

        /** Reads the system's monotonic clock on every hit that can expire, instead of a shared one that is 1 ms coarse. */
        Builder preciseClock();

        /**
         * A callback that is told of each setting that is changed while the cacheado runs. May be said several times; each is
         * called, in that order. Default: none.
         */
        Builder changeListener(ChangeListener listener);

        /**
         * Writes ids of scopes, keys, tags, and the messages and stacks of loaders' and listeners' exceptions into logs, as
         * they are. Values never are. Default: ids, keys and tags are masked by a short hash that is made with a secret of
         * this process, so that lines can be correlated while it runs; of exceptions there is the class alone.
         */
        Builder logIds();

        /**
         * Counts requests, loads and removals: see {@link CacheStats}. Costs up to 416 bytes per scope and cache used there or
         * below, and 64 per scope.
         */
        Builder recordStats();

        /**
         * Makes every decision repeatable, for tests: hashes are seeded with {@code seed}, queues are not split, policies
         * are exact, expired entries are found at once, and background work runs in the call that causes it unless an
         * executor is given. The cacheado must then be used by one thread at a time.
         */
        Builder deterministic(long seed);

        /**
         * The cacheado. Costs O(1): nothing is allocated ahead for the bound, and no thread is started. Building again gives
         * another one that shares nothing with the first.
         *
         * @throws IllegalStateException if no bound was said, or settings contradict each other
         */
        Cacheado build();
    }
}
