package io.cacheado.policy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The choice of which entry leaves first when room is needed: a policy that is built in, or {@link #of one of your own}.
 *
 * <p>Each is equal to itself only, so one of your own belongs into a constant. Whatever the policy, room comes from dropped scopes first, then from expired entries, and only then from the policy.
 */
public final class Eviction {
    private static final Eviction ADAPTIVE = new Eviction("adaptive", null);
    private static final Eviction S3_FIFO = new Eviction("s3-fifo", null);
    private static final Eviction LRU = new Eviction("lru", null);
    private static final Eviction LFU = new Eviction("lfu", null);
    private static final Eviction FIFO = new Eviction("fifo", null);
    private static final Eviction SIEVE = new Eviction("sieve", Sieve::new);
    private static final List<Eviction> ALL = List.of(ADAPTIVE, S3_FIFO, LRU, LFU, FIFO, SIEVE);
    private static final int LONGEST_NAME = 64;

    private final String name;
    private final @Nullable Supplier<? extends EvictionPolicy> factory;

    private Eviction(String name, @Nullable Supplier<? extends EvictionPolicy> factory) {
        this.name = name;
        this.factory = factory;
    }

    /**
     * A policy of your own.
     *
     * @param name what it is called in logs and figures: 1 to 64 characters, not the name of one that is built in
     * @param factory makes the instance for a queue, a new one at each call; called when the queue's first entry has come,
     *     under the rules for {@link EvictionPolicy}'s own methods
     * @throws IllegalArgumentException if the name is blank, too long or taken
     */
    public static Eviction of(String name, Supplier<? extends EvictionPolicy> factory) {
        requireNonNull(name, "name");
        requireNonNull(factory, "factory");
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("name: " + name + " (allowed: 1 to 64 characters, not blank)");
        }
        if (ALL.stream().anyMatch(each -> each.name.equals(name))) {
            throw new IllegalArgumentException("name: " + name + " (allowed: other than " + names() + ")");
        }
        return new Eviction(name, factory);
    }

    /**
     * S3-FIFO whose queues get the shares that the workload asks for: more for newcomers where recent keys come back, more for what
     * has proven itself where frequent ones do, and nothing given up where the same keys go round and do not all fit. It
     * learns from what comes back soon after it was evicted, from 16 entries on; a hit only raises a two-bit mark. The default.
     * {@link io.cacheado.Policy#evictionChoice} tells what it has chosen.
     */
    public static Eviction adaptive() {
        return ADAPTIVE;
    }

    /**
     * Three static FIFO queues: new keys pass a small one, reused keys a main one, and the hashes of those just evicted
     * are remembered. Resists scans; a hit only raises a two-bit mark.
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

    /**
     * SIEVE: a hand goes over the entries in the order in which they came, spares those used since it last came by, and lets
     * the first go that was not. A hit is one store; newcomers are sifted first. Good where most keys come once, and poor where
     * each comes twice at a short distance. It is written against {@link EvictionPolicy} like one of your own, exact, and
     * costs 48 bytes more for each entry.
     *
     * <p>Source: Zhang et al., <i>SIEVE is simpler than LRU</i>, NSDI 2024.
     */
    public static Eviction sieve() {
        return SIEVE;
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
        throw new IllegalArgumentException("eviction policy: " + name + " (allowed: " + names() + ")");
    }

    private static String names() {
        return ALL.stream().map(Eviction::name).collect(Collectors.joining(", "));
    }

    /** Where instances for queues come from; null for the policies that the cache has within itself. */
    public @Nullable Supplier<? extends EvictionPolicy> factory() {
        return factory;
    }

    /** The policy's name; for one that is built in, as {@link #named} takes it. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
