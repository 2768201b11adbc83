package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.ScopedCache;
import io.cacheado.scope.MissingScopeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ways to a scoped cache: by a scope that is cut, by a handle that was kept since before any drop, or by ids. */
final class Handles {
    private final Setup setup;
    private final List<Cache<ModelKey, ModelValue>> caches;
    private final List<List<Place>> eligible;
    private final Map<Region, ScopedCache<ModelKey, ModelValue>> kept = new HashMap<>();

    Handles(Setup setup, List<Cache<ModelKey, ModelValue>> caches) {
        this.setup = setup;
        this.caches = caches;
        this.eligible = setup.caches().stream().map(setup.forest()::eligible).toList();
    }

    /** A cache in one scope. */
    private record Region(Place place, int cache) {}

    /** What an operation works on, or null if it asked for a scope above the cache's level, and was refused. */
    @Nullable
    Target target(Op op) {
        int number = Math.floorMod(op.cache(), caches.size());
        CacheSpec spec = setup.caches().get(number);
        List<Place> places = setup.forest().places();
        Place asked = places.get(Math.floorMod(op.place(), places.size()));
        Place place = asked.at(spec.level());
        if (place == null && op.chance(1, 97) && !eligible.get(number).isEmpty()) {
            List<Place> fit = eligible.get(number);
            asked = fit.get(Math.floorMod(op.place(), fit.size()));
            place = asked;
        }
        if (place == null) {
            requireRefused(caches.get(number), asked);
            return null;
        }
        ScopedCache<ModelKey, ModelValue> handle = handle(op, number, asked, place);
        if (!handle.scope().equals(place.scope())) {
            throw new Violation(spec.name() + ".in(" + asked + ") is at " + handle.scope() + ", not " + place);
        }
        return new Target(handle, spec, new Slot(place, number, setup.key(op.key())));
    }

    private ScopedCache<ModelKey, ModelValue> handle(Op op, int number, Place asked, Place place) {
        Cache<ModelKey, ModelValue> cache = caches.get(number);
        boolean byIds = setup.caches().get(number).level() != null;
        int way = op.pick(2, 3);
        if (way == 0) {
            return kept.computeIfAbsent(new Region(place, number), region -> cache.in(place.scope()));
        }
        if (way == 1 && byIds && place.ids().size() == 1) {
            return cache.in(place.ids().get(0));
        }
        if (way == 1 && byIds && place.ids().size() == 2) {
            return cache.in(place.ids().get(0), place.ids().get(1));
        }
        return cache.in(asked.scope());
    }

    private static void requireRefused(Cache<ModelKey, ModelValue> cache, Place asked) {
        Outcome outcome = Outcome.capture(() -> {
            cache.in(asked.scope());
            return null;
        });
        if (!(outcome.failure() instanceof MissingScopeException)) {
            throw new Violation(cache.name() + ".in(" + asked + ") gave " + outcome + ", not MissingScopeException");
        }
    }
}
