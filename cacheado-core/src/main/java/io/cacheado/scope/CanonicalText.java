package io.cacheado.scope;

import java.util.Locale;

/**
 * Writes and reads the canonical text of a scope.
 *
 * <p>Reading is strict: it takes exactly what writing makes, so a scope has one text only. An escape that is not needed,
 * a lower-case one, or a character that should have been escaped is refused.
 */
final class CanonicalText {

    private static final String HEX = "0123456789ABCDEF";

    private final ScopeTree tree;
    private final String text;

    private CanonicalText(ScopeTree tree, String text) {
        this.tree = tree;
        this.text = text;
    }

    static String of(Scope scope) {
        if (scope.depth() == 0) {
            return ScopeLevel.GLOBAL;
        }
        StringBuilder out = new StringBuilder();
        for (Scope step : scope.fromTop()) {
            if (out.length() > 0) {
                out.append('/');
            }
            escape(step.level(), out);
            out.append(':');
            escape(step.id(), out);
        }
        return out.toString();
    }

    private static void escape(String raw, StringBuilder out) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isEscaped(c)) {
                appendEscaped(c, out);
            } else {
                out.append(c);
            }
        }
    }

    private static boolean isEscaped(char c) {
        return c == '%' || c == '/' || c == ':' || Character.isISOControl(c);
    }

    /** What is escaped is below U+00A0: one byte in UTF-8, or C2 and the char itself. */
    private static void appendEscaped(char c, StringBuilder out) {
        if (c >= 0x80) {
            out.append("%C2");
        }
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }

    static Scope parse(ScopeTree tree, CharSequence canonical) {
        String text = canonical.toString();
        return text.equals(ScopeLevel.GLOBAL) ? tree.global() : new CanonicalText(tree, text).parse();
    }

    private Scope parse() {
        Scope scope = tree.global();
        int start = 0;
        while (true) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            int colon = text.indexOf(':', start);
            if (colon < 0 || colon > end) {
                throw malformed(start, "expected a level, ':' and an id");
            }
            ScopePath path = readLevel(start, colon, scope.path());
            scope = path.child(scope, readId(colon + 1, end, path));
            if (slash < 0) {
                return scope;
            }
            start = end + 1;
        }
    }

    private ScopePath readLevel(int start, int end, ScopePath above) {
        String level = unescape(start, end);
        if (level.equals(ScopeLevel.GLOBAL) || !tree.hasLevel(level)) {
            throw malformed(
                    start, "level " + Quoted.text(level) + " is unknown, known are " + Quoted.names(tree.levels()));
        }
        ScopePath path = tree.path(level);
        if (!above.equals(path.parent())) {
            throw malformed(
                    start,
                    "level " + Quoted.text(level) + " is not directly below " + Quoted.text(above.level())
                            + ", it needs " + Quoted.names(path.idNames()));
        }
        return path;
    }

    private String readId(int start, int end, ScopePath path) {
        String id = unescape(start, end);
        String fault = IdText.fault(id);
        if (fault != null) {
            throw malformed(start, "id " + Quoted.text(path.idName()) + " " + fault);
        }
        return id;
    }

    private String unescape(int start, int end) {
        StringBuilder raw = new StringBuilder(end - start);
        int i = start;
        while (i < end) {
            char c = text.charAt(i);
            if (c == '%') {
                char escaped = unescapeAt(i, end);
                i += escaped >= 0x80 ? 6 : 3;
                raw.append(escaped);
            } else if (isEscaped(c)) {
                StringBuilder escape = new StringBuilder();
                appendEscaped(c, escape);
                throw malformed(i, String.format(Locale.ROOT, "U+%04X must be written as %s", (int) c, escape));
            } else {
                raw.append(c);
                i++;
            }
        }
        return raw.toString();
    }

    private char unescapeAt(int at, int end) {
        int first = byteAt(at, end);
        int c = first == 0xC2 && at + 3 < end && text.charAt(at + 3) == '%' ? byteAt(at + 3, end) : first;
        boolean isWhole = first == c ? c < 0x80 : c >= 0x80;
        if (!isWhole || !isEscaped((char) c)) {
            throw malformed(at, "an escape of what is not escaped");
        }
        return (char) c;
    }

    private int byteAt(int at, int end) {
        int high = at + 2 < end ? HEX.indexOf(text.charAt(at + 1)) : -1;
        int low = at + 2 < end ? HEX.indexOf(text.charAt(at + 2)) : -1;
        if (high < 0 || low < 0) {
            throw malformed(at, "expected '%' and two upper-case hexadecimal digits");
        }
        return high << 4 | low;
    }

    private IllegalArgumentException malformed(int position, String reason) {
        return new IllegalArgumentException(
                "no canonical text of a scope: " + Quoted.text(text) + " at position " + position + ": " + reason);
    }
}
