package io.cacheado.examples.storefront;

import io.cacheado.policy.Eviction;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * What was asked for by system properties, checked.
 *
 * @param threads how many threads replay the sales
 * @param budget how many entries the cache may hold, if it was said
 * @param policy what chooses the entry that leaves
 * @param sales how many sales are replayed
 * @param trace a trace to replay in place of the sales, if there is one
 * @param delayMillis what each query of the database waits in addition
 * @param help whether only the options are listed
 */
record Options(
        int threads,
        OptionalLong budget,
        Eviction policy,
        int sales,
        Optional<Path> trace,
        int delayMillis,
        boolean help) {

    /** The entries that the shop's cache may hold unless said otherwise: fewer than the shop would like to have. */
    static final long SHOP_BUDGET = 50_000;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int DEFAULT_THREADS = Math.max(2, PROCESSORS);

    /**
     * The options in system properties.
     *
     * @throws BadInput naming the first one that cannot be used, and what can
     */
    static Options of(Properties properties) {
        Reader read = new Reader(properties);
        return new Options(
                (int) read.number("threads", 1, 1_000).orElse(DEFAULT_THREADS),
                read.number("budget", 1, Long.MAX_VALUE),
                read.policy(),
                (int) read.number("sales", 1, Sales.ALL).orElse(Sales.ALL),
                read.file("trace"),
                (int) read.number("delay", 0, 60_000).orElse(0),
                read.flag("help"));
    }

    /** The options with their defaults, for people. */
    static String usage() {
        return """
                mvn -q -Pquickstart [-Doption=value ...]

                  -Dthreads=%-8d threads that serve the shop's visitors (1 to 1000; default: one for each processor)
                  -Dbudget=%-9d entries that the cache may hold in all (for a trace: a tenth of its keys)
                  -Dpolicy=%-9s which entry leaves when room is needed: adaptive, s3-fifo, lru, lfu,
                                     fifo or sieve
                  -Dsales=%-10d how many of the sales to replay
                  -Ddelay=%-10d milliseconds that each database query waits in addition
                  -Dtrace=FILE       replay a trace in place of the shop: CSV, plain or gzip, with the columns
                                     time,tenant,key_id,size,ttl,op (tenant: a path such as acme/42; op: r, w or d)
                  -Dhelp             this list""".formatted(DEFAULT_THREADS, SHOP_BUDGET, Eviction.adaptive().name(), Sales.ALL, 0);
    }

    private record Reader(Properties properties) {
        private OptionalLong number(String name, long least, long most) {
            String text = properties.getProperty(name);
            if (text == null) {
                return OptionalLong.empty();
            }
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return OptionalLong.of(number);
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw new BadInput("-D" + name + "=" + text + ": allowed is a whole number "
                    + (most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most));
        }

        private Eviction policy() {
            String name = properties.getProperty("policy");
            try {
                return name == null ? Eviction.adaptive() : Eviction.named(name);
            } catch (IllegalArgumentException e) {
                throw new BadInput("-Dpolicy=" + name + ": " + e.getMessage());
            }
        }

        private Optional<Path> file(String name) {
            String text = properties.getProperty(name);
            if (text == null) {
                return Optional.empty();
            }
            try {
                Path path = Path.of(text);
                if (Files.isRegularFile(path) && Files.isReadable(path)) {
                    return Optional.of(path);
                }
            } catch (InvalidPathException e) {
                // refused below
            }
            throw new BadInput("-D" + name + "=" + text + ": there is no such file that can be read");
        }

        private boolean flag(String name) {
            String text = properties.getProperty(name);
            return text != null && !text.equals("false");
        }
    }
}
