package io.cacheado.internal.context;

import static java.util.Objects.requireNonNull;

import io.cacheado.scope.Scope;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The scopes that were current at one moment, to be current again on whichever thread; none are carried too. */
public final class Carried {
    private static final Carried NOTHING = new Carried(new Scope[0]);

    private final Scope[] scopes;

    private Carried(Scope[] scopes) {
        this.scopes = scopes;
    }

    /** Those that are current now. */
    public static Carried now() {
        return new Carried(Ambient.all());
    }

    /** The task, run with these scopes and no others; whatever it leaves open ends with it. */
    public Runnable with(Runnable task) {
        requireNonNull(task, "task");
        return () -> {
            Ambient inside = Ambient.enter(scopes);
            try {
                task.run();
            } finally {
                inside.exit();
            }
        };
    }

    /** As {@link #with(Runnable)}. */
    public <T extends @Nullable Object> Callable<T> with(Callable<T> task) {
        requireNonNull(task, "task");
        return () -> {
            Ambient inside = Ambient.enter(scopes);
            try {
                return task.call();
            } finally {
                inside.exit();
            }
        };
    }

    /** An executor that runs each task with the scopes that were current where it was handed over. */
    public static Executor carrying(Executor executor) {
        requireNonNull(executor, "executor");
        return task -> executor.execute(now().with(task));
    }

    /** An executor that runs each task with no current scope, also when it runs them in place. */
    public static Executor without(Executor executor) {
        return task -> executor.execute(NOTHING.with(task));
    }
}
