package io.cacheado.internal.table;

import org.jspecify.annotations.Nullable;

/**
 * A {@link RichEntry} with what only entries need that are renewed in place, computed on, or tagged: 88 bytes.
 *
 * <p>All fields change before publication, or under the leaf table's lock. A reader looks at the tags, and then again whether
 * the value is the same: the pair (old value, new tags) is caught so, and (new value, old tags) is never there to be seen.
 */
public final class LoadedEntry extends RichEntry {
    private volatile @Nullable Renewal renewal;
    private volatile @Nullable Object tags;
    private volatile long renewAt = NEVER;
    private int loadMicros;
    private byte failures;

    public LoadedEntry(Table owner, int hash, Object key) {
        super(owner, hash, key);
        set(SPECIAL);
    }

    /** What computes a new value for this entry now; whatever changes the entry takes it away, and so fences it. */
    public @Nullable Renewal renewal() {
        return renewal;
    }

    public void renewal(@Nullable Renewal newRenewal) {
        renewal = newRenewal;
    }

    /** The time before which no renewal starts, but an early one. */
    public long renewAt() {
        return renewAt;
    }

    public void renewAt(long time) {
        renewAt = time;
    }

    /** The tags of its value, which this room only keeps; null for none. */
    public @Nullable Object tags() {
        return tags;
    }

    public void tags(@Nullable Object newTags) {
        tags = newTags;
    }

    /** Makes a value and its tags visible in place of others. */
    public void publish(Object newValue, @Nullable Object newTags, long newExpiresAt) {
        if (newTags == tags) {
            publish(newValue, newExpiresAt);
            return;
        }
        hide();
        value(newValue);
        tags = newTags;
        publish(newValue, newExpiresAt);
    }

    /** How long the load of the value took, in microseconds; at most 35 minutes. */
    public int loadMicros() {
        return loadMicros;
    }

    public void loadMicros(int micros) {
        loadMicros = micros;
    }

    /** How many renewals in a row have failed, saturating. */
    public int failures() {
        return failures;
    }

    public void failures(int n) {
        failures = (byte) Math.min(n, Byte.MAX_VALUE);
    }
}
