package io.cacheado.internal.table;

import static io.cacheado.internal.table.Fields.field;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One key and its value, or the load that will give it: 40 bytes.
 *
 * <p><b>Who writes what.</b> {@code value}, {@code expiresAt} and the flags {@link #DEAD} and {@link #LOADING} change only
 * under the lock of the leaf table that holds the entry; {@link #QUEUED} under the lock of its queue's stripe, {@link
 * #TIMED} under that of its wheel. Since the flags share a byte they are changed by atomic or/and, and the order of these
 * decides who accounts for a dead reference: whoever comes second. {@code mark} is lossy on purpose.
 *
 * <p><b>Tearing.</b> Readers take no lock. To publish, a writer stores the value, then the expiry; to withdraw, the expiry
 * ({@link #NEVER_LIVE}), then the value. A reader reads value, expiry, and the value again: the pair (new value, old
 * expiry) can only be a legal earlier miss; (old value, new expiry) is caught by the second reading.
 */
public class Entry extends Hashed {
    /** No longer in the cache, for ever. */
    public static final int DEAD = 1;
    /** A queue holds a reference to it. */
    public static final int QUEUED = 2;
    /** The value is the flight that computes it. */
    public static final int LOADING = 4;
    /** A wheel holds a reference to it. */
    public static final int TIMED = 8;
    /** A hit must do more than raise the mark. */
    public static final int SPECIAL = 16;
    /** It has passed probation (S3-FIFO). */
    public static final int PROVEN = 32;
    /** It was overwritten since its queue last looked at it. */
    public static final int REWRITTEN = 64;
    /** It may be served after its expiry, until its cap. */
    public static final int STALE = 128;

    private static final int ALL = 255;

    /** The expiry of entries that never expire. */
    public static final long NEVER = Long.MAX_VALUE;
    /** The expiry of entries without a value to serve: loading or dead. */
    public static final long NEVER_LIVE = Long.MIN_VALUE;

    /** Stands for a remembered absence. */
    public static final Object ABSENT = new Object();

    private static final VarHandle VALUE = field(Entry.class, "value", Object.class);
    private static final VarHandle EXPIRES_AT = field(Entry.class, "expiresAt", long.class);
    private static final VarHandle FLAGS = field(Entry.class, "flags", byte.class);

    private final Table owner;
    private final Object key;
    private @Nullable Object value;
    private long expiresAt = NEVER_LIVE;
    private byte mark;
    private byte flags;
    private byte home;

    public Entry(Table owner, int hash, Object key) {
        super(hash);
        this.owner = owner;
        this.key = key;
    }

    /** The root table, of one scope and one cache, that this entry was made for. */
    public final Table owner() {
        return owner;
    }

    public final Object key() {
        return key;
    }

    @Override
    protected final Object overflowKey() {
        return key;
    }

    /** Acquires the value. */
    public final @Nullable Object laValue() {
        return VALUE.getAcquire(this);
    }

    /** Acquires the expiry. */
    public final long laExpiresAt() {
        return (long) EXPIRES_AT.getAcquire(this);
    }

    /** The time from which on nobody is served this any more: its expiry, or later where it may be served stale. */
    public long deadline() {
        return laExpiresAt();
    }

    /** Makes the value visible, then its expiry. */
    public final void publish(Object newValue, long newExpiresAt) {
        VALUE.setRelease(this, newValue);
        EXPIRES_AT.setRelease(this, newExpiresAt);
    }

    /** Makes the value visible alone; within {@link #hide} and {@link #publish}. */
    final void value(Object newValue) {
        VALUE.setRelease(this, newValue);
    }

    /** Has readers wait until the next {@link #publish}, which comes at once. */
    final void hide() {
        EXPIRES_AT.setRelease(this, NEVER_LIVE);
    }

    /** Sets value and expiry of an entry that no one else sees yet. */
    public final void prepare(Object newValue, long newExpiresAt) {
        value = newValue;
        expiresAt = newExpiresAt;
    }

    /** Takes the value away from readers, and returns it; for whoever marked the entry dead. */
    public final @Nullable Object withdraw() {
        EXPIRES_AT.setRelease(this, NEVER_LIVE);
        Object old = value;
        VALUE.setRelease(this, null);
        return old;
    }

    /** Moves the expiry, unless it is no longer {@code from}. */
    public final boolean casExpiresAt(long from, long to) {
        return EXPIRES_AT.compareAndSet(this, from, to);
    }

    /** Reads the flags with volatile order. */
    public final int lvFlags() {
        return (byte) FLAGS.getVolatile(this) & ALL;
    }

    /** Reads the flags without order, for the hit path. */
    public final int lpFlags() {
        return flags;
    }

    public final boolean is(int flag) {
        return (lvFlags() & flag) != 0;
    }

    /** Sets flags and returns those that were set before. */
    public final int set(int mask) {
        return (byte) FLAGS.getAndBitwiseOr(this, (byte) mask) & ALL;
    }

    /** Clears flags and returns those that were set before. */
    public final int clear(int mask) {
        return (byte) FLAGS.getAndBitwiseAnd(this, (byte) ~mask) & ALL;
    }

    /** Hits seen lately, saturating; lost updates are accepted. */
    public final int mark() {
        return mark & 0xff;
    }

    public final void mark(int newMark) {
        mark = (byte) newMark;
    }

    /** Raises the mark to at most {@code most}, writing only when it changes. */
    public final void touch(int most) {
        int m = mark & 0xff;
        if (m < most) {
            mark = (byte) (m + 1);
        }
    }

    /** The depth of the domain whose queue holds this entry; a queue ignores references with another home. */
    public final int home() {
        return home;
    }

    public final void home(int depth) {
        home = (byte) depth;
    }

    /** What this entry is charged with. */
    public int weight() {
        return 1;
    }
}
