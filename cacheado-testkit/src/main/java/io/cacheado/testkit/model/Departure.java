package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One removal as the engine told of it.
 *
 * @param slot where it was
 * @param value what left, or null for a remembered absence
 * @param cause why it left
 */
record Departure(Slot slot, @Nullable ModelValue value, RemovalCause cause) {
    /** Whether this entry is what left. */
    boolean isOf(Entry entry) {
        return slot.equals(entry.slot()) && Objects.equals(value, entry.value());
    }

    @Override
    public String toString() {
        return slot + "=" + (value == null ? "absence" : value) + ": " + cause;
    }
}
