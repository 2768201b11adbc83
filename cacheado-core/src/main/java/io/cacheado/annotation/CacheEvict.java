package io.cacheado.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that always runs, and after which an entry, or all of a scope, is removed from a cache: also when it throws, since
 * the data may have changed all the same. Loads that run meanwhile are fenced. After a {@code CompletionStage} or {@code
 * CompletableFuture} means when it ends, before the caller's ends.
 *
 * <p>May be given several times, for several caches.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(CacheEvict.List.class)
public @interface CacheEvict {
    /** The name of a cache that was declared before, by a builder or by {@link Cached}. */
    String name();

    /**
     * The level whose scope the entry is in, as for {@link Cached#scope}. With {@link #allEntries} it may be one above that
     * of the cache, and then everything below goes too. Default: the level for which the cache was declared.
     */
    String scope() default "";

    /** What makes the key, as for {@link Cached#key}. */
    Class<? extends KeyDerivation> key() default KeyDerivation.class;

    /** Whether all entries of the cache in the scope and below it are removed, instead of that of one key. */
    boolean allEntries() default false;

    /**
     * Whether to remove before the method instead of after it, so that the method itself does not see the entry. A load that
     * begins meanwhile may then store what was read before the change: nobody is left to fence it.
     */
    boolean beforeInvocation() default false;

    /** Several of them on one method. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface List {
        /** All of them; they are done in this order. */
        CacheEvict[] value();
    }
}
