package io.cacheado.internal.context;

import static java.util.Objects.requireNonNull;

import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;

/** A scope that was made current on one thread, and is so until it is closed there. */
public final class Opening implements CurrentScope.Closing {
    private final Thread thread = Thread.currentThread();
    private final Ambient link;

    /** Makes the scope current on this thread. */
    public Opening(Scope scope) {
        this.link = Ambient.open(requireNonNull(scope, "scope"));
    }

    @Override
    public void close() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("a current scope was closed on thread "
                    + Thread.currentThread().getName() + ", but opened on " + thread.getName()
                    + " (allowed: the thread that opened it)");
        }
        link.end();
    }
}
