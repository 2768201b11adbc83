package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.CacheLoader;
import io.cacheado.Cacheado;
import io.cacheado.ContextLoader;
import io.cacheado.EntryOptions;
import io.cacheado.FunctionBuilder;
import io.cacheado.LoadContext;
import io.cacheado.LoadingScopedCache;
import io.cacheado.ScopedCache;
import io.cacheado.ScopedFunction;
import io.cacheado.scope.Scope;
import io.cacheado.testkit.model.Setup.Profile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link FaultTest}, for tags, maps, remembered failures, functions, renewals, stale values, jitter and early renewals. */
class FeatureFaultTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"tags", "maps", "failures", "functions", "renewals", "stale", "jitter", "early"})
    void fault_isFound(String name, UnaryOperator<Cacheado> disguise, String message) {
        Set<String> others = new LinkedHashSet<>();
        for (int seed = 1; seed <= 60; seed++) {
            Setup setup = SetupSource.setup(seed, Profile.SMALL);
            Trial.Failure failure = new Trial(setup, disguise)
                    .run(OpSource.operations(setup, 500))
                    .failure();
            if (failure != null) {
                // Which of the checks comes first depends on the operations; one of these must.
                String seen = failure.violation().getMessage();
                if (Pattern.compile(message).matcher(seen).find()) {
                    return;
                }
                others.add(seen);
            }
        }
        throw new AssertionError("not seen as " + message + " in 60 setups, but as " + others);
    }

    static Stream<Arguments> tags() {
        return Stream.of(
                fault(
                        "a drop of a tag is lost",
                        Cacheado.class,
                        "invalidateTag",
                        (real, args) -> ((String) args[1]).startsWith("tag") ? null : real.proceed(args),
                        "a tag|loaded nothing|gave v|TAG_INVALIDATED|removals without|loaded what|without a load|did not load|cause is|FENCED"),
                fault(
                        "a drop of a tag in a cache is lost",
                        Cache.class,
                        "invalidateTag",
                        (real, args) -> ((String) args[1]).startsWith("tag") ? null : real.proceed(args),
                        "a tag|loaded nothing|gave v|TAG_INVALIDATED|removals without|loaded what|without a load|did not load|cause is|FENCED"),
                fault(
                        "a drop of a tag by a handle is lost",
                        ScopedCache.class,
                        "invalidateTag",
                        (real, args) -> null,
                        "a tag|loaded nothing|gave v|TAG_INVALIDATED|removals without|loaded what|without a load|did not load|cause is|FENCED"),
                fault(
                        "a tag is dropped everywhere",
                        Cacheado.class,
                        "invalidateTag",
                        (real, args) -> {
                            Object done = real.proceed(args);
                            real.proceed(((Scope) args[0]).tree().global(), args[1]);
                            return done;
                        },
                        "the entries of|though none of it was dropped|gave null|TAG_INVALIDATED|FENCED|was called|cause is"),
                fault(
                        "a senseless tag is dropped",
                        Cacheado.class,
                        "invalidateTag",
                        (real, args) -> {
                            try {
                                return real.proceed(args);
                            } catch (IllegalArgumentException refused) {
                                return null;
                            }
                        },
                        "drop of a senseless tag"),
                fault(
                        "the tags of a put are forgotten",
                        ScopedCache.class,
                        "put",
                        (real, args) -> args.length == 3 && args[2] instanceof EntryOptions options
                                ? real.proceed(args[0], args[1], options.withTags())
                                : real.proceed(args),
                        "a tag|loaded nothing|gave v|TAG_INVALIDATED|removals without|loaded what|without a load|did not load|cause is|after cleanUp"),
                fault(
                        "the tags of a load are forgotten",
                        ScopedCache.class,
                        "getWith",
                        (real, args) -> real.proceed(args[0], withoutTags(args[1])),
                        "a tag|loaded nothing|gave v|TAG_INVALIDATED|removals without|loaded what|without a load|did not load|FENCED|without making"));
    }

    /** A loader whose tags get lost. */
    @SuppressWarnings("unchecked")
    private static ContextLoader<Object, Object> withoutTags(Object loader) {
        return context -> ((ContextLoader<Object, Object>) loader)
                .load((LoadContext<Object, Object>) proxy(LoadContext.class, context, "tags", (real, args) -> context));
    }

    static Stream<Arguments> maps() {
        return Stream.of(
                map(
                        "a map's put is lost",
                        "put",
                        (real, args) -> null,
                        "change by a map|INSERTS|without making|removals"),
                map(
                        "a put of what is there is done",
                        "putIfAbsent",
                        (map, args) -> map.put(args[0], args[1]),
                        "REPLACED|INSERTS|which is not there|nobody asked|event of"),
                map(
                        "a removal does not look at the value",
                        "remove",
                        (map, args) -> args.length == 1 ? map.remove(args[0]) : map.remove(args[0]) != null,
                        "change by a map|EXPLICIT|which is not there"),
                map(
                        "a replacement says nothing",
                        "replace",
                        (map, args) -> args.length == 2 ? null : (Object) false,
                        "change by a map|INSERTS|removals"),
                map("a map shows nothing", "forEach", (map, args) -> null, "the entries of"),
                map("a map has all keys", "containsKey", (map, args) -> true, "containsKey of"),
                map(
                        "a function is run twice",
                        "compute",
                        (map, args) -> {
                            function(args[1]).apply(args[0], map.get(args[0]));
                            return map.compute(args[0], function(args[1]));
                        },
                        "again|was given|HITS|MISSES|Recursive|was called"),
                map(
                        "what is computed is not stored",
                        "compute",
                        (map, args) -> function(args[1]).apply(args[0], map.getOrDefault(args[0], null)),
                        "INSERTS|LOADS|MISSES|HITS|removals|was given|without making|Recursive|LOAD_FAILURES"),
                map(
                        "what is not there is computed on",
                        "computeIfPresent",
                        (map, args) -> map.compute(args[0], function(args[1])),
                        "gave null|given null|ran a function|INSERTS|LOADS|computeIfPresent|a computation on|IF_PRESENT|was given"),
                map(
                        "what was put while a function ran is overwritten",
                        "compute",
                        (map, args) -> {
                            Object computed = map.compute(args[0], function(args[1]));
                            return computed == null ? null : map.put(args[0], computed) == null ? computed : computed;
                        },
                        "INSERTS|REPLACED|which is not there|event of"));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                fault(
                        "a failure is forgotten too early",
                        CacheBuilder.class,
                        "expireFailureAfter",
                        (real, args) -> real.proceed(args[0], Duration.ofNanos(1)),
                        "before its time|expiresAfter|is charged with|was called"),
                fault(
                        "a failure is remembered too long",
                        CacheBuilder.class,
                        "expireFailureAfter",
                        (real, args) -> real.proceed(args[0], ((Duration) args[1]).plusDays(1)),
                        "before expired|loaded nothing|after cleanUp|expiresAfter|without a load|did not load|is charged with|which is not there"),
                fault(
                        "failures of the wrong type are remembered",
                        CacheBuilder.class,
                        "expireFailureAfter",
                        (real, args) ->
                                real.proceed(args[0] == Exception.class ? ArithmeticException.class : args[0], args[1]),
                        "removals without|gave |INSERTS|is charged with|without making|was called"));
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function(
                        "a function is called each time",
                        (real, own) -> proxyOf(
                                real,
                                ScopedFunction.class,
                                "apply",
                                args -> own.apply((ModelKey) args[args.length - 1])),
                        "MissingScopeException|was called|INSERTS|LOADS|MISSES|HITS|not MissingScopeException|another scope|which nobody"),
                function(
                        "a function removes nothing",
                        (real, own) -> proxyOf(real, ScopedFunction.class, "invalidate", args -> null),
                        "EXPLICIT|removals without|is charged with"));
    }

    static Stream<Arguments> renewals() {
        return Stream.of(
                fault(
                        "a value is renewed too late",
                        CacheBuilder.class,
                        "refreshAfterWrite",
                        (real, args) -> real.proceed(((Duration) args[0]).plusNanos(1)),
                        "not renewed|did not renew|wrap|differ|without a load"),
                fault(
                        "a value is renewed too early",
                        CacheBuilder.class,
                        "refreshAfterWrite",
                        (real, args) ->
                                real.proceed(((Duration) args[0]).dividedBy(2).plusNanos(1)),
                        "was called for|had .* renewed|loaded what|was begun"),
                fault(
                        "a refresh loads nothing",
                        LoadingScopedCache.class,
                        "refresh",
                        (real, args) -> CompletableFuture.completedFuture(null),
                        "loaded nothing|done before"),
                fault(
                        "a value that is not modified is another",
                        ScopedCache.class,
                        "getWith",
                        (real, args) -> real.proceed(args[0], forgetting(args[1])),
                        "the previous value of"),
                fault(
                        "a value that the cache's loader does not modify is another",
                        CacheBuilder.class,
                        "build",
                        (real, args) -> args.length == 0 || !decides(args[0])
                                ? real.proceed(args)
                                : real.proceed(forgettingLoader(args[0])),
                        "the previous value of"));
    }

    private static boolean decides(Object loader) throws NoSuchMethodException {
        return loader.getClass().getMethod("load", LoadContext.class).getDeclaringClass() != CacheLoader.class;
    }

    @SuppressWarnings("unchecked")
    private static CacheLoader<Object, Object> forgettingLoader(Object real) {
        ContextLoader<Object, Object> forgetting =
                forgetting((ContextLoader<Object, Object>) ((CacheLoader<Object, Object>) real)::load);
        return new CacheLoader<>() {
            @Override
            public Object load(LoadContext<Object, Object> context) throws Exception {
                return forgetting.load(context);
            }

            @Override
            public Object load(Scope scope, Object key) throws Exception {
                return ((CacheLoader<Object, Object>) real).load(scope, key);
            }
        };
    }

    static Stream<Arguments> stale() {
        return Stream.of(
                fault(
                        "an expired value is served for too long while it is renewed",
                        CacheBuilder.class,
                        "staleWhileRevalidate",
                        (real, args) -> real.proceed(((Duration) args[0]).multipliedBy(2)),
                        "the previous value of|without a load|loaded nothing|before expired|after cleanUp"),
                fault(
                        "an expired value is not kept for as long as it may be served after a failure",
                        CacheBuilder.class,
                        "staleIfError",
                        (real, args) ->
                                real.proceed(((Duration) args[0]).dividedBy(2).plusNanos(1)),
                        "as expired before its time|is charged with|was called"),
                fault(
                        "after a failure the pause is too long",
                        CacheBuilder.class,
                        "refreshBackoff",
                        (real, args) -> real.proceed(
                                ((Duration) args[0]).multipliedBy(9), ((Duration) args[1]).multipliedBy(9)),
                        "gave v|gave null|without a load|loaded nothing|STALE|was called for|REFRESHES"),
                fault(
                        "after a failure there is no pause",
                        CacheBuilder.class,
                        "refreshBackoff",
                        (real, args) -> real.proceed(Duration.ofNanos(1), Duration.ofNanos(1)),
                        "was called for|was begun|had .* renewed|gave null"));
    }

    static Stream<Arguments> jitter() {
        return Stream.of(
                fault(
                        "a life is shortened by too much",
                        CacheBuilder.class,
                        "jitter",
                        (real, args) -> real.proceed(Math.min(0.99, (Double) args[0] * 1.2)),
                        "lives for"),
                fault(
                        "a life is shortened by next to nothing",
                        CacheBuilder.class,
                        "jitter",
                        (real, args) -> real.proceed(1e-9),
                        "jitter took"));
    }

    static Stream<Arguments> early() {
        return Stream.of(
                fault(
                        "nothing is renewed early",
                        CacheBuilder.class,
                        "refreshEarly",
                        (real, args) -> real.proceed(1e-9),
                        "values of .* were renewed early"),
                fault(
                        "values are renewed much too early",
                        CacheBuilder.class,
                        "refreshEarly",
                        (real, args) -> real.proceed((Double) args[0] * 100),
                        "were renewed early|was called for|had .* renewed|was begun|gave null"));
    }

    /** A loader that is not told what was there. */
    @SuppressWarnings("unchecked")
    private static ContextLoader<Object, Object> forgetting(Object loader) {
        return context -> ((ContextLoader<Object, Object>) loader).load((LoadContext<Object, Object>)
                proxy(LoadContext.class, context, "previous", (real, args) -> Optional.empty()));
    }

    /** What is wrong with a function that was decorated. */
    private interface Swap {
        Object swap(Object real, Function<ModelKey, Object> own);
    }

    private interface Body {
        Object run(Object[] args);
    }

    @SuppressWarnings("unchecked")
    private static Arguments function(String name, Swap swap, String message) {
        return fault(
                name,
                Cacheado.class,
                "function",
                (real, args) -> {
                    FunctionBuilder<ModelKey, Object> builder = (FunctionBuilder<ModelKey, Object>) real.proceed(args);
                    return proxyOf(
                            builder,
                            FunctionBuilder.class,
                            "wrap",
                            given -> swap.swap(
                                    builder.wrap((Function<ModelKey, Object>) given[0]),
                                    (Function<ModelKey, Object>) given[0]));
                },
                message);
    }

    private static Object proxyOf(Object real, Class<?> type, String method, Body body) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
            if (called.getName().equals(method)) {
                return body.run(arguments);
            }
            try {
                return called.invoke(real, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        });
    }

    private static Arguments fault(String name, Class<?> owner, String method, Disguise.Fault fault, String message) {
        return Arguments.of(name, Disguise.of(owner, method, fault), message);
    }

    /** What a map does wrong. */
    private interface Lie {
        Object tell(ConcurrentMap<Object, Object> real, Object[] args) throws Throwable;
    }

    private static Arguments map(String name, String method, Lie lie, String message) {
        return fault(
                name,
                ScopedCache.class,
                "asMap",
                (real, args) -> proxy(ConcurrentMap.class, real.proceed(args), method, lie),
                message);
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<Object, Object, Object> function(Object argument) {
        return (BiFunction<Object, Object, Object>) argument;
    }

    /** An object one of whose methods is another. */
    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, Object real, String method, Lie lie) {
        Set<String> lies = Set.of(method);
        return (T) Proxy.newProxyInstance(
                type.getClassLoader() == null ? FeatureFaultTest.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                (self, called, arguments) -> {
                    if (lies.contains(called.getName())) {
                        return lie.tell(
                                real instanceof ConcurrentMap<?, ?> map ? (ConcurrentMap<Object, Object>) map : null,
                                arguments);
                    }
                    try {
                        return called.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
