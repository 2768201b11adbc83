package io.cacheado.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Traces that tests write or make. */
final class Traces {
    private Traces() {}

    /** A CSV file with its header. */
    static Path csv(Path folder, String name, String... lines) throws IOException {
        return file(folder, name, CsvFormat.HEADER + "\n" + String.join("\n", lines) + "\n");
    }

    static Path file(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Reads of one tenant. */
    static Trace reads(int... keys) {
        TraceBuilder trace = new TraceBuilder();
        for (int key : keys) {
            trace.add(trace.tenant(List.of("t")), key, 1, Trace.READ);
        }
        return trace.build("reads");
    }

    /** Requests drawn by chance: mostly reads, of few tenants and keys. */
    static Trace random(long seed, int length, int tenants, int keys) {
        Random random = new Random(seed);
        TraceBuilder trace = new TraceBuilder();
        for (int i = 0; i < length; i++) {
            int kind = random.nextInt(10);
            trace.add(
                    trace.tenant(List.of("t" + random.nextInt(tenants))),
                    random.nextInt(keys),
                    1 + random.nextInt(5),
                    kind == 0 ? Trace.WRITE : kind == 1 ? Trace.DELETE : Trace.READ);
        }
        return trace.build("random");
    }

    static Progress silent() {
        return new Progress(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false, () -> 0);
    }

    static Course course(Trace trace) {
        return new Course(trace, false, List.of(), false);
    }

    /** The hits of a policy, by tenant. */
    static Tally play(String policy, Course course, long budget) {
        Contestant contestant = Contestants.named(policy, 2).get(0);
        Tally tally = new Tally(course.trace().tenants().size());
        try (Player player = contestant.start(course, budget, 1)) {
            // In two parts, as a player must not mind.
            int half = course.trace().length() / 2;
            player.play(0, half, tally);
            player.play(half, course.trace().length(), tally);
        }
        return tally;
    }
}
