package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.Policy;
import io.cacheado.ScopedCache;
import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.policy.Eviction;
import io.cacheado.stats.CacheStats;
import io.cacheado.testkit.FakeTicker;
import io.cacheado.testkit.model.Setup.Profile;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An engine with a fault must be found out, whatever the fault: otherwise the model proves nothing. */
class FaultTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void fault_isFound(String name, Profile profile, UnaryOperator<Cacheado> disguise, String message) {
        Set<String> others = new LinkedHashSet<>();
        for (int seed = 1; seed <= 60; seed++) {
            Setup setup = SetupSource.setup(seed, profile);
            Trial.Failure failure = new Trial(setup, disguise)
                    .run(OpSource.operations(setup, 300))
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

    static Stream<Arguments> faults() {
        return Stream.of(
                        reads(),
                        writes(),
                        drops(),
                        loads(),
                        asyncLoads(),
                        bulkLoads(),
                        events(),
                        figures(),
                        limits(),
                        ends())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> reads() {
        return Stream.of(
                fault(
                        "a value is not found",
                        ScopedCache.class,
                        "getIfPresent",
                        (real, args) -> null,
                        "gave null, not v|MISSES"),
                fault(
                        "a value comes from nowhere",
                        ScopedCache.class,
                        "getIfPresent",
                        (real, args) -> {
                            Object value = real.proceed(args);
                            return value == null ? new ModelValue(-1, 1, 1) : value;
                        },
                        "gave v-1, not null"),
                fault(
                        "an asynchronous read never ends",
                        ScopedCache.class,
                        "getIfPresentAsync",
                        (real, args) -> new CompletableFuture<>(),
                        "not done"),
                fault(
                        "a bulk read finds nothing",
                        ScopedCache.class,
                        "getAllPresent",
                        (real, args) -> Map.of(),
                        "getAllPresent of .* gave \\{}|MISSES"),
                fault(
                        "resolve does not look up",
                        ScopedCache.class,
                        "resolve",
                        (real, args) -> Optional.empty(),
                        "resolve of|HITS|MISSES"),
                fault("reads are not counted", CacheStats.class, "hitCount", (real, args) -> 0L, "HITS is 0"),
                fault(
                        "a handle is of the wrong scope",
                        ScopedCache.class,
                        "scope",
                        (real, args) -> SetupSource.setup(1, Profile.SMALL)
                                .forest()
                                .global()
                                .scope(),
                        "is at global"),
                fault(
                        "a wider scope is not refused",
                        Cache.class,
                        "in",
                        (real, args) -> {
                            try {
                                return real.proceed(args);
                            } catch (RuntimeException refused) {
                                return null;
                            }
                        },
                        "not MissingScopeException"));
    }

    private static Stream<Arguments> writes() {
        return Stream.of(
                fault(
                        "puts are lost",
                        ScopedCache.class,
                        "put",
                        (real, args) -> null,
                        "INSERTS|put of|removals without"),
                fault(
                        "asynchronous puts do not end",
                        ScopedCache.class,
                        "putAsync",
                        (real, args) -> {
                            real.proceed(args);
                            return new CompletableFuture<>();
                        },
                        "putAsync of .* is not done"),
                fault(
                        "nonsense is put",
                        ScopedCache.class,
                        "put",
                        (real, args) -> {
                            try {
                                return real.proceed(args);
                            } catch (IllegalArgumentException | NullPointerException refused) {
                                return null;
                            }
                        },
                        "senseless put"),
                fault(
                        "time to live is forgotten",
                        ScopedCache.class,
                        "put",
                        (real, args) -> args.length == 3 && args[2] instanceof Duration
                                ? real.proceed(args[0], args[1], Duration.ofNanos(3))
                                : real.proceed(args),
                        ""),
                fault(
                        "invalidations are lost",
                        ScopedCache.class,
                        "invalidate",
                        (real, args) -> null,
                        "EXPLICIT|removals"),
                fault(
                        "asynchronous invalidations do not end",
                        ScopedCache.class,
                        "invalidateAsync",
                        (real, args) -> {
                            real.proceed(args);
                            return new CompletableFuture<>();
                        },
                        "invalidateAsync of .* is not done"),
                fault(
                        "a put comes in twice",
                        ScopedCache.class,
                        "put",
                        (real, args) -> {
                            real.proceed(args);
                            return real.proceed(args);
                        },
                        "REPLACED|INSERTS|event of"));
    }

    private static Stream<Arguments> drops() {
        return Stream.of(
                fault(
                        "a drop counts wrong",
                        Cacheado.class,
                        "evict",
                        (real, args) -> (Long) real.proceed(args) + 1,
                        "said \\d+ entries"),
                fault(
                        "a drop is lost",
                        Cacheado.class,
                        "evictAll",
                        (real, args) -> null,
                        "removals without|entryCount|SCOPE"),
                fault(
                        "a drop of everything is not refused",
                        Cacheado.class,
                        "evict",
                        (real, args) -> {
                            try {
                                return real.proceed(args);
                            } catch (IllegalArgumentException refused) {
                                return 0L;
                            }
                        },
                        "not IllegalArgumentException"),
                fault("a drop of a cache is lost", Cache.class, "invalidateAll", (real, args) -> null, ""),
                fault(
                        "a drop of a cache in a scope counts wrong",
                        Cache.class,
                        "evict",
                        (real, args) -> (Long) real.proceed(args) + 2,
                        "said \\d+ entries"),
                fault(
                        "an asynchronous drop does not end",
                        Cacheado.class,
                        "evictAsync",
                        (real, args) -> {
                            real.proceed(args);
                            return new CompletableFuture<>();
                        },
                        "evictAsync of .* is not done"));
    }

    @SuppressWarnings("unchecked")
    private static Stream<Arguments> loads() {
        return Stream.of(
                fault(
                        "a load is not run",
                        ScopedCache.class,
                        "get",
                        (real, args) -> null,
                        "without a load|recursive|within itself|get of .* gave null"),
                fault(
                        "a load is run twice",
                        ScopedCache.class,
                        "get",
                        (real, args) -> {
                            if (args.length == 2) {
                                ((Function<Object, Object>) args[1]).apply(args[0]);
                            }
                            return real.proceed(args);
                        },
                        "was called|was begun for a reader"),
                fault(
                        "a load is run of what is there",
                        ScopedCache.class,
                        "getChecked",
                        (real, args) -> {
                            Object value = real.proceed(args);
                            ((io.cacheado.ThrowingSupplier<?, ?>) args[1]).get();
                            return value;
                        },
                        "was called|was begun for a reader"),
                fault(
                        "an absence is forgotten too early",
                        CacheBuilder.class,
                        "expireAbsentAfter",
                        (real, args) -> real.proceed(Duration.ofNanos(1)),
                        "absence was removed as expired before its time|expiresAfter|is charged with null"),
                fault(
                        "an absence is remembered too long",
                        CacheBuilder.class,
                        "expireAbsentAfter",
                        (real, args) -> real.proceed(((Duration) args[0]).plusDays(1)),
                        "before expired|is there after cleanUp|expiresAfter|without a load|is charged with|did not load|which is not there"),
                fault(
                        "a failure is changed",
                        ScopedCache.class,
                        "get",
                        (real, args) -> {
                            try {
                                return real.proceed(args);
                            } catch (RuntimeException failed) {
                                throw new IllegalStateException(failed);
                            }
                        },
                        "gave java.lang.IllegalStateException"),
                fault(
                        "a load gives another value",
                        ScopedCache.class,
                        "getChecked",
                        (real, args) -> {
                            Object value = real.proceed(args);
                            return value == null ? null : new ModelValue(-1, 1, 1);
                        },
                        "gave v-1"),
                fault(
                        "a load within itself is not found out",
                        ScopedCache.class,
                        "get",
                        (real, args) -> {
                            try {
                                return real.proceed(args);
                            } catch (io.cacheado.RecursiveLoadException recursive) {
                                return null;
                            }
                        },
                        "not RecursiveLoadException"));
    }

    @SuppressWarnings("unchecked")
    private static Stream<Arguments> asyncLoads() {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Object> shared = new CompletableFuture<>();
        return Stream.of(
                fault(
                        "a future is done too early",
                        ScopedCache.class,
                        "getAsync",
                        (real, args) -> {
                            real.proceed(args);
                            return CompletableFuture.completedFuture(null);
                        },
                        "done before its load|the future of"),
                fault(
                        "a future never ends",
                        ScopedCache.class,
                        "getAsync",
                        (real, args) -> {
                            real.proceed(args);
                            return new CompletableFuture<>();
                        },
                        "the future of .* not done"),
                fault(
                        "callers share a future",
                        ScopedCache.class,
                        "getAsync",
                        (real, args) -> {
                            CompletableFuture<Object> own = (CompletableFuture<Object>) real.proceed(args);
                            return own.isDone() ? own : shared;
                        },
                        "that others have too|the future of|not IllegalState|done before its load"),
                fault(
                        "an asynchronous load is not run",
                        ScopedCache.class,
                        "getAsync",
                        (real, args) -> new CompletableFuture<>(),
                        "loaded nothing|not done"),
                fault(
                        "an asynchronous load is run of what is there",
                        ScopedCache.class,
                        "getAsync",
                        (real, args) -> {
                            Object future = real.proceed(args);
                            if (args.length == 2 && ((CompletableFuture<?>) future).isDone()) {
                                ((Function<Object, Object>) args[1]).apply(args[0]);
                            }
                            return future;
                        },
                        "was called|loaded what was there"),
                fault(
                        "an asynchronous loader is called for another key",
                        ScopedCache.class,
                        "getAsync",
                        (real, args) -> args.length == 2 && calls.incrementAndGet() > 3
                                ? real.proceed(args[0], (Function<Object, Object>)
                                        key -> ((Function<Object, Object>) args[1]).apply(new ModelKey(-1, 0)))
                                : real.proceed(args),
                        "was called for k-1"));
    }

    @SuppressWarnings("unchecked")
    private static Stream<Arguments> bulkLoads() {
        return Stream.of(
                fault(
                        "a bulk load gives nothing",
                        ScopedCache.class,
                        "getAll",
                        (real, args) -> {
                            real.proceed(args);
                            return Map.of();
                        },
                        "getAll of .* gave \\{}"),
                fault(
                        "a bulk load is not run",
                        ScopedCache.class,
                        "getAll",
                        (real, args) -> Map.of(),
                        "did not load|loaded \\[]|getAll of"),
                fault(
                        "a bulk loader is asked for the wrong keys",
                        ScopedCache.class,
                        "getAll",
                        (real, args) -> args.length == 1
                                ? real.proceed(args)
                                : real.proceed(args[0], (Function<Object, Object>) keys ->
                                        ((Function<Object, Object>) args[1]).apply(Set.of(new ModelKey(-1, 0)))),
                        "bulk loader of .* was called for \\[k-1]"),
                fault(
                        "what a bulk loader brings unasked is not stored",
                        ScopedCache.class,
                        "getAll",
                        (real, args) -> args.length == 1
                                ? real.proceed(args)
                                : real.proceed(args[0], (Function<Set<ModelKey>, Object>) keys -> {
                                    Map<ModelKey, ModelValue> brought =
                                            ((Function<Object, Map<ModelKey, ModelValue>>) args[1]).apply(keys);
                                    return brought.entrySet().stream()
                                            .filter(each -> keys.contains(each.getKey()))
                                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
                                }),
                        "INSERTS|without making room|removals without an event"));
    }

    private static Stream<Arguments> events() {
        return Stream.of(
                listener(
                        "an event is lost",
                        (listener, event) -> {
                            if (event.cause() != RemovalCause.REPLACED) {
                                listener.onRemoval(event);
                            }
                        },
                        "removals without an event"),
                listener(
                        "an event comes twice",
                        (listener, event) -> {
                            listener.onRemoval(event);
                            listener.onRemoval(event);
                        },
                        "which is not there"),
                listener(
                        "an event has the wrong cause",
                        (listener, event) -> listener.onRemoval(new RemovalEvent<>(
                                event.scope(),
                                event.cache(),
                                event.key(),
                                event.value(),
                                RemovalCause.TAG_INVALIDATED)),
                        "cause is TAG_INVALIDATED|left with cause TAG_INVALIDATED|FENCED"),
                listener(
                        "an event has the wrong key",
                        (listener, event) -> listener.onRemoval(new RemovalEvent<>(
                                event.scope(), event.cache(), new ModelKey(-1, 0), event.value(), event.cause())),
                        "names .*k-1"),
                listener(
                        "an event has the wrong cache",
                        (listener, event) -> listener.onRemoval(new RemovalEvent<>(
                                event.scope(), "another", event.key(), event.value(), event.cause())),
                        "names scope .*, cache another"),
                listener(
                        "everything is said to have expired",
                        (listener, event) -> listener.onRemoval(new RemovalEvent<>(
                                event.scope(), event.cache(), event.key(), event.value(), RemovalCause.EXPIRED)),
                        "before its time|cause is EXPIRED"),
                listener(
                        "evictions are said to be for a quota",
                        (listener, event) -> listener.onRemoval(
                                event.cause() == RemovalCause.SIZE
                                        ? new RemovalEvent<>(
                                                event.scope(),
                                                event.cache(),
                                                event.key(),
                                                event.value(),
                                                RemovalCause.ANCESTOR_QUOTA)
                                        : event),
                        "was evicted with cause ANCESTOR_QUOTA|was refused"),
                listener(
                        "a value is said to have left unasked",
                        (listener, event) -> listener.onRemoval(
                                event.cause() == RemovalCause.SIZE
                                        ? new RemovalEvent<>(
                                                event.scope(),
                                                event.cache(),
                                                event.key(),
                                                event.value(),
                                                RemovalCause.EXPLICIT)
                                        : event),
                        "which nobody asked for|without making room"));
    }

    private static Stream<Arguments> figures() {
        return Stream.of(
                figure("loadsInFlight"),
                figure("listenerFailureCount"),
                figure("undeliveredCount"),
                figure("entryCount"),
                figure("weight"),
                fault("scopes are counted wrong", CacheStats.class, "scopeCount", (real, args) -> -1L, "scopeCount"),
                fault(
                        "a weight is wrong",
                        Policy.class,
                        "weightOf",
                        (real, args) -> {
                            OptionalLong weight = (OptionalLong) real.proceed(args);
                            return weight.isPresent() ? OptionalLong.of(weight.getAsLong() + 1) : weight;
                        },
                        "is charged with"),
                fault(
                        "a weight is unknown",
                        Policy.class,
                        "weightOf",
                        (real, args) -> OptionalLong.empty(),
                        "is charged with null|was evicted though nothing"),
                fault(
                        "a size is wrong",
                        ScopedCache.class,
                        "estimatedSize",
                        (real, args) -> (Long) real.proceed(args) + 1,
                        "estimatedSize of|entries more than the model"),
                fault(
                        "an expiry is unknown",
                        Policy.class,
                        "expiresAfter",
                        (real, args) -> Optional.empty(),
                        "expiresAfter of|lives for|is charged with"),
                fault(
                        "an expiry is wrong",
                        Policy.class,
                        "expiresAfter",
                        (real, args) -> {
                            Optional<?> left = (Optional<?>) real.proceed(args);
                            return left.isPresent() ? Optional.of(Duration.ofNanos(1)) : left;
                        },
                        "expiresAfter of|lives for|is charged with"),
                fault(
                        "the coldest are not of the scope",
                        Policy.class,
                        "coldest",
                        (real, args) -> List.of(new ModelKey(1, 1), new ModelKey(1, 1)),
                        "coldest or hottest"));
    }

    private static Arguments figure(String name) {
        return fault(name + " is wrong", CacheStats.class, name, (real, args) -> (Long) real.proceed(args) + 1, name);
    }

    private static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of(
                        "the budget is less than said",
                        Profile.EXACT,
                        of(engine -> lowered(engine, 1)),
                        "was evicted|heavier|removals|is charged|TOO_LARGE|which is not there|INSERTS"),
                Arguments.of(
                        "the budget is more than said",
                        Profile.EXACT,
                        of(engine -> lowered(engine, 1_000_000)),
                        "without making room|TOO_LARGE|SIZE"),
                fault(
                        "a limit cannot be changed",
                        Policy.class,
                        "setMaximumSize",
                        (real, args) -> {
                            throw new UnsupportedOperationException();
                        },
                        "setting CACHE"),
                fault(
                        "a limit is not shown",
                        Policy.class,
                        "maximumSize",
                        (real, args) -> OptionalLong.empty(),
                        "is shown as"),
                fault(
                        "a limit of nonsense is set",
                        Cacheado.class,
                        "maximumSize",
                        (real, args) -> null,
                        "setting BUDGET|is exceeded|without making room|was evicted"),
                Arguments.of(
                        "another policy chooses",
                        Profile.EXACT,
                        otherPolicy(),
                        "(lru|fifo) evicted|instead of|LOAD_NANOS|expired|charged|gave|removals without"));
    }

