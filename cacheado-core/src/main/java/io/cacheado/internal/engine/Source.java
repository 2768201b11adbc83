package io.cacheado.internal.engine;

import io.cacheado.LoadContext;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How the value of one key is computed: at once, or by a stage that ends later. */
interface Source<K, V> {
    /** Whether what it gives may have tags, or a life of its own. */
    default boolean decides() {
        return false;
    }

    /** One that computes on the thread that asks. */
    @FunctionalInterface
    interface Direct<K, V> extends Source<K, V> {
        @Nullable
        V compute(LoadContext<K, V> context) throws Throwable;
    }

    /** One that gives a stage. */
    @FunctionalInterface
    interface Staged<K, V> extends Source<K, V> {
        CompletionStage<? extends @Nullable V> begin(LoadContext<K, V> context) throws Throwable;
    }

    /** One that decides how its values are kept. */
    @FunctionalInterface
    interface Deciding<K, V> extends Direct<K, V> {
        @Override
        default boolean decides() {
            return true;
        }
    }
}
