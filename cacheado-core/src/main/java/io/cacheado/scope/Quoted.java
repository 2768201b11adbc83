package io.cacheado.scope;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Values as error messages show them: in quotes, at most 64 chars of them, and without raw control characters, so that
 * an id cannot forge lines of a log.
 */
final class Quoted {

    private static final int SHOWN = 64;
    private static final int SHOWN_NAMES = 16;

    private Quoted() {}

    static String text(String text) {
        int shown = Math.min(text.length(), SHOWN);
        StringBuilder out = new StringBuilder(shown + 16).append('"');
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c) && i + 1 < shown && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
        return shown == text.length()
                ? out.toString()
                : out.append("... (").append(text.length()).append(" chars)").toString();
    }

    /** Shows any object; an object whose {@code toString} fails must not hide what was wrong with it. */
    static String value(Object value) {
        if (IdText.isBig(value) && ((BigInteger) value).bitLength() > IdText.MAX_BITS) {
            return "a " + value.getClass().getName() + " of " + ((BigInteger) value).bitLength() + " bits";
        }
        String text;
        try {
            text = String.valueOf(value.toString());
        } catch (RuntimeException unprintable) {
            text = "?";
        }
        return text(text) + " (" + value.getClass().getName() + ")";
    }

    static String names(Collection<?> names) {
        String shown = names.stream()
                .limit(SHOWN_NAMES)
                .map(name -> text(String.valueOf(name)))
                .collect(Collectors.joining(", "));
        int more = names.size() - SHOWN_NAMES;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }
}