    private static Stream<Arguments> ends() {
        return Stream.of(
                fault(
                        "cleanUp does nothing",
                        Cacheado.class,
                        "cleanUp",
                        (real, args) -> null,
                        "after cleanUp|is exceeded"),
                fault("close does nothing", Cacheado.class, "close", (real, args) -> null, "after close"));
    }

    private static Cacheado lowered(Cacheado engine, long maximum) {
        try {
            engine.maximumSize(maximum);
        } catch (IllegalStateException unbounded) {
            return engine;
        }
        return engine;
    }

    private static UnaryOperator<Cacheado> of(UnaryOperator<Cacheado> disguise) {
        return disguise;
    }

    /** Takes the place of the engine; the one that is audited stays empty. */
    private static UnaryOperator<Cacheado> otherPolicy() {
        return engine -> {
            for (int seed = 1; seed <= 60; seed++) {
                Setup setup = SetupSource.setup(seed, Profile.EXACT);
                if (setup.forest().tree().equals(engine.scopes())) {
                    Eviction other = setup.eviction().equals(Eviction.lru()) ? Eviction.fifo() : Eviction.lru();
                    return Caches.engine(withPolicy(setup, other), new FakeTicker(-5_000_000_007L));
                }
            }
            return engine;
        };
    }

    private static Setup withPolicy(Setup setup, Eviction eviction) {
        return new Setup(
                setup.seed(),
                setup.profile(),
                setup.forest(),
                setup.unit(),
                setup.budget(),
                eviction,
                setup.levelEvictions(),
                setup.levelQuotas(),
                setup.caches(),
                setup.keys(),
                setup.hashes());
    }

    private static Arguments fault(String name, Class<?> owner, String method, Disguise.Fault fault, String message) {
        return Arguments.of(name, Profile.SMALL, Disguise.of(owner, method, fault), message);
    }

    private interface Lie {
        void tell(RemovalListener<ModelKey, ModelValue> listener, RemovalEvent<ModelKey, ModelValue> event);
    }

    @SuppressWarnings("unchecked")
    private static Arguments listener(String name, Lie lie, String message) {
        return fault(
                name,
                CacheBuilder.class,
                "removalListener",
                (real, args) -> {
                    RemovalListener<ModelKey, ModelValue> listener = (RemovalListener<ModelKey, ModelValue>) args[0];
                    return real.proceed((RemovalListener<ModelKey, ModelValue>) event -> lie.tell(listener, event));
                },
                message);
    }
}
