package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedFunction;
import io.cacheado.Ticker;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.engine.Audit;
import io.cacheado.testkit.CacheInvariants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is compared with the model: an engine, in its disguise, with the caches and functions of a setup. */
final class Subject {
    private final Cacheado real;
    private final Cacheado engine;
    private final List<Cache<ModelKey, ModelValue>> caches = new ArrayList<>();
    private final List<@Nullable ScopedFunction<ModelKey, @Nullable ModelValue>> functions = new ArrayList<>();

    /** @param disguise put around the engine; the identity, unless the session itself is being tested */
    Subject(Setup setup, Ticker ticker, UnaryOperator<Cacheado> disguise, Listening listening, ScriptedLoader loader) {
        this.real = Caches.engine(setup, ticker);
        Audit.absences(real, listening::onAbsence);
        this.engine = disguise.apply(real);
        for (CacheSpec spec : setup.caches()) {
            RemovalListener<Object, ModelValue> listener = listening::onRemoval;
            caches.add(Caches.cache(engine, spec, listener, loader));
            functions.add(function(spec, listener, loader));
        }
    }

    private @Nullable ScopedFunction<ModelKey, @Nullable ModelValue> function(
            CacheSpec spec, RemovalListener<Object, ModelValue> listener, ScriptedLoader loader) {
        try {
            return Caches.function(engine, spec, listener, loader);
        } catch (IllegalStateException differs) {
            if (engine == real) {
                throw differs;
            }
            return null; // A disguise gave the cache other settings.
        }
    }

    Cacheado engine() {
        return engine;
    }

    List<Cache<ModelKey, ModelValue>> caches() {
        return caches;
    }

    /** The function of a cache; null if there is none. */
    @Nullable
    ScopedFunction<ModelKey, @Nullable ModelValue> function(int number) {
        return functions.get(number);
    }

    /** The weight that is charged for a slot, or null if it is empty; counts no request. */
    @Nullable
    Long weight(Slot slot) {
        var weight = caches.get(slot.cache()).policy().weightOf(slot.place().scope(), slot.key());
        return weight.isPresent() ? weight.getAsLong() : null;
    }

    /** How long what is at a slot has still to live; counts no request. */
    Optional<Duration> life(Slot slot) {
        return caches.get(slot.cache()).policy().expiresAfter(slot.place().scope(), slot.key());
    }

    void checkInvariants() {
        try {
            CacheInvariants.check(real);
        } catch (AssertionError broken) {
            throw new Violation(String.valueOf(broken.getMessage()), broken);
        }
    }
}
