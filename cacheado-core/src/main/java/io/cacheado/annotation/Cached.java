package io.cacheado.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method whose results are cached by scope and arguments: it runs once for all who call it with equal arguments in one
 * scope, and what it returned is served until it expires, leaves or is removed.
 *
 * <p>What the return type means: {@code Optional} is its content, and empty is absent; {@code CompletionStage} and
 * {@code CompletableFuture} are loaded without waiting, on the cacheado's executor, with a future of its own for each caller;
 * null is absent; any other is the value itself. A method without a result, or with one that can be used once only (a
 * stream, an iterator, a publisher), is refused when the proxy is made. Exceptions reach each caller unchanged and nothing
 * is stored. A missing scope ({@code MissingScopeException}) and an argument that cannot be a key ({@code
 * IllegalArgumentException}) are thrown at once, also where a stage is returned, and the method has not run.
 *
 * <p>While the method runs, the current scope is that of the entry, and no other
 * ({@link io.cacheado.scope.CurrentScope}).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Cached {
    /**
     * The level whose scopes hold the results; {@code "global"} keeps one set for all. The ids of the scope are those of the
     * parameters with {@link ScopeId}, and what these leave out at the front comes from the current scope.
     */
    String scope();

    /**
     * The name of the cache, which is known to the whole cacheado: methods of one name share their entries, and their types
     * must be equal. Default: the class of the target, the method and the types of its parameters.
     *
     * <p>A cache of this name that was declared before is used if the annotation gives no settings; with settings, they
     * must be equal.
     */
    String name() default "";

    /** What makes the key. Default: the arguments by their value, without the ids of the scope, or those with {@link CacheKey}. */
    Class<? extends KeyDerivation> key() default KeyDerivation.class;

    /**
     * How long an entry lives after it was written: {@code "250ms"}, {@code "30s"}, {@code "10m"} (minutes), {@code "1h"},
     * {@code "1d"}, or ISO-8601 ({@code "PT10M"}). Default: for ever.
     */
    String expireAfterWrite() default "";

    /** How long an entry lives after it was last read or written, as for {@link #expireAfterWrite}. Default: for ever. */
    String expireAfterAccess() default "";

    /** How long an absence is remembered, as for {@link #expireAfterWrite}. Default: not at all. */
    String expireAbsentAfter() default "";

    /** The most entries over all scopes, at least 1. Default: none; the budget bounds the cache. */
    long maximumSize() default -1;

    /** The most own entries in each scope, at least 1. Default: none. */
    long maximumSizePerScope() default -1;

    /**
     * Whether to call the method itself, past the cache, when there is no scope, which is counted and logged; otherwise that
     * is {@code MissingScopeException}.
     */
    boolean bypassWithoutScope() default false;
}
