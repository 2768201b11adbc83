package io.cacheado.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Locale;

/** Describes where the figures were taken, so that a table says it of itself. */
final class Machine {
    private Machine() {}

    static String describe() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        String caffeine =
                com.github.benmanes.caffeine.cache.Caffeine.class.getPackage().getImplementationVersion();
        return String.format(
                Locale.ROOT,
                "%s %s, %d processors, load %.1f, %s %s, Caffeine %s, G1, compressed references",
                system.getName(),
                system.getArch(),
                system.getAvailableProcessors(),
                system.getSystemLoadAverage(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                caffeine == null ? "(version unknown)" : caffeine);
    }
}
