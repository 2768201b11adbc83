package io.cacheado.internal.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A method that always runs, and before or after which entries are removed or its result is stored.
 *
 * <p>Scopes and keys are made before it runs, of the arguments as they are then: what must be refused is refused before
 * anything has changed.
 */
final class ChangingMethod implements Behaviour {
    private final List<Removing> before;
    private final List<Removing> after;
    private final @Nullable Storing storing;
    private final boolean later;

    /** @param later whether it ends when the stage that it returns does */
    ChangingMethod(List<Removing> before, List<Removing> after, @Nullable Storing storing, boolean later) {
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
        this.storing = storing;
        this.later = later;
    }

    @Override
    public @Nullable Object answer(Call call) throws Throwable {
        List<Runnable> first = by(before, call);
        End end = new End(by(after, call), storing == null ? null : storing.at(call.arguments()));
        runAll(first);
        Object result;
        try {
            result = call.proceed();
        } catch (Throwable t) {
            end.afterFailure(t);
            throw t;
        }
        if (later && result instanceof CompletionStage<?> stage) {
            return stage.whenComplete((value, failure) -> {
                if (failure == null) {
                    end.after(value);
                } else {
                    end.afterFailure(failure);
                }
            });
        }
        end.after(later ? null : result);
        return result;
    }

    private static List<Runnable> by(List<Removing> removals, Call call) {
        List<Runnable> all = new ArrayList<>();
        removals.forEach(each -> all.add(each.by(call.arguments())));
        return all;
    }

    /** Runs all of them, whatever one throws. */
    private static void runAll(List<Runnable> actions) {
        RuntimeException first = null;
        for (Runnable each : actions) {
            try {
                each.run();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** What is to be done when the method has ended. */
    private record End(List<Runnable> removals, Storing.@Nullable Place place) {
        /** Removes, then stores: so what is stored stays. */
        void after(@Nullable Object result) {
            List<Runnable> all = new ArrayList<>(removals);
            if (place != null) {
                all.add(() -> place.store(result));
            }
            runAll(all);
        }

        void afterFailure(Throwable failure) {
            List<Runnable> all = new ArrayList<>(removals);
            if (place != null) {
                all.add(place::remove);
            }
            try {
                runAll(all);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
