package io.cacheado.internal.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A root table, and the few words in which the tests speak of one. */
final class TestTable extends Table {
    final AtomicLong changes = new AtomicLong();

    TestTable() {
        super(0);
    }

    @Override
    protected Object overflowKey() {
        return this;
    }

    @Override
    protected void changed(int keyHash, Object key) {
        changes.incrementAndGet();
    }

    /** An entry of this table, with a value, that never expires. */
    Entry entry(int hash, Object key) {
        Entry entry = new Entry(this, hash, key);
        entry.prepare(key, Entry.NEVER);
        return entry;
    }

    Entry add(int hash, Object key) {
        return link(entry(hash, key), Guard.NONE);
    }

    /** Adds entries with the keys 0 to n-1, whose hashes are avalanches of the keys. */
    List<Entry> fill(int n) {
        List<Entry> all = new ArrayList<>();
        for (int key = 0; key < n; key++) {
            all.add(add(Mix.avalanche(key), key));
        }
        return all;
    }

    /** Adds entries with the keys 0 to n-1, all of one hash. */
    List<Entry> fillEqual(int n, int hash) {
        List<Entry> all = new ArrayList<>();
        for (int key = 0; key < n; key++) {
            all.add(add(hash, key));
        }
        return all;
    }

    int kill(Entry entry) {
        return kill(entry, Entry.NEVER);
    }

    List<Hashed> elements() {
        List<Hashed> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    List<Hashed> overflown() {
        List<Hashed> all = new ArrayList<>();
        forEachOverflow(all::add);
        return all;
    }

    /** The sub-tables, if this has split. */
    Table[] children() {
        return ((Branch) tab).children;
    }
}
