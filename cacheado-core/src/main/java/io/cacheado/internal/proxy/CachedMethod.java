package io.cacheado.internal.proxy;

import static java.util.Objects.requireNonNull;

import io.cacheado.ScopedCache;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A method whose results are cached. */
final class CachedMethod implements Behaviour {
    private final Placement<@Nullable Object[], Object> placement;
    private final Outcome outcome;

    CachedMethod(Placement<@Nullable Object[], Object> placement, Outcome outcome) {
        this.placement = placement;
        this.outcome = outcome;
    }

    @Override
    public @Nullable Object answer(Call call) throws Throwable {
        ScopedCache<Object, Object> place = placement.find(call.arguments());
        if (place == null) {
            return call.proceed();
        }
        Object key = placement.key(call.arguments());
        if (outcome.later()) {
            return place.getAsync(key, missing -> stage(call)).thenApply(outcome::result);
        }
        try {
            return outcome.result(place.getChecked(key, () -> outcome.content(call.proceedUnchecked())));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            // That of a load by another method of this cache may be none that this one declares.
            boolean declared = Arrays.stream(call.method().getExceptionTypes()).anyMatch(each -> each.isInstance(t));
            throw declared ? t : new CompletionException(t);
        }
    }

    private CompletionStage<@Nullable Object> stage(Call call) {
        CompletionStage<?> stage = (CompletionStage<?>) call.proceedUnchecked();
        return requireNonNull(stage, "the method returned no stage").thenApply(outcome::content);
    }
}
