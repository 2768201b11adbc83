package io.cacheado.internal.engine;

import io.cacheado.CacheOptions;
import io.cacheado.internal.proxy.Placement;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a decorated function or supplier: those of its cache, whose its results are, and under which keys. */
abstract class DecoratorOf<A extends @Nullable Object, R, B extends CacheOptions<Object, R, B>>
        extends SettingsOf<Object, R, B> {
    private @Nullable Function<? super A, ? extends @Nullable Scope> from;
    private boolean bypasses;

    DecoratorOf(Engine engine, String name, Type valueType) {
        super(engine, name, valueType);
    }

    public final B scope(String level) {
        level(level);
        return self();
    }

    final B from(Function<? super A, ? extends @Nullable Scope> newFrom) {
        from = newFrom;
        return self();
    }

    public final B bypassWithoutScope() {
        bypasses = true;
        return self();
    }

    /** Makes the cache, and says where in it results are kept. */
    final Placement<A, R> placement(Type keyType, Function<A, Object> key) {
        Function<? super A, ? extends @Nullable Scope> own = from;
        if ((level() == null) == (own == null)) {
            throw new IllegalStateException("function " + name() + ": it was "
                    + (own == null ? "not said whose its results are" : "said twice whose its results are")
                    + " (allowed: one of scope(\"global\") for everyone's, scope(level) for the current scope's,"
                    + " scope(function) for a scope that is made of the argument)");
        }
        CacheView<Object, R> cache = cache(keyType, null);
        return new Placement<>(
                cache,
                own == null ? argument -> cache.inCurrentScope() : argument -> cache.in(given(own.apply(argument))),
                key,
                bypasses ? cache.core()::bypassed : null);
    }

    private Scope given(@Nullable Scope scope) {
        if (scope == null) {
            throw new MissingScopeException("function " + name() + ": the scope that was made of the argument is null");
        }
        return scope;
    }
}
