package io.cacheado.policy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The choice of which entry leaves first when room is needed. A value: equal by name.
 *
 * <p>Whatever the policy, room comes from dropped scopes first, then from expired entries, and only then from the policy.
 */
public final class Eviction {
    private static final Eviction S3_FIFO = new Eviction("s3-fifo");
    private static final Eviction LRU = new Eviction("lru");
    private static final Eviction LFU = new Eviction("lfu");
    private static final Eviction FIFO = new Eviction("fifo");
    private static final List<Eviction> ALL = List.of(S3_FIFO, LRU, LFU, FIFO);

    private final String name;

    private Eviction(String name) {
        this.name = name;
    }

    /**
     * Three static FIFO queues: new keys pass a small one, reused keys a main one, and the hashes of those just evicted
     * are remembered. Resists scans; a hit only raises a two-bit mark. The default.
     *
     * <p>Source: Yang et al., <i>FIFO queues are all you need for cache eviction</i>, SOSP 2023.
     */
    public static Eviction s3Fifo() {
        return S3_FIFO;
    }

    /**
     * Least recently used. Exact when built {@code deterministic}, and where the limit is at most 1,024 entries and
     * no two threads use the queue at the same instant; larger queues refresh an entry's place only once it has left the most recently
     * used quarter, and a hit that meets a busy lock leaves a mark instead, which spares the entry once.
     */
    public static Eviction lru() {
        return LRU;
    }

    /**
     * Least frequently used, by a saturating count of hits; entries of equal count leave oldest first. Counts are halved
     * as entries are looked at for eviction, so that yesterday's favourite leaves in the end.
     */
    public static Eviction lfu() {
        return LFU;
    }

    /** First in, first out; overwriting an entry counts as use and lets it pass the end of the queue once. */
    public static Eviction fifo() {
        return FIFO;
    }

    /** The built-in policies, the default first. */
    public static List<Eviction> builtIn() {
        return ALL;
    }

    /**
     * The policy with the given name.
     *
     * @param name that of one of {@link #builtIn}
     * @throws IllegalArgumentException if there is no such policy; the message lists those there are
     */
    public static Eviction named(String name) {
        for (Eviction each : ALL) {
            if (each.name.equals(name)) {
                return each;
            }
        }
        String allowed = ALL.stream().map(Eviction::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("eviction policy: " + name + " (allowed: " + allowed + ")");
    }

    /** The policy's name, as {@link #named} takes it. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
