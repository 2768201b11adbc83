package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.annotation.Cached;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** R2: each public method of what a user may still hold when the cacheado is closed, with something to do and with nothing. */
class ClosedTest {
    private static final Scope SCOPE = Shop.user("acme", 42);

    /** What goes on saying what it is, by class and name; all else is refused. */
    private static final Set<String> STILL_ANSWERED = Set.of(
            "Cacheado.scopes",
            "Cacheado.scope",
            "Cacheado.close",
            "Cacheado.stats()",
            "Cacheado.quota(Scope)",
            "LoadingCache.name",
            "LoadingCache.in",
            "LoadingCache.inCurrentScope",
            "LoadingCache.policy",
            "LoadingScopedCache.scope",
            "LoadingScopedCache.asMap",
            "Policy.eviction",
            "Policy.maximumSize",
            "Policy.maximumSizePerScope",
            "Policy.expireAfterWrite",
            "Policy.expireAfterAccess",
            "Policy.refreshAfterWrite",
            "Policy.softLoadTimeout",
            "Policy.hardLoadTimeout",
            "Policy.loadLimitPerScope",
            "ScopedFunction.cache",
            "ScopedSupplier.cache");

    /** A decorated method. */
    public interface Texts {
        @Cached(scope = "global")
        String text(Object key);
    }

    private record Held(Class<?> type, Object target) {}

    private static List<Held> closed() {
        Cacheado cacheado = Shop.threaded().maximumSize(10).build();
        LoadingCache<Object, Object> cache = cacheado.cache("c", Object.class, Object.class)
                .scopedTo("user")
                .maximumSize(10)
                .maximumSizePerScope(10)
                .build((where, key) -> "loaded");
        cache.in("acme", 42).put("k", "v");
        List<Held> all = List.of(
                new Held(Cacheado.class, cacheado),
                new Held(LoadingCache.class, cache),
                new Held(LoadingScopedCache.class, cache.in(SCOPE)),
                new Held(LoadingScopedCache.class, cache.in("acme", 42)),
                new Held(LoadingScopedCache.class, cache.in("acme", 43)),
                new Held(Policy.class, cache.policy()),
                new Held(
                        ScopedFunction.class,
                        cacheado.function("f", Object.class, Object.class)
                                .scope("global")
                                .wrap(argument -> argument)),
                new Held(
                        ScopedSupplier.class,
                        cacheado.supplier("s", Object.class).scope("global").wrap(() -> "v")),
                new Held(Texts.class, cacheado.proxy(Texts.class, key -> "v")),
                new Held(CacheBuilder.class, cacheado.cache("later", Object.class, Object.class)));
        cacheado.close();
        return all;
    }

    private static Stream<Arguments> calls() {
        List<Arguments> calls = new ArrayList<>();
        for (Held held : closed()) {
            Arrays.stream(held.type.getMethods())
                    .filter(method -> !Modifier.isStatic(method.getModifiers()) && isOfOurs(method))
                    .filter(method -> !method.isBridge() && !method.isDefault())
                    .filter(method ->
                            held.type != CacheBuilder.class || method.getName().equals("build"))
                    .sorted(Comparator.comparing(Method::toString))
                    .forEach(method -> calls.add(Arguments.of(nameOf(held.type, method), held.target, method)));
        }
        return calls.stream();
    }

    private static boolean isOfOurs(Method method) {
        Class<?> owner = method.getDeclaringClass();
        return owner.getName().startsWith("io.cacheado.");
    }

    private static String nameOf(Class<?> type, Method method) {
        return type.getSimpleName() + "." + method.getName() + "("
                + String.join(
                        ",",
                        Arrays.stream(method.getParameterTypes())
                                .map(Class::getSimpleName)
                                .toList())
                + ")";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void everyMethod_afterClose_isRefusedAtTheCall(String name, Object target, Method method) throws Exception {
        for (boolean empty : new boolean[] {false, true}) {
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(type -> argument(type, empty))
                    .toArray();
            Throwable thrown = catchThrowable(() -> call(target, method, arguments));
            if (STILL_ANSWERED.contains(name) || STILL_ANSWERED.contains(name.substring(0, name.indexOf('(')))) {
                assertThat(thrown)
                        .satisfiesAnyOf(
                                none -> assertThat(none).isNull(),
                                // Of arguments that do not fit, not because it is closed.
                                other -> assertThat(other).hasMessageNotContaining("closed"));
            } else {
                assertThat(thrown)
                        .as("with %s", Arrays.toString(arguments))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("this cacheado is closed");
            }
        }
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Something to do, or as little as there can be. */
    private static Object argument(Class<?> type, boolean empty) {
        Map<Class<?>, Object> known = Map.ofEntries(
                Map.entry(Object.class, "k"),
                Map.entry(String.class, "user"),
                Map.entry(Object[].class, new Object[] {"acme", 42}),
                Map.entry(Scope.class, SCOPE),
                Map.entry(Class.class, Texts.class),
                Map.entry(TypeRef.class, new TypeRef<String>() {}),
                Map.entry(Duration.class, Duration.ofSeconds(1)),
                Map.entry(EntryOptions.class, EntryOptions.none()),
                Map.entry(Quota.class, Quota.limit(1)),
                Map.entry(Eviction.class, Eviction.fifo()),
                Map.entry(LoadLimit.class, LoadLimit.of(1)),
                Map.entry(long.class, 5L),
                Map.entry(int.class, 5),
                Map.entry(Iterable.class, empty ? List.of() : List.of("k")),
                Map.entry(Map.class, empty ? Map.of() : Map.of("k", "v")),
                Map.entry(Function.class, (Function<Object, Object>) key -> key instanceof Set ? Map.of() : "v"),
                Map.entry(ContextLoader.class, (ContextLoader<Object, Object>) context -> "v"),
                Map.entry(ThrowingSupplier.class, (ThrowingSupplier<Object, RuntimeException>) () -> "v"),
                Map.entry(CacheLoader.class, (CacheLoader<Object, Object>) (where, key) -> "v"));
        Object there = known.get(type);
        assertThat(there).as("an argument of %s", type).isNotNull();
        return there;
    }

    @Test
    void handles_afterClose_sayWhatTheyAre() {
        for (Held held : closed()) {
            assertThat(held.target.toString()).isNotEmpty();
            if (held.target instanceof LoadingCache<?, ?> cache) {
                assertThat(cache.name()).isEqualTo("c");
                assertThat(cache.in("acme", 42).scope()).isEqualTo(SCOPE);
                assertThat(cache.policy().maximumSize()).hasValue(10);
            }
        }
    }

    @Test
    void asyncCall_afterClose_isRefusedAtTheCallAndNotInItsFuture() {
        for (Held held : closed()) {
            if (held.target instanceof LoadingScopedCache<?, ?>) {
                @SuppressWarnings("unchecked")
                LoadingScopedCache<Object, Object> in = (LoadingScopedCache<Object, Object>) held.target;
                assertThat(catchThrowable(() -> in.getAsync("k", key -> CompletableFuture.completedFuture("v"))))
                        .isExactlyInstanceOf(IllegalStateException.class);
            }
        }
    }
}
