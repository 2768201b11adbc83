package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;

/**
 * One limit that entries fall under.
 *
 * @param kind what it limits
 * @param place the scope that it stands at; the global one where the whole or a cache is limited
 * @param cache the cache, or -1 where all are limited together
 */
record Limit(Kind kind, Place place, int cache) {

    /** What a limit limits. */
    enum Kind {
        /** Everything, in the unit of the budget. */
        BUDGET,
        /** A scope and all below it, in the unit of the budget. */
        QUOTA,
        /** A cache over all scopes, in entries. */
        CACHE,
        /** A cache within one scope, in entries. */
        PER_SCOPE
    }

    boolean countsEntries() {
        return kind == Kind.CACHE || kind == Kind.PER_SCOPE;
    }

    boolean covers(Slot slot) {
        boolean within =
                kind == Kind.PER_SCOPE ? slot.place() == place : slot.place().isWithin(place);
        return within && (cache < 0 || slot.cache() == cache);
    }

    /** Why an entry leaves that pays for this limit. */
    RemovalCause cause(Slot payer) {
        return switch (kind) {
            case BUDGET, CACHE -> RemovalCause.SIZE;
            case PER_SCOPE -> RemovalCause.SCOPE_QUOTA;
            case QUOTA -> payer.place() == place ? RemovalCause.SCOPE_QUOTA : RemovalCause.ANCESTOR_QUOTA;
        };
    }

    @Override
    public String toString() {
        return kind + (cache < 0 ? "" : " of c" + cache) + " at " + place;
    }
}
