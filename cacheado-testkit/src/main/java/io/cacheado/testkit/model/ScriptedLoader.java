package io.cacheado.testkit.model;

import io.cacheado.CacheLoader;
import io.cacheado.LoadContext;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The loader of the loading caches, which does what the operation says that is going on. */
final class ScriptedLoader implements CacheLoader<ModelKey, ModelValue> {
    private final Deque<Script> scripts = new ArrayDeque<>();

    /** What a loader does during one call of the engine. */
    interface Script {
        /** Loads one value. */
        default @Nullable ModelValue load(ModelKey key) throws Exception {
            throw new Violation("load(" + key + ") was called, which nobody asked for");
        }

        /** Loads one value, and says how it is to be kept. */
        default @Nullable ModelValue loadWith(LoadContext<ModelKey, ModelValue> context) throws Exception {
            throw new Violation("load(" + context + ") was called, which nobody asked for");
        }

        /** Computes one value, as a function that is decorated. */
        default @Nullable ModelValue function(ModelKey key) {
            throw new Violation("a function was called for " + key + ", which nobody asked for");
        }

        /** Begins an asynchronous load. */
        default CompletionStage<@Nullable ModelValue> asyncLoad(ModelKey key) throws Exception {
            throw new Violation("asyncLoad(" + key + ") was called, which nobody asked for");
        }

        /** Loads many values. */
        default Map<ModelKey, ModelValue> loadAll(Set<? extends ModelKey> keys) throws Exception {
            throw new Violation("loadAll(" + keys + ") was called, which nobody asked for");
        }

        /** The slots that are asked for, to which scope and key must belong. */
        Place place();
    }

    /** Makes a call to the engine, during which the loader does what the script says. */
    <T extends @Nullable Object> T during(Script script, Supplier<T> call) {
        scripts.push(script);
        try {
            return call.get();
        } finally {
            scripts.pop();
        }
    }

    /** The function that is decorated: while it runs, the entry's scope is the current one. */
    @Nullable
    ModelValue function(ModelKey key) {
        Script script = scripts.peek();
        if (script == null) {
            throw new Violation("a function was called for " + key + ", which nobody asked for");
        }
        Scope wanted = script.place().scope();
        if (wanted.depth() > 0 && !CurrentScope.require(wanted.level()).equals(wanted)) {
            throw new Violation("a function of " + wanted + " was called in another scope: "
                    + CurrentScope.require(wanted.level()));
        }
        return script.function(key);
    }

    /** This loader without its bulk method. */
    CacheLoader<ModelKey, ModelValue> keyByKey() {
        return new CacheLoader<>() {
            @Override
            public @Nullable ModelValue load(Scope scope, ModelKey key) throws Exception {
                return ScriptedLoader.this.load(scope, key);
            }

            @Override
            public CompletionStage<? extends @Nullable ModelValue> asyncLoad(
                    Scope scope, ModelKey key, Executor executor) throws Exception {
                return ScriptedLoader.this.asyncLoad(scope, key, executor);
            }
        };
    }

    /** This loader as one that says how its values are to be kept. */
    CacheLoader<ModelKey, ModelValue> deciding() {
        return new CacheLoader<>() {
            @Override
            public @Nullable ModelValue load(LoadContext<ModelKey, ModelValue> context) throws Exception {
                return script(context.scope()).loadWith(context);
            }

            @Override
            public @Nullable ModelValue load(Scope scope, ModelKey key) {
                throw new Violation("load(" + key + ") was called in place of that which decides");
            }
        };
    }

    @Override
    public @Nullable ModelValue load(Scope scope, ModelKey key) throws Exception {
        return script(scope).load(key);
    }

    @Override
    public CompletionStage<? extends @Nullable ModelValue> asyncLoad(Scope scope, ModelKey key, Executor executor)
            throws Exception {
        return script(scope).asyncLoad(key);
    }

    @Override
    public Map<ModelKey, ModelValue> loadAll(Scope scope, Set<? extends ModelKey> keys) throws Exception {
        return script(scope).loadAll(keys);
    }

    private Script script(Scope scope) {
        Script script = scripts.peek();
        if (script == null || !script.place().scope().equals(scope)) {
            throw new Violation("a loader was called for scope " + scope + ", which nobody asked for");
        }
        return script;
    }
}
