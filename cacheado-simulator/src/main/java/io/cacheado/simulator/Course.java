package io.cacheado.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A trace, and what is the same for all who replay it; objects for keys are made here, once. Used by one thread. */
final class Course {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Trace trace;
    private final boolean weighted;
    private final List<QuotaRule> quotas;
    private final boolean production;
    private Integer @Nullable [] numbers;
    private Object @Nullable [] composites;
    private long composedFor;
    private int @Nullable [] nextReads;

    /**
     * A key as users of one shared cache write it, with a hash as spread as that of texts. The hash of a record of two small
     * numbers would be a small number too, and equal for many pairs.
     */
    private record Composite(int tenant, int key, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * @param weighted whether budgets are of weight instead of entries
     * @param quotas what tenants may have, where the library is asked
     * @param production whether the library runs as in production, instead of repeatably
     */
    Course(Trace trace, boolean weighted, List<QuotaRule> quotas, boolean production) {
        this.trace = trace;
        this.weighted = weighted;
        this.quotas = quotas;
        this.production = production;
    }

    Trace trace() {
        return trace;
    }

    boolean weighted() {
        return weighted;
    }

    List<QuotaRule> quotas() {
        return quotas;
    }

    boolean production() {
        return production;
    }

    /** The units that hold everything. */
    long whole() {
        return weighted ? trace.wholeWeight() : trace.unique();
    }

    /** Keys by entry, where each tenant has a cache or a scope of its own. */
    Integer[] numbers() {
        if (numbers == null) {
            Integer[] made = new Integer[trace.unique()];
            for (int i = 0; i < made.length; i++) {
                made[i] = i;
            }
            numbers = made;
        }
        return numbers;
    }

    /** Keys by entry, where all tenants share one cache; with other seeds they have other hashes. */
    Object[] composites(long seed) {
        Object[] known = composites;
        if (known != null && composedFor == seed) {
            return known;
        }
        Object[] made = new Object[trace.unique()];
        for (int i = 0; i < made.length; i++) {
            made[i] = new Composite(trace.tenantOf()[i], i, hash(i + seed * GOLDEN));
        }
        composites = made;
        composedFor = seed;
        return made;
    }

    private static int hash(long number) {
        long mixed = number * GOLDEN;
        mixed = (mixed ^ mixed >>> 32) * GOLDEN;
        return (int) (mixed >>> 32);
    }

    /** For each request the place of the next one for its entry if that is a read, else {@code Integer.MAX_VALUE}. */
    int[] nextReads() {
        if (nextReads == null) {
            nextReads = Belady.nextReads(trace);
        }
        return nextReads;
    }
}
