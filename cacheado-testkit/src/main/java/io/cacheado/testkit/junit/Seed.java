package io.cacheado.testkit.junit;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the decisions of a deterministic cacheado are made from: the same in every run, unless a property says another. */
final class Seed {
    static final String PROPERTY = "io.cacheado.testkit.seed";
    private static final long USUAL = 1;

    private Seed() {}

    static long of(ExtensionContext context) {
        String text = context.getConfigurationParameter(PROPERTY).orElse(Long.toString(USUAL));
        if (text.equals("random")) {
            return ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException(PROPERTY + ": " + text + " (allowed: a whole number, or random)");
        }
    }

    /** How to see a failure again. */
    static String again(long seed) {
        return "seed " + seed + ": again with -D" + PROPERTY + "=" + seed;
    }

    /** What is attached to a failure, so that it is shown with it. */
    static final class Note extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Note(long seed) {
            super("this test had " + again(seed), null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
