package io.cacheado.testkit.model;

import io.cacheado.testkit.model.Setup.Profile;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run.
 *
 * @param ops operations over all configurations
 * @param configs configurations
 * @param seed what they are made from
 * @param threads how many run at once
 * @param shrinkSeconds how long a failure is shrunk
 * @param replay one configuration to be run alone, or null
 */
record Settings(
        long ops,
        int configs,
        long seed,
        int threads,
        int shrinkSeconds,
        @Nullable String replay) {

    static Settings of(Properties properties) {
        @Nullable String replay = properties.getProperty("replay");
        if (replay != null) {
            setup(replay);
        }
        return new Settings(
                number(properties, "ops", 1_000_000, 1),
                (int) number(properties, "configs", 200, 1),
                number(properties, "seed", System.nanoTime(), Long.MIN_VALUE),
                (int) number(properties, "threads", Runtime.getRuntime().availableProcessors(), 1),
                (int) number(properties, "shrinkSeconds", 30, 0),
                replay);
    }

    private static long number(Properties properties, String name, long otherwise, long least) {
        String text = properties.getProperty(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.trim());
            if (number >= least && (least == Long.MIN_VALUE || number <= Integer.MAX_VALUE)) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw new IllegalArgumentException(name + ": " + text + " (allowed: a whole number"
                + (least == Long.MIN_VALUE ? ")" : " from " + least + " to " + Integer.MAX_VALUE + ")"));
    }

    /** The configuration that a failure report names as {@code seed:PROFILE}. */
    static Setup setup(String replay) {
        String[] parts = replay.split(":", 2);
        try {
            return SetupSource.setup(Long.parseLong(parts[0]), Profile.valueOf(parts[parts.length - 1]));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("replay: " + replay + " (allowed: seed:PROFILE, as a failure names it)");
        }
    }

    int opsPerConfig() {
        return (int) Math.max(1, ops / configs);
    }

    /** One configuration gets all the operations. */
    Settings replaying() {
        return new Settings(ops, 1, seed, threads, shrinkSeconds, replay);
    }

    /** Longer than any configuration takes: one that takes as long hangs. */
    long secondsPerConfig() {
        return 120L + shrinkSeconds + opsPerConfig() / 50;
    }
}
