package io.cacheado.examples.storefront;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A recorded log of requests, read from CSV, plain or gzip: {@code time,tenant,key_id,size,ttl,op}.
 *
 * <p>The order of the lines is the truth. A tenant is a path of ids with {@code /} between its levels. The operation is
 * {@code r} for a read, {@code w} for a write or {@code d} for a delete. Time, size and time to live must be numbers, and
 * are not used.
 */
final class Trace {
    static final String HEADER = "time,tenant,key_id,size,ttl,op";
    private static final int FIELDS = 6;
    private static final int DEEPEST = 16;
    private static final int LONGEST_SHOWN = 60;

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<Tenant> tenants = new ArrayList<>();
    private int[] tenantOf = new int[1 << 16];
    private long[] keys = new long[1 << 16];
    private byte[] ops = new byte[1 << 16];
    private int size;

    private Trace() {}

    /**
     * Reads a trace.
     *
     * @throws BadInput naming the line that is malformed, and why
     */
    static Trace read(Path file) {
        Trace trace = new Trace();
        int line = 0;
        try (BufferedReader lines = open(file)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                line++;
                trace.add(utf8(text), line);
            }
        } catch (MalformedLine e) {
            throw new BadInput("-Dtrace=" + file + ": line " + line + ": " + e.getMessage());
        } catch (IOException e) {
            throw new BadInput("-Dtrace=" + file + ": cannot be read after line " + line + ": " + e);
        }
        if (trace.size == 0) {
            throw new BadInput("-Dtrace=" + file + ": there are no requests in it");
        }
        return trace;
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        bytes.mark(2);
        boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        // One character for each byte: utf8 reads them, line by line, so that it can be said which line is no text.
        return new BufferedReader(
                new InputStreamReader(gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes, StandardCharsets.ISO_8859_1));
    }

    private static String utf8(String bytes) throws MalformedLine {
        if (bytes.chars().allMatch(each -> each < 0x80)) {
            return bytes;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLine("must be UTF-8");
        }
    }

    private void add(String text, int line) throws MalformedLine {
        if (line == 1) {
            if (!text.equals(HEADER)) {
                throw new MalformedLine("expected the header " + HEADER);
            }
            return;
        }
        String[] fields = text.split(",", -1);
        if (fields.length != FIELDS) {
            throw new MalformedLine("expected " + FIELDS + " fields, " + HEADER + ", but found " + fields.length);
        }
        number("time", fields[0]);
        number("size", fields[3]);
        number("ttl", fields[4]);
        if (size == keys.length) {
            tenantOf = Arrays.copyOf(tenantOf, 2 * size);
            keys = Arrays.copyOf(keys, 2 * size);
            ops = Arrays.copyOf(ops, 2 * size);
        }
        tenantOf[size] = tenant(fields[1], line);
        keys[size] = number("key_id", fields[2]);
        ops[size] = op(fields[5]);
        size++;
    }

    private int tenant(String path, int line) throws MalformedLine {
        Integer known = numbers.get(path);
        if (known != null) {
            return known;
        }
        List<String> ids = List.of(path.split("/", -1));
        if (ids.contains("") || ids.size() > DEEPEST) {
            throw new MalformedLine(
                    "tenant must be 1 to " + DEEPEST + " ids with / between them, but is " + quoted(path));
        }
        numbers.put(path, tenants.size());
        tenants.add(new Tenant(path, ids, line));
        return tenants.size() - 1;
    }

    private static long number(String field, String text) throws MalformedLine {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new MalformedLine(field + " must be a whole number of at least 0, but is " + quoted(text));
    }

    /** A field as it stands there, but for the end of a long one. */
    private static String quoted(String text) {
        return '"' + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text) + '"';
    }

    private static byte op(String text) throws MalformedLine {
        if (!text.equals("r") && !text.equals("w") && !text.equals("d")) {
            throw new MalformedLine("op must be r, w or d, but is " + quoted(text));
        }
        return (byte) text.charAt(0);
    }

    /** The number of requests. */
    int size() {
        return size;
    }

    /** The tenants, in the order in which they first come. */
    List<Tenant> tenants() {
        return tenants;
    }

    /** The number of the tenant in the list of tenants, that a request is for. */
    int tenant(int request) {
        return tenantOf[request];
    }

    /** The key that a request is for. */
    long key(int request) {
        return keys[request];
    }

    /** What a request does: {@code r}, {@code w} or {@code d}. */
    char op(int request) {
        return (char) ops[request];
    }

    /** One tenant: its path, the ids in it from the root, and the line that names it first. */
    record Tenant(String path, List<String> ids, int line) {}

    private static final class MalformedLine extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedLine(String message) {
            super(message);
        }
    }
}
