package io.cacheado.testkit.model;

import java.util.List;

/**
 * One random operation as data, so that it can be replayed, printed and left out. Its numbers mean something in every
 * state of every setup: they are taken modulo what there is.
 *
 * @param kind what is done
 * @param place the scope
 * @param cache the cache
 * @param key the key, or the first of several
 * @param arg where all further choices come from
 * @param inner what a loader does while it runs
 */
record Op(OpKind kind, int place, int cache, int key, int arg, List<Op> inner) {
    Op {
        inner = List.copyOf(inner);
    }

    /** The choice with the given number, from 0 to {@code bound - 1}. */
    int pick(int choice, int bound) {
        return (int) Math.floorMod(mix(choice), (long) bound);
    }

    /** Whether the choice with the given number falls within so many of a hundred. */
    boolean chance(int choice, int percent) {
        return pick(choice, 100) < percent;
    }

    Op withInner(List<Op> others) {
        return new Op(kind, place, cache, key, arg, others);
    }

    private long mix(int choice) {
        long z = arg * 0x9E3779B97F4A7C15L + choice * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public String toString() {
        String text = kind + "(place=" + place + ", cache=" + cache + ", key=" + key + ", arg=" + arg + ")";
        return inner.isEmpty() ? text : text + " while loading " + inner;
    }
}
