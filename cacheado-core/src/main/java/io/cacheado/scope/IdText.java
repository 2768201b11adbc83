package io.cacheado.scope;

import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The text of an id: ids are equal by it, whatever type they came in.
 *
 * <p>{@link #hash} and {@link #equal} work on the digits themselves, so a look-up by ids makes no String: the hash is
 * that of {@link String#hashCode()} over the text that {@link #of} would have made. Only an integer beyond 64 bits
 * allocates.
 */
final class IdText {

    static final int MAX_CHARS = 1_024;

    /** An integer of more bits has more than 1,024 digits; its text, which costs O(bits²), need not be made. */
    static final int MAX_BITS = 3_402;

    private static final String ALLOWED = "a String, Byte, Short, Integer, Long, BigInteger, UUID or enum whose text "
            + "has 1 to 1,024 chars and no unpaired surrogate";

    private IdText() {}

    /** The checked text of an id that is to become part of a scope. */
    static String of(ScopePath path, @Nullable Object id) {
        if (id == null) {
            throw path.missing(path);
        }
        String text = textOf(id);
        if (text == null) {
            throw refused(path, id, isBig(id) ? "is longer than 1,024 chars" : "is of another type");
        }
        String fault = fault(text);
        if (fault != null) {
            throw refused(path, id, fault);
        }
        return text;
    }

    private static IllegalArgumentException refused(ScopePath path, Object id, String fault) {
        return new IllegalArgumentException("id " + Quoted.text(path.idName()) + " of level "
                + Quoted.text(path.level()) + ": " + Quoted.value(id) + " " + fault + " (allowed: " + ALLOWED + ")");
    }

    /** What is wrong with a text as an id, or null if nothing is. */
    static @Nullable String fault(String text) {
        if (text.isEmpty()) {
            return "is empty";
        }
        if (text.length() > MAX_CHARS) {
            return "is longer than 1,024 chars";
        }
        return hasUnpairedSurrogate(text) ? "has an unpaired surrogate" : null;
    }

    static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** The text of an id of an allowed type, else null. */
    private static @Nullable String textOf(Object id) {
        if (id instanceof String text) {
            return text;
        }
        if (id instanceof Number number && isLong(number)) {
            return Long.toString(number.longValue());
        }
        if (id instanceof UUID uuid) {
            return uuid.toString();
        }
        if (id instanceof Enum<?> constant) {
            return constant.name();
        }
        return isBig(id) && ((BigInteger) id).bitLength() <= MAX_BITS ? id.toString() : null;
    }

    /** The hash of the id's text, without making it. Refuses only what has no text; {@link #of} checks the rest. */
    static int hash(ScopePath path, @Nullable Object id) {
        if (id instanceof String text) {
            return text.hashCode();
        }
        if (id instanceof Number number && isLong(number)) {
            return IdDigits.hash(number.longValue());
        }
        if (id instanceof UUID uuid) {
            return IdDigits.hash(uuid);
        }
        if (id instanceof Enum<?> constant) {
            return constant.name().hashCode();
        }
        return of(path, id).hashCode();
    }

    /** Whether the id's text is this text, without making it; false for an id that has none. */
    static boolean equal(String text, @Nullable Object id) {
        if (id instanceof String other) {
            return text.equals(other);
        }
        if (id instanceof Number number && isLong(number)) {
            return IdDigits.equal(text, number.longValue());
        }
        if (id instanceof UUID uuid) {
            return IdDigits.equal(text, uuid);
        }
        if (id instanceof Enum<?> constant) {
            return text.equals(constant.name());
        }
        return id != null && text.equals(textOf(id));
    }

    private static boolean isLong(Number id) {
        return id instanceof Integer
                || id instanceof Long
                || id instanceof Short
                || id instanceof Byte
                || (isBig(id) && ((BigInteger) id).bitLength() < Long.SIZE);
    }

    /** Exactly BigInteger: a subclass may say one thing as a number and another as a text. */
    static boolean isBig(Object id) {
        return id.getClass() == BigInteger.class;
    }
}
