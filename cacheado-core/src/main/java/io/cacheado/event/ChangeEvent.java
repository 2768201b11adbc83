package io.cacheado.event;

import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One setting that was changed while the cacheado ran. Old and new value always differ.
 *
 * <p>Values are texts for people: a number, a {@link java.time.Duration} as it prints itself, the name of a policy, a quota or
 * a load limit as it prints itself, or {@code none}. The old value of a change is the new one of the change before it to
 * the same setting.
 *
 * @param setting what was changed
 * @param cache the name of the cache whose setting it is; null if it is not one of a cache
 * @param scope the scope whose setting it is; the global one for the whole cacheado; null if it is one of a cache
 * @param oldValue what was in force before
 * @param newValue what is in force from now on
 */
public record ChangeEvent(
        Setting setting, @Nullable String cache, @Nullable Scope scope, String oldValue, String newValue) {

    /** What can be changed while a cacheado runs. */
    public enum Setting {
        /** The most entries, or the greatest weight, of the whole cacheado, or the most entries of one cache. */
        MAXIMUM_SIZE,
        /** The most entries of a cache within one scope. */
        MAXIMUM_SIZE_PER_SCOPE,
        /** The quota of one scope. */
        QUOTA,
        /** The policy of a scope with all below it that have none of their own, or of one cache. */
        EVICTION,
        /** How long the entries of a cache live after they were written. */
        EXPIRE_AFTER_WRITE,
        /** How long the entries of a cache live after they were last read or written. */
        EXPIRE_AFTER_ACCESS,
        /** How long after they were written the values of a cache are renewed. */
        REFRESH_AFTER_WRITE,
        /** How long a caller waits for a load of a cache before it is served an expired value. */
        SOFT_LOAD_TIMEOUT,
        /** How long a load of a cache may take. */
        HARD_LOAD_TIMEOUT,
        /** How many loads may run at once in one scope with all below it. */
        LOAD_LIMIT,
        /** How many loads of a cache may run at once in each of its scopes. */
        LOAD_LIMIT_PER_SCOPE
    }

    /** Names setting, cache, level and values; never the ids of the scope, which are the tenant's. */
    @Override
    public String toString() {
        return "ChangeEvent[setting=" + setting + (cache == null ? "" : ", cache=" + cache)
                + (scope == null ? "" : ", level=" + scope.level()) + ", oldValue=" + oldValue + ", newValue="
                + newValue
                + "]";
    }
}
