package io.cacheado.benchmarks.memory;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is alive on this process's heap, by class: the collector's own count after a full collection, without free space and
 * garbage.
 *
 * @param classes instances and bytes by the name of the class
 */
record Heap(Map<String, long[]> classes) {
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final int CALM = 3;

    /** Counting leaves something itself, which must not differ between two counts. */
    private static boolean warm;

    /** Counts what is alive now. References and finalizers are given time to be cleared before. */
    static Heap now() {
        if (!warm) {
            warm = true;
            now();
        }
        for (int i = 0; i < CALM; i++) {
            System.gc();
            System.runFinalization();
        }
        return new Heap(count());
    }

    private static Map<String, long[]> count() {
        Map<String, long[]> classes = new LinkedHashMap<>();
        String text;
        try {
            text = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM counts no classes", e);
        }
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                long[] sums = classes.computeIfAbsent(matcher.group(3), name -> new long[2]);
                sums[0] += Long.parseLong(matcher.group(1));
                sums[1] += Long.parseLong(matcher.group(2));
            }
        });
        return classes;
    }

    /** All bytes. */
    long bytes() {
        return classes.values().stream().mapToLong(sums -> sums[1]).sum();
    }

    /** What came since. */
    Heap since(Heap before) {
        Map<String, long[]> grown = new LinkedHashMap<>();
        classes.forEach((name, sums) -> {
            long[] old = before.classes.getOrDefault(name, new long[2]);
            grown.put(name, new long[] {sums[0] - old[0], sums[1] - old[1]});
        });
        return new Heap(grown);
    }

    /** The classes with most bytes, one to a line, beside the bytes for each of {@code units}. */
    List<String> largest(int most, long units) {
        List<Map.Entry<String, long[]>> order = new ArrayList<>(classes.entrySet());
        order.sort(Comparator.comparingLong(entry -> -entry.getValue()[1]));
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, long[]> each : order.subList(0, Math.min(most, order.size()))) {
            long[] sums = each.getValue();
            if (sums[1] > 0) {
                lines.add(String.format(
                        "    %9.2f B each, %,12d B, %,11d of %s",
                        (double) sums[1] / units, sums[1], sums[0], each.getKey()));
            }
        }
        return lines;
    }
}
