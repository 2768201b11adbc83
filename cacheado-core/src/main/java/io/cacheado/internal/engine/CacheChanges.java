package io.cacheado.internal.engine;

import static io.cacheado.event.ChangeEvent.Setting.EVICTION;
import static io.cacheado.event.ChangeEvent.Setting.EXPIRE_AFTER_ACCESS;
import static io.cacheado.event.ChangeEvent.Setting.EXPIRE_AFTER_WRITE;
import static io.cacheado.event.ChangeEvent.Setting.HARD_LOAD_TIMEOUT;
import static io.cacheado.event.ChangeEvent.Setting.LOAD_LIMIT_PER_SCOPE;
import static io.cacheado.event.ChangeEvent.Setting.MAXIMUM_SIZE;
import static io.cacheado.event.ChangeEvent.Setting.MAXIMUM_SIZE_PER_SCOPE;
import static io.cacheado.event.ChangeEvent.Setting.REFRESH_AFTER_WRITE;
import static io.cacheado.event.ChangeEvent.Setting.SOFT_LOAD_TIMEOUT;
import static java.util.Objects.requireNonNull;

import io.cacheado.LoadLimit;
import io.cacheado.event.ChangeEvent;
import io.cacheado.internal.engine.Changes.Changed;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Changes the settings of one cache while it runs, each checked against what its entries can do, and against the others. */
final class CacheChanges {
    private final CacheCore<?, ?> core;
    private final Engine engine;

    CacheChanges(CacheCore<?, ?> core) {
        this.core = core;
        this.engine = core.engine();
    }

    private void make(ChangeEvent.Setting setting, Changes.Step step) {
        engine.checkOpen();
        engine.changes().ofCache(setting, core.name(), step);
    }

    private void require(boolean holds, String otherwise) {
        engine.checkOpen();
        if (!holds) {
            throw new IllegalStateException("cache " + core.name() + " " + otherwise);
        }
    }

    // ---- how much ------------------------------------------------------------------------------------------------

    void maximumSize(long maximum) {
        engine.checkOpen();
        CacheadoBuilder.atLeastOne("maximum", maximum);
        require(
                core.settings().maximum() != CacheSettings.UNLIMITED,
                "was built without maximumSize (allowed: with one, however large)");
        make(MAXIMUM_SIZE, () -> {
            long before = core.maximum();
            core.maximum(maximum);
            return new Changed(before, maximum);
        });
    }

    void maximumSizePerScope(long maximum) {
        engine.checkOpen();
        CacheadoBuilder.atLeastOne("maximum", maximum);
        require(core.boundedPerScope(), "was built without maximumSizePerScope (allowed: with one, however large)");
        make(MAXIMUM_SIZE_PER_SCOPE, () -> {
            long before = core.maximumPerScope();
            core.maximumPerScope(maximum);
            return new Changed(before, maximum);
        });
    }

    void eviction(Eviction eviction) {
        engine.checkOpen();
        DomainQueue.requireChangeable(requireNonNull(eviction, "eviction"), core.evictionInForce());
        require(
                core.hasOwnQueues(),
                "was built with neither eviction nor maximumSize, so its entries stand in queues with those of others"
                        + " (allowed: with one of them; Cacheado.eviction changes the others)");
        require(
                !DomainQueue.needsRich(eviction) || core.hasLinks(),
                "has entries that cannot be linked as " + eviction + " does (allowed: if the cacheado or the cache was"
                        + " built with eviction(Eviction.lru()), or the cache with a weigher, expireAfterAccess or what"
                        + " renews values)");
        make(EVICTION, () -> {
            Eviction before = core.evictionInForce();
            core.eviction(eviction);
            engine.live().followEvictions();
            return new Changed(before, eviction);
        });
    }

    // ---- for how long --------------------------------------------------------------------------------------------

    void expireAfterWrite(Duration duration) {
        long next = SettingsOf.nanos("expireAfterWrite", duration);
        require(
                core.settings().expiry() == null,
                "was built with expireAfter, which calculates each entry's life (allowed: with expireAfterWrite, or"
                        + " neither)");
        make(EXPIRE_AFTER_WRITE, () -> {
            long refresh = core.lifetimes().refreshAfter();
            requireLess(
                    "expireAfterWrite",
                    duration,
                    refresh == 0 || next > refresh,
                    "more than refreshAfterWrite",
                    refresh);
            return Changed.times(core.lifetimes().afterWrite(next), next);
        });
    }

    void expireAfterAccess(Duration duration) {
        long next = SettingsOf.nanos("expireAfterAccess", duration);
        require(
                core.settings().afterAccess() != 0,
                "was built without expireAfterAccess (allowed: with one, however long)");
        make(EXPIRE_AFTER_ACCESS, () -> Changed.times(core.lifetimes().afterAccess(next), next));
    }

    void refreshAfterWrite(Duration duration) {
        long next = SettingsOf.nanos("refreshAfterWrite", duration);
        require(
                core.renews(),
                "has entries that cannot be renewed (allowed: if it was built with refreshAfterWrite, refreshEarly,"
                        + " staleWhileRevalidate or staleIfError)");
        make(REFRESH_AFTER_WRITE, () -> {
            long expire = core.lifetimes().afterWrite();
            requireLess(
                    "refreshAfterWrite", duration, expire == 0 || next < expire, "less than expireAfterWrite", expire);
            return Changed.times(core.lifetimes().refreshAfter(next), next);
        });
    }

    private static void requireLess(String name, Duration value, boolean holds, String allowed, long other) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (allowed: " + allowed + ", " + Duration.ofNanos(other) + ")");
        }
    }

    // ---- loads ---------------------------------------------------------------------------------------------------

    void softLoadTimeout(Duration timeout) {
        long next = SettingsOf.nanos("softLoadTimeout", timeout);
        require(
                core.settings().loads().soft() != 0,
                "was built without softLoadTimeout (allowed: with one, however long)");
        make(SOFT_LOAD_TIMEOUT, () -> {
            long hard = core.lifetimes().hard();
            requireLess("softLoadTimeout", timeout, hard == 0 || next < hard, "less than hardLoadTimeout", hard);
            return Changed.times(core.lifetimes().soft(next), next);
        });
    }

    void hardLoadTimeout(Duration timeout) {
        long next = SettingsOf.nanos("hardLoadTimeout", timeout);
        require(
                core.settings().loads().hard() != 0,
                "was built without hardLoadTimeout (allowed: with one, however long)");
        make(HARD_LOAD_TIMEOUT, () -> {
            long soft = core.lifetimes().soft();
            requireLess("hardLoadTimeout", timeout, soft == 0 || next > soft, "more than softLoadTimeout", soft);
            return Changed.times(core.lifetimes().hard(next), next);
        });
    }

    /** @param limit null for any number */
    void loadLimitPerScope(@Nullable LoadLimit limit) {
        make(LOAD_LIMIT_PER_SCOPE, () -> {
            LoadLimit before = core.loadLimit();
            core.loadLimit(limit);
            return new Changed(before, limit);
        });
        // It lets in who may come now, and so is done with no lock held.
        engine.bulkheads().adjust(core);
    }
}
