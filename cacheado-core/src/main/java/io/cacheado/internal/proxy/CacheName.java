package io.cacheado.internal.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a cache that was given none: the class of the target, the method and the types of its parameters. */
final class CacheName {
    private static final int LONGEST = 256;

    private CacheName() {}

    /** A name that is too long is cut, and told from others by a digest of the whole. */
    static String of(Class<?> target, Signature method) {
        String whole = target.getName() + "." + method.fullText();
        if (whole.length() <= LONGEST) {
            return whole;
        }
        String digest = digest(whole);
        return whole.substring(0, LONGEST - digest.length() - 1) + "#" + digest;
    }

    private static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each JDK has SHA-256", e);
        }
    }
}
