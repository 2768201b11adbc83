package io.cacheado.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a main class in a process of its own, where nothing else moves the heap.
 *
 * <p>The child reports figures as lines {@code @name=number}; its other lines are passed on.
 */
public final class ChildJvm {
    private static final String MARK = "@";

    private ChildJvm() {}

    /** The figures that a child reported. */
    public record Figures(Map<String, Double> byName) {
        /** The figure of that name, which the child must have reported. */
        public double get(String name) {
            Double figure = byName.get(name);
            if (figure == null) {
                throw new IllegalStateException("no " + name + " among " + byName.keySet());
            }
            return figure;
        }
    }

    /**
     * Runs the class and returns its figures.
     *
     * @param heap the size of the heap, as {@code -Xmx} takes it
     */
    public static Figures run(Report report, String heap, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+UseG1GC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Map<String, Double> figures = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int equals = line.indexOf('=');
                if (line.startsWith(MARK) && equals > 0) {
                    figures.put(line.substring(1, equals), Double.valueOf(line.substring(equals + 1)));
                } else {
                    report.say("%s", line);
                }
            }
        } finally {
            process.destroy();
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    main.getSimpleName() + " " + String.join(" ", arguments) + " ended with " + code);
        }
        return new Figures(figures);
    }

    /** Reports a figure to the parent process; called in the child. */
    public static void report(String name, double figure) {
        System.out.println(MARK + name + "=" + figure);
    }
}
