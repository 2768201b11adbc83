package io.cacheado.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests as they are read: tenants, keys and their pairs become small numbers, once. */
final class TraceBuilder {
    private final Map<List<String>, Integer> tenantNumbers = new HashMap<>();
    private final List<List<String>> tenants = new ArrayList<>();
    private final Map<String, Integer> keyNumbers = new HashMap<>();
    private final PairTable pairs = new PairTable();
    private int[] entries = new int[1 << 12];
    private int[] weights = new int[1 << 12];
    private byte[] ops = new byte[1 << 12];
    private int length;

    /** The number of the tenant with such ids. */
    int tenant(List<String> ids) {
        Integer known = tenantNumbers.get(ids);
        if (known == null) {
            known = tenants.size();
            tenantNumbers.put(List.copyOf(ids), known);
            tenants.add(List.copyOf(ids));
        }
        return known;
    }

    /** The number of a key that is a text. */
    int key(String text) {
        Integer known = keyNumbers.get(text);
        if (known == null) {
            known = keyNumbers.size();
            keyNumbers.put(text, known);
        }
        return known;
    }

    /** Adds a request; a weight of 0 counts as 1. */
    void add(int tenant, long key, int weight, byte op) {
        if (length == entries.length) {
            entries = Arrays.copyOf(entries, 2 * length);
            weights = Arrays.copyOf(weights, 2 * length);
            ops = Arrays.copyOf(ops, 2 * length);
        }
        entries[length] = pairs.number(tenant, key);
        weights[length] = Math.max(1, weight);
        ops[length++] = op;
    }

    int length() {
        return length;
    }

    /** The trace of what was added. */
    Trace build(String name) {
        return new Trace(
                name,
                List.copyOf(tenants),
                pairs.tenants(),
                Arrays.copyOf(entries, length),
                Arrays.copyOf(ops, length),
                Arrays.copyOf(weights, length));
    }
}
