package io.cacheado.testkit.model;

import io.cacheado.testkit.model.Setup.Profile;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run.
 *
 * @param help whether only the options are listed
 * @param ops operations over all configurations
 * @param configs configurations
 * @param seed what they are made from
 * @param threads how many run at once
 * @param shrinkSeconds how long a failure is shrunk
 * @param replay one configuration to be run alone, or null
 */
record Settings(
        boolean help,
        long ops,
        int configs,
        long seed,
        int threads,
        int shrinkSeconds,
        @Nullable String replay) {

    private static final int LONGEST_SHOWN = 60;

    /**
     * The settings in system properties.
     *
     * @throws IllegalArgumentException naming the first one that makes no sense, and what does
     */
    static Settings of(Properties properties) {
        @Nullable String replay = properties.getProperty("replay");
        if (replay != null) {
            setup(replay);
        }
        String help = properties.getProperty("help");
        return new Settings(
                help != null && !help.equals("false"),
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
        throw senseless(
                name,
                text,
                "a whole number" + (least == Long.MIN_VALUE ? "" : " from " + least + " to " + Integer.MAX_VALUE));
    }

    /** In one line, whatever was given. */
    private static IllegalArgumentException senseless(String name, String text, String allowed) {
        String line = text.replaceAll("\\s+", " ");
        String brief = line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line;
        return new IllegalArgumentException("-D" + name + "=" + brief + " (allowed: " + allowed + ")");
    }

    /** The options with their defaults, for people. */
    static String usage() {
        return """
                mvn -q -Pmodel [-Doption=value ...]

                  -Dops=N            operations over all configurations (default: 1000000)
                  -Dconfigs=N        random configurations, each with its share of the operations (200)
                  -Dseed=N           what everything is made from; printed at the start (the time)
                  -Dthreads=N        configurations that run at once (one for each processor)
                  -DshrinkSeconds=N  how long a failure is shrunk (30)
                  -Dreplay=S:PROFILE one configuration alone, as a failure names it; PROFILE is %s
                  -Dhelp             this list

                Ends with 0 if all is well; with 1 on a failure, or if 1000000 operations or more did not see everything
                1000 times; with 2 on an option that makes no sense.""".formatted(profiles());
    }

    private static String profiles() {
        return Arrays.stream(Profile.values()).map(Profile::name).collect(Collectors.joining(" or "));
    }

    /** The configuration that a failure report names as {@code seed:PROFILE}. */
    static Setup setup(String replay) {
        String[] parts = replay.split(":", 2);
        try {
            return SetupSource.setup(Long.parseLong(parts[0]), Profile.valueOf(parts[parts.length - 1]));
        } catch (IllegalArgumentException unreadable) {
            throw senseless("replay", replay, "S:PROFILE as a failure names it, PROFILE being " + profiles());
        }
    }

    int opsPerConfig() {
        return (int) Math.max(1, ops / configs);
    }

    /** One configuration gets all the operations. */
    Settings replaying() {
        return new Settings(help, ops, 1, seed, threads, shrinkSeconds, replay);
    }

    /** Longer than any configuration takes: one that takes as long hangs. */
    long secondsPerConfig() {
        return 120L + shrinkSeconds + opsPerConfig() / 50;
    }
}
