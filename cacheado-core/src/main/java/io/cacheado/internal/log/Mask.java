package io.cacheado.internal.log;

import io.cacheado.scope.Scope;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What ids, keys and tags look like in logs: as they are, if that was asked for, or as eight hexadecimal digits of a hash.
 *
 * <p>The hash (HMAC-SHA-256) is made with a secret of this process, so that nobody who reads the logs can find an id by
 * hashing all likely ones, while equal ids have equal masks and lines can be correlated until the process ends. An id is
 * hashed together with those above it: user 42 of one organization has another mask than user 42 of another.
 */
final class Mask {
    private static final int LONGEST = 256;
    private static final String UNPRINTABLE = "?";

    private final boolean open;

    /** @param open whether ids, keys and tags are written as they are */
    Mask(boolean open) {
        this.open = open;
    }

    /** Made when the first line is masked. */
    private static final class Secret {
        static final SecretKeySpec KEY = new SecretKeySpec(bytes(), "HmacSHA256");

        private static byte[] bytes() {
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            return bytes;
        }
    }

    boolean isOpen() {
        return open;
    }

    /** A scope: its levels, and its ids or their masks. */
    String scope(Scope scope) {
        if (open || scope.depth() == 0) {
            return clean(scope.toString());
        }
        Scope above = scope.parent();
        String own = scope.level() + ':' + hash(scope.toString());
        return above.depth() == 0 ? own : scope(above) + '/' + own;
    }

    /** A key or a tag; its {@code toString} may throw. */
    String id(Object id) {
        String text;
        try {
            text = String.valueOf(id.toString());
        } catch (Throwable t) {
            return UNPRINTABLE;
        }
        return open ? clean(text) : hash(text);
    }

    /** So that no id can end a line and forge the next. */
    private static String clean(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + '…';
        return cut.codePoints().anyMatch(Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}", "\uFFFD") : cut;
    }

    private static String hash(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(Secret.KEY);
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return '~' + HexFormat.of().formatHex(hash, 0, 4);
        } catch (GeneralSecurityException e) {
            // Each Java platform has this algorithm.
            throw new AssertionError(e);
        }
    }
}
