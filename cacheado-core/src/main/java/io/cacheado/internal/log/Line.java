package io.cacheado.internal.log;

import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** One line that is being written. What is a tenant's goes through the mask. */
final class Line {
    private LoggingEventBuilder to;
    private final Mask mask;

    Line(LoggingEventBuilder to, Mask mask) {
        this.to = to;
        this.mask = mask;
    }

    /** A name or a figure that is no tenant's. */
    Line with(String name, @Nullable Object value) {
        to = to.addKeyValue(name, value == null ? "none" : value);
        return this;
    }

    Line scope(@Nullable Scope scope) {
        return scope == null ? this : with("scope", mask.scope(scope));
    }

    /** A key or a tag. */
    Line id(String name, Object id) {
        return with(name, mask.id(id));
    }

    /** What user code threw: its class, since its message may hold ids; with message and stack where ids are open. */
    Line failure(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < 16 && root.getCause() != null; i++) {
            root = root.getCause();
        }
        with("failure", failure.getClass().getName());
        if (root != failure) {
            with("root", root.getClass().getName());
        }
        if (mask.isOpen()) {
            to = to.setCause(failure);
        }
        return this;
    }

    void write(LogEvent event) {
        to.log(event.text());
    }
}
