package io.cacheado.simulator;

import java.util.Arrays;
import java.util.List;

/**
 * Requests in their order, each for one entry: a key of one tenant. Immutable by agreement; the arrays are not copied.
 *
 * @param name what it is called in reports
 * @param tenants the tenants' ids from the root; a tenant without ids is the global scope
 * @param tenantOf the tenant of each entry, an index of {@code tenants}
 * @param entries the entry of each request, from 0 on
 * @param ops what each request does: {@link #READ}, {@link #WRITE} or {@link #DELETE}
 * @param weights the size of what each request is for, at least 1
 */
record Trace(String name, List<List<String>> tenants, int[] tenantOf, int[] entries, byte[] ops, int[] weights) {
    static final byte READ = 'r';
    static final byte WRITE = 'w';
    static final byte DELETE = 'd';

    /** The number of requests. */
    int length() {
        return entries.length;
    }

    /** The number of entries. */
    int unique() {
        return tenantOf.length;
    }

    /** The tenant of a request. */
    int tenant(int request) {
        return tenantOf[entries[request]];
    }

    /** A tenant's path, as people read it. */
    String path(int tenant) {
        return String.join("/", tenants.get(tenant));
    }

    /** How many ids the longest path has. */
    int depth() {
        return tenants.stream().mapToInt(List::size).max().orElse(0);
    }

    /** The weight that a cache would have that holds every entry at its greatest size. */
    long wholeWeight() {
        int[] greatest = new int[unique()];
        for (int i = 0; i < entries.length; i++) {
            greatest[entries[i]] = Math.max(greatest[entries[i]], weights[i]);
        }
        return Arrays.stream(greatest).asLongStream().sum();
    }
}
