package io.cacheado.internal.engine;

import io.cacheado.internal.context.Ambient;
import io.cacheado.scope.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is current on a thread at one moment, to be compared with a later one and restored there; on other threads it sees and
 * does nothing. For tests.
 */
public final class LeftOpen {
    private final Thread thread = Thread.currentThread();
    private final @Nullable Ambient before;

    private LeftOpen(@Nullable Ambient before) {
        this.before = before;
    }

    /** What is current on this thread now. */
    public static LeftOpen mark() {
        return new LeftOpen(Ambient.top());
    }

    /** Whether something else is current on this thread than when this was made. */
    public boolean isChanged() {
        return Thread.currentThread() == thread && Ambient.top() != before;
    }

    /** What is current on this thread now. */
    public static List<Scope> current() {
        Ambient top = Ambient.top();
        return top == null ? List.of() : top.scopes();
    }

    /** Makes current again what was when this was made. */
    public void restore() {
        if (Thread.currentThread() == thread) {
            Ambient.restore(before);
        }
    }
}
