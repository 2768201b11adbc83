package io.cacheado.internal.proxy;

import io.cacheado.Cache;
import io.cacheado.ScopedCache;
import io.cacheado.scope.Scope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the result of a call is stored in place of what is there. */
final class Storing {
    private final Cache<Object, Object> cache;
    private final Function<@Nullable Object[], Scope> scope;
    private final Function<@Nullable Object[], Object> key;
    private final Outcome outcome;

    Storing(
            Cache<Object, Object> cache,
            Function<@Nullable Object[], Scope> scope,
            Function<@Nullable Object[], Object> key,
            Outcome outcome) {
        this.cache = cache;
        this.scope = scope;
        this.key = key;
        this.outcome = outcome;
    }

    /** The place that belongs to these arguments; refuses bad ones at once. */
    Place at(@Nullable Object[] arguments) {
        return new Place(cache.in(scope.apply(arguments)), key.apply(arguments));
    }

    final class Place {
        private final ScopedCache<Object, Object> in;
        private final Object at;

        private Place(ScopedCache<Object, Object> in, Object at) {
            this.in = in;
            this.at = at;
        }

        /** Stores what a result holds; if that is nothing, or cannot be stored, what is there is removed. */
        void store(@Nullable Object result) {
            Object content = outcome.content(result);
            if (content == null) {
                remove();
                return;
            }
            boolean stored = false;
            try {
                in.put(at, content);
                stored = true;
            } finally {
                if (!stored) {
                    remove();
                }
            }
        }

        /** Removes what is there: after a failure nobody knows whether it is still right. */
        void remove() {
            in.invalidate(at);
        }
    }
}
