package io.cacheado.internal.evict;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.table.Table;

/** Entries for queues, and how they die elsewhere. */
final class Entries {
    private static final Table OWNER = new Table(0) {
        @Override
        protected Object overflowKey() {
            return this;
        }
    };

    private Entries() {}

    static RichEntry entry(int key) {
        return entry(Mix.avalanche(key), key);
    }

    static RichEntry entry(int hash, Object key) {
        RichEntry entry = new RichEntry(OWNER, hash, key);
        entry.prepare(key, Entry.NEVER);
        return entry;
    }

    static RichEntry weighing(int key, int weight) {
        RichEntry entry = entry(key);
        entry.weight(weight);
        return entry;
    }

    /** As the table's lock would have it: the flags before, or -1 if it was dead. */
    static int die(Entry entry) {
        int flags = entry.set(Entry.DEAD);
        return (flags & Entry.DEAD) == 0 ? flags : -1;
    }
}
