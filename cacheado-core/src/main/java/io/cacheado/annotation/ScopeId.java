package io.cacheado.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter that holds an id of the scope: {@code @ScopeId("org_id") String organization}.
 *
 * <p>The ids from parameters must be the end of the path of the annotation's level; what is above them comes from the current
 * scope of that tree. So an organization from a parameter is never combined with the current user of another one. Ids that
 * are not on the path are arguments like any other. Null is {@code MissingScopeException}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ScopeId {
    /** The name of the id, as the scope tree declares it. */
    String value();
}
