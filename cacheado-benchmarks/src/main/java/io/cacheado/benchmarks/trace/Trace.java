package io.cacheado.benchmarks.trace;

import io.cacheado.benchmarks.BadInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A recorded trace: one request after the other, each a tenant and a key. */
final class Trace {
    static final String ENDING = ".csv.gz";
    private static final String HEADER = "time,tenant,key_id,size,ttl,op";
    private static final int TENANT = 1;
    private static final int KEY = 2;

    private final String name;
    private final List<String> tenants;
    private final int[] tenantOf;
    private final int[] keyOf;

    /**
     * A trace of requests.
     *
     * @param name the file's name without its endings
     * @param tenants the tenants' scope paths
     * @param tenantOf each request's tenant, an index of {@code tenants}
     * @param keyOf each request's key, from 0 on
     */
    Trace(String name, List<String> tenants, int[] tenantOf, int[] keyOf) {
        this.name = name;
        this.tenants = tenants;
        this.tenantOf = tenantOf;
        this.keyOf = keyOf;
    }

    String name() {
        return name;
    }

    List<String> tenants() {
        return tenants;
    }

    int tenantOf(int request) {
        return tenantOf[request];
    }

    int keyOf(int request) {
        return keyOf[request];
    }

    int length() {
        return keyOf.length;
    }

    /** Reads a gzip CSV with a header; a file that is none is {@link BadInput}, with the number of the line. */
    static Trace read(Path file) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String header = lines.readLine();
            if (!HEADER.equals(header)) {
                throw new BadInput(file + ", line 1: " + header + " (allowed: " + HEADER + ")");
            }
            return read(file, lines);
        } catch (IOException e) {
            BadInput bad = new BadInput(file + ": " + e.getMessage() + " (allowed: a readable gzip file)");
            bad.initCause(e);
            throw bad;
        }
    }

    private static Trace read(Path file, BufferedReader lines) throws IOException {
        Map<String, Integer> known = new HashMap<>();
        List<String> tenants = new ArrayList<>();
        int[] tenantOf = new int[1 << 16];
        int[] keyOf = new int[1 << 16];
        int n = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] cells = line.split(",", -1);
            int key = cells.length == 6 ? number(cells[KEY]) : -1;
            if (key < 0) {
                throw new BadInput(file + ", line " + (n + 2) + ": " + line + " (allowed: " + HEADER
                        + ", with a whole number as key_id)");
            }
            if (n == keyOf.length) {
                tenantOf = Arrays.copyOf(tenantOf, 2 * n);
                keyOf = Arrays.copyOf(keyOf, 2 * n);
            }
            tenantOf[n] = known.computeIfAbsent(cells[TENANT], tenant -> {
                tenants.add(tenant);
                return tenants.size() - 1;
            });
            keyOf[n++] = key;
        }
        String name = file.getFileName().toString().replace(ENDING, "");
        return new Trace(name, List.copyOf(tenants), Arrays.copyOf(tenantOf, n), Arrays.copyOf(keyOf, n));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** This trace with all requests in one tenant. */
    Trace flat() {
        return new Trace(name, List.of(""), new int[keyOf.length], keyOf);
    }

    /** Each request's entry: the pair of its tenant and key, numbered from 0 on. */
    int[] entries() {
        Map<Long, Integer> known = new HashMap<>();
        int[] entries = new int[keyOf.length];
        for (int i = 0; i < entries.length; i++) {
            long pair = (long) tenantOf[i] << 32 | keyOf[i];
            Integer there = known.putIfAbsent(pair, known.size());
            entries[i] = there == null ? known.size() - 1 : there;
        }
        return entries;
    }
}
