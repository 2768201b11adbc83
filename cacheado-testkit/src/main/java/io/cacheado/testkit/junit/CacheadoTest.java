package io.cacheado.testkit.junit;

import io.cacheado.Cacheado;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a cacheado of its own: a parameter of type {@link Cacheado}, and one of type {@link
 * io.cacheado.testkit.FakeTicker} if it asks for its time, of test methods and those before and after each. {@link
 * CacheadoExtension} says what is checked afterwards. Counts for nested classes too, and may stand on an annotation of one's
 * own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ExtendWith(CacheadoExtension.class)
public @interface CacheadoTest {
    /** What the cacheado is to be like: a class with a constructor without parameters, not an inner one. */
    Class<? extends CacheadoSetup> setup() default Plain.class;

    /** Whether the tests use several threads: {@link CacheadoExtension#onThreads}. */
    boolean onThreads() default false;

    /** Room for 1,000 entries, and no scopes but {@code global}. */
    final class Plain implements CacheadoSetup {
        /** Creates it. */
        public Plain() {}

        @Override
        public void configure(Cacheado.Builder builder) {
            builder.maximumSize(1_000);
        }
    }
}
