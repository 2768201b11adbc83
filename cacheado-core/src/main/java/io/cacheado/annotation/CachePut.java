package io.cacheado.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that always runs and whose result is then stored, in place of what is there; a load of the key that is running is
 * fenced. An absent result (null, an empty {@code Optional}) and an exception remove what is there, since it may be wrong
 * now. The result of a {@code CompletionStage} or {@code CompletableFuture} is stored when it ends, before the caller's ends.
 *
 * <p>Two callers that change one row at once store in the order in which they return, which need not be that of the
 * database: {@link CacheEvict} is safe then.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CachePut {
    /** The name of a cache that was declared before, by a builder or by {@link Cached}. */
    String name();

    /** The level whose scope the entry is in, as for {@link Cached#scope}. Default: that for which the cache was declared. */
    String scope() default "";

    /** What makes the key, as for {@link Cached#key}. */
    Class<? extends KeyDerivation> key() default KeyDerivation.class;
}
