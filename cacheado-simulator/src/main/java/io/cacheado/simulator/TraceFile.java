package io.cacheado.simulator;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A file of requests, plain or gzip, as told by its first bytes: a CSV trace or an access log, as told by its first line.
 */
final class TraceFile {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final String format;
    private final TenantRule rule;
    private final boolean skipBad;
    private final Progress progress;
    private int lines;
    private int bad;
    private int leftOut;

    /**
     * @param format {@code csv}, {@code log} or {@code auto}
     * @param skipBad whether malformed lines are counted and passed over
     * @param progress is told of the bytes that were read
     */
    TraceFile(Path file, String format, TenantRule rule, boolean skipBad, Progress progress) {
        this.file = file;
        this.format = format;
        this.rule = rule;
        this.skipBad = skipBad;
        this.progress = progress;
    }

    /** The file's name without the endings that say how it is packed. */
    static String name(Path file) {
        Path last = file.getFileName();
        return (last == null ? file : last).toString().replaceFirst("(\\.(csv|log|txt))?(\\.gz)?$", "");
    }

    /** Reads all of it; a line that is malformed is {@link BadInput} with its number, unless such lines are passed over. */
    Trace read() {
        TraceBuilder trace = new TraceBuilder();
        try (BufferedReader text = open()) {
            read(text, trace);
        } catch (BadInput e) {
            progress.breakOff();
            throw e;
        } catch (IOException e) {
            progress.breakOff();
            throw new BadInput(file + ", after line " + lines + ": cannot be read: " + e, e);
        }
        progress.end();
        if (trace.length() == 0) {
            throw new BadInput(file + ": has no requests" + (bad + leftOut > 0 ? " (" + remarks() + ")" : ""));
        }
        return trace.build(name(file));
    }

    /** How many malformed lines were passed over. */
    int bad() {
        return bad;
    }

    /** What was not replayed, for people; empty if nothing. */
    String remarks() {
        String ofLogs = leftOut == 0 ? "" : leftOut + " left out: errors, or neither GET nor HEAD";
        String malformed = bad == 0 ? "" : bad + " malformed lines skipped";
        return ofLogs + (ofLogs.isEmpty() || malformed.isEmpty() ? "" : ", ") + malformed;
    }

    private BufferedReader open() throws IOException {
        progress.begin("reading " + name(file), Files.size(file));
        InputStream bytes = new BufferedInputStream(new CountedStream(Files.newInputStream(file), progress), BUFFER);
        bytes.mark(2);
        boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return new BufferedReader(
                new InputStreamReader(gzip ? new GZIPInputStream(bytes, BUFFER) : bytes, StandardCharsets.UTF_8),
                BUFFER);
    }

    private void read(BufferedReader text, TraceBuilder trace) throws IOException {
        String line = text.readLine();
        if (line == null) {
            return;
        }
        LineFormat lineFormat = format(line);
        if (lineFormat instanceof CsvFormat) {
            lines++;
            line = text.readLine();
        }
        while (line != null) {
            lines++;
            try {
                lineFormat.read(line, trace);
            } catch (BadLine e) {
                if (!skipBad) {
                    throw new BadInput(file + ", line " + lines + ": " + e.getMessage(), e);
                }
                bad++;
            }
            line = text.readLine();
        }
        leftOut = lineFormat.leftOut();
    }

    private LineFormat format(String first) {
        boolean csv = first.equals(CsvFormat.HEADER);
        if (csv && !format.equals("log")) {
            return new CsvFormat(rule, name(file));
        }
        if (format.equals("log") || format.equals("auto") && LogFormat.matches(first)) {
            return new LogFormat(rule, name(file));
        }
        throw new BadInput(file + ", line 1: "
                + BadLine.of(
                                "first line",
                                first,
                                "the header " + CsvFormat.HEADER
                                        + (format.equals("csv")
                                                ? ""
                                                : ", or a line in the Common Log Format; -Dformat=log takes it for one"))
                        .getMessage());
    }
}
