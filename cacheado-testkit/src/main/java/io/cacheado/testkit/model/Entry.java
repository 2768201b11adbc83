package io.cacheado.testkit.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One value, or one remembered absence or failure, that the model holds to be in the cache. */
final class Entry {
    /** The deadline of what lives for ever. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long ACCESS_RESOLUTION = 1_000_000;

    private final Slot slot;
    private final @Nullable ModelValue value;
    private final long weight;
    private long writeDeadline;
    private final long ttlAccess;
    private long keptFor;
    private long accessDeadline;
    private boolean marked;
    private boolean lapsed;
    private Set<String> tags = Set.of();
    private boolean dropped;
    private boolean renewable;
    private boolean held;
    private @Nullable Throwable failure;
    private final Due due = new Due();

    /**
     * Creates an entry that is written now.
     *
     * @param value null for an absence or a failure
     * @param ttlWrite how long it lives from now on, 0 for ever
     * @param ttlAccess how long it lives without being read, 0 for ever
     */
    Entry(Slot slot, @Nullable ModelValue value, long weight, long now, long ttlWrite, long ttlAccess) {
        this.slot = slot;
        this.value = value;
        this.weight = weight;
        this.writeDeadline = ttlWrite == 0 ? NEVER : after(now, ttlWrite);
        this.ttlAccess = ttlAccess;
        this.accessDeadline = ttlAccess == 0 ? NEVER : after(now, ttlAccess);
    }

    /** The moment that is so long after another. */
    static long after(long now, long ttl) {
        long deadline = now + ttl;
        return ttl == Long.MAX_VALUE || deadline < now ? NEVER : deadline;
    }

    Slot slot() {
        return slot;
    }

    @Nullable
    ModelValue value() {
        return value;
    }

    boolean isAbsence() {
        return value == null;
    }

    long weight() {
        return weight;
    }

    /** The moment from which on it is not fresh. */
    long expiry() {
        return Math.min(writeDeadline, accessDeadline);
    }

    boolean fresh(long now) {
        return now < expiry();
    }

    /** Has it kept so long beyond its expiry, to be served if need be. */
    Entry keptFor(long nanos) {
        keptFor = nanos;
        return this;
    }

    /** The moment from which on it is expired, and served to nobody. */
    long deadline() {
        return expiry() == NEVER ? NEVER : after(expiry(), keptFor);
    }

    boolean expired(long now) {
        return now >= deadline();
    }

    /** When it expires if it is read now, which prolongs its life unless it would do so by next to nothing. */
    long expiryOnceRead(long now) {
        long prolonged = ttlAccess == 0 ? NEVER : Math.min(writeDeadline, after(now, ttlAccess));
        boolean worthIt = ttlAccess != 0 && prolonged - expiry() >= Math.min(ACCESS_RESOLUTION, ttlAccess / 16);
        return worthIt ? prolonged : expiry();
    }

    void read(long now) {
        if (expiryOnceRead(now) != expiry()) {
            accessDeadline = after(now, ttlAccess);
        }
    }

    /** When it is renewed. */
    Due due() {
        return due;
    }

    /** Says how long its load took, before it is stored. */
    Entry loadedIn(long nanos) {
        due.loadedIn(isAbsence() ? 0 : nanos);
        return this;
    }

    /** Has it renewed by whoever reads it so long after it was written, and in any case when it has expired but is kept. */
    Entry renewedAfter(long now, long refresh) {
        due.at(Math.min(refresh == 0 ? NEVER : after(now, refresh), keptFor == 0 ? NEVER : expiry()));
        return this;
    }

    /** Its life begins again as that of another, which does not expire before it; false if it does. */
    boolean prolong(Entry as) {
        if (as.expiry() < expiry()) {
            return false;
        }
        writeDeadline = as.writeDeadline;
        accessDeadline = as.accessDeadline;
        keptFor = as.keptFor;
        due.as(as.due);
        return true;
    }

    /** Whether the FIFO queue's end lets it pass once more. */
    boolean marked() {
        return marked;
    }

    void mark(boolean mark) {
        this.marked = mark;
    }

    /** Whether its expiry was noted. */
    boolean lapsed() {
        return lapsed;
    }

    void lapse() {
        lapsed = true;
    }

    void revive() {
        lapsed = false;
    }

    /** Makes it a failure that is remembered, before it is stored. */
    Entry failed(@Nullable Throwable thrown) {
        failure = thrown;
        return this;
    }

    /** The failure that it remembers, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** What a caller gets who would have it loaded otherwise. */
    Outcome outcome() {
        return failure == null ? Outcome.of(value) : Outcome.failed(failure);
    }

    /** Gives it tags, before it is stored. */
    Entry tagged(Set<String> names) {
        tags = names;
        renewable |= !names.isEmpty();
        return this;
    }

    Set<String> tags() {
        return tags;
    }

    /** Whether a tag of it was dropped, so that it is charged but never read again. */
    boolean dropped() {
        return dropped;
    }

    void drop() {
        dropped = true;
    }

    /**
     * Whether it is of the kind that can have tags and be computed on. A value of this kind does not take the place of one
     * of the other kind: it enters the queue anew.
     */
    boolean renewable() {
        return renewable;
    }

    Entry makeRenewable() {
        renewable = true;
        return this;
    }

    /** Whether a function computes on it. */
    boolean isHeld() {
        return held;
    }

    void hold(boolean hold) {
        held = hold;
    }

    @Override
    public String toString() {
        return slot + "=" + (value != null ? value : failure != null ? "failure" : "absence");
    }
}
