package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.CurrentScope.Closing;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ambient scope meets caches: who is asked for, and what loads and listeners see. */
class AmbientScopeTest {
    private static final Scope ACME = Shop.org("acme");
    private static final Scope ANN = Shop.user("acme", "ann");
    private static final Scope SESSION = Shop.session("acme", "ann", "s1");
    private static final Scope TENANT = Shop.tenant("t1");

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final Cacheado cacheado =
            Shop.threaded().maximumWeight(10_000).executor(pool).build();

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void outside() {
        assertThat(current()).isEmpty();
    }

    @AfterEach
    void nothingIsLeft() {
        cacheado.close();
        pool.shutdown();
        assertThat(current()).isEmpty();
    }

    /** All that is current on this thread, in one text. */
    private static String current() {
        Set<String> all = new TreeSet<>();
        for (String level : Shop.TREE.levels()) {
            CurrentScope.find(level).map(Scope::toString).ifPresent(all::add);
        }
        return String.join(" ", all);
    }

    /** What {@link #current} says where this scope, and no other, is current. */
    private static String only(Scope scope) {
        return CurrentScope.call(scope, AmbientScopeTest::current);
    }

    private CacheBuilder<String, String> cache(String name) {
        return cacheado.cache(name, String.class, String.class);
    }

    // ---- inCurrentScope ------------------------------------------------------------------------------------------

    @Test
    void inCurrentScope_isCutToTheCachesLevel() {
        Cache<String, String> users = cache("users").scopedTo("user").build();
        LoadingCache<String, String> own = cache("own").scopedTo("organization").build((scope, key) -> scope + key);
        try (Closing opened = CurrentScope.open(SESSION)) {
            assertThat(users.inCurrentScope().scope()).isEqualTo(ANN);
            users.inCurrentScope().put("k", "ann's");
            assertThat(own.inCurrentScope().get(" k")).isEqualTo("organization:acme k");
        }
        assertThat(users.in("acme", "ann").getIfPresent("k")).isEqualTo("ann's");
        try (Closing opened = CurrentScope.open(Shop.user("acme", "bob"))) {
            assertThat(users.inCurrentScope().getIfPresent("k")).isNull();
        }
    }

    @Test
    void inCurrentScope_withoutOne_isAnErrorThatNamesCacheLevelAndParameter() {
        Cache<String, String> users = cache("users").scopedTo("user").build();
        assertThatThrownBy(users::inCurrentScope)
                .isInstanceOf(MissingScopeException.class)
                .hasMessage(
                        "cache users: no current scope of level user: it needs org_id, user_id, but org_id is missing");
        try (Closing opened = CurrentScope.open(ACME);
                Closing tenant = CurrentScope.open(TENANT)) {
            assertThatThrownBy(users::inCurrentScope)
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessageContaining("but user_id is missing");
        }
    }

    @Test
    void inCurrentScope_ofAGlobalCache_needsNone() {
        Cache<String, String> shared = cache("shared").scopedTo("global").build();
        assertThat(shared.inCurrentScope().scope()).isEqualTo(Shop.TREE.global());
        try (Closing opened = CurrentScope.open(ANN)) {
            assertThat(shared.inCurrentScope().scope()).isEqualTo(Shop.TREE.global());
        }
    }

    @Test
    void inCurrentScope_ofACacheForNoLevel_takesTheOneThatIsCurrentAndRefusesNoneOrSeveral() {
        Cache<String, String> any = cache("any").build();
        assertThatThrownBy(any::inCurrentScope)
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("cache any: there is no current scope")
                .hasMessageContaining("organization");
        try (Closing opened = CurrentScope.open(SESSION)) {
            assertThat(any.inCurrentScope().scope()).isEqualTo(SESSION);
            try (Closing tenant = CurrentScope.open(TENANT)) {
                assertThatThrownBy(any::inCurrentScope)
                        .isInstanceOf(MissingScopeException.class)
                        .hasMessageContaining("several scopes are current")
                        .hasMessageContaining("session, tenant");
            }
            try (Closing root = CurrentScope.open(Shop.TREE.global())) {
                assertThat(any.inCurrentScope().scope()).isEqualTo(Shop.TREE.global());
            }
        }
    }

    @Test
    void inCurrentScope_seesOnlyScopesOfItsOwnCacheadosTree() {
        ScopeTree other = ScopeTree.of(ScopeLevel.level("organization", "other_id"));
        Cache<String, String> orgs = cache("orgs").scopedTo("organization").build();
        Cache<String, String> any = cache("any").build();
        try (Closing foreign = CurrentScope.open(other.scope("organization", "acme"))) {
            assertThatThrownBy(orgs::inCurrentScope).isInstanceOf(MissingScopeException.class);
            assertThatThrownBy(any::inCurrentScope).isInstanceOf(MissingScopeException.class);
            try (Closing own = CurrentScope.open(ACME)) {
                assertThat(orgs.inCurrentScope().scope()).isEqualTo(ACME);
                assertThat(any.inCurrentScope().scope()).isEqualTo(ACME);
            }
        }
    }

    // ---- loads ---------------------------------------------------------------------------------------------------

    /** Notes what is current. */
    private String saw(String value) {
        seen.add(current());
        return value;
    }

    /** Each way to load, from a caller who has a deeper scope and one of another tree. */
    enum Way {
        GET {
            @Override
            void load(AmbientScopeTest test, LoadingCache<String, String> cache) {
                cache.in(ACME).get("k", test::saw);
            }
        },
        GET_CHECKED {
            @Override
            void load(AmbientScopeTest test, LoadingCache<String, String> cache) {
                cache.in(ACME).getChecked("k", () -> test.saw("v"));
            }
        },
        GET_ASYNC {
            @Override
            void load(AmbientScopeTest test, LoadingCache<String, String> cache) throws Exception {
                done(cache.in(ACME).getAsync("k", key -> CompletableFuture.completedFuture(test.saw("v"))));
            }
        },
        GET_ALL {
            @Override
            void load(AmbientScopeTest test, LoadingCache<String, String> cache) {
                cache.in(ACME).getAll(List.of("k", "l"), keys -> Map.of("k", test.saw("v"), "extra", "v"));
            }
        },
        OWN_LOADER {
            @Override
            void load(AmbientScopeTest test, LoadingCache<String, String> cache) {
                cache.in(SESSION).get("k");
            }
        },
        OWN_LOADER_ASYNC {
            @Override
            void load(AmbientScopeTest test, LoadingCache<String, String> cache) throws Exception {
                done(cache.in("acme").getAsync("k"));
            }
        },
        OWN_LOADER_ALL {
            @Override
            void load(AmbientScopeTest test, LoadingCache<String, String> cache) {
                cache.inCurrentScope().getAll(List.of("k", "l"));
            }
        };

        abstract void load(AmbientScopeTest test, LoadingCache<String, String> cache) throws Exception;

        static void done(CompletableFuture<?> future) throws Exception {
            future.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private final class Noting implements CacheLoader<String, String> {
        @Override
        public String load(Scope scope, String key) {
            return saw("v");
        }

        @Override
        public CompletionStage<String> asyncLoad(Scope scope, String key, Executor executor) {
            saw("v");
            return CompletableFuture.supplyAsync(() -> saw("v"), executor);
        }

        @Override
        public Map<String, String> loadAll(Scope scope, Set<? extends String> keys) {
            saw("v");
            return Map.of("k", "v");
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Way.class)
    void load_ofAnyKind_seesTheEntrysScopeAndNothingElse_asDoItsWeigherAndExpiry(Way way) throws Exception {
        LoadingCache<String, String> cache = cache("c")
                .scopedTo("organization")
                .weigher((key, value) -> saw("").length() + 1)
                .expireAfter((scope, key, value) -> {
                    saw("");
                    return Duration.ofHours(1);
                })
                .build(new Noting());
        try (Closing opened = CurrentScope.open(SESSION);
                Closing tenant = CurrentScope.open(TENANT)) {
            String before = current();
            way.load(this, cache);
            assertThat(current()).isEqualTo(before);
        }
        assertThat(cache.in("acme").getIfPresent("k")).isNotNull();
        assertThat(seen).hasSizeGreaterThanOrEqualTo(3).containsOnly(only(ACME));
    }

    @Test
    void load_inTheGlobalScope_seesNoTenantAtAll() {
        Cache<String, String> shared = cache("shared").scopedTo("global").build();
        try (Closing opened = CurrentScope.open(SESSION);
                Closing tenant = CurrentScope.open(TENANT)) {
            shared.inCurrentScope().get("k", key -> {
                assertThatThrownBy(() -> CurrentScope.require("organization"))
                        .isInstanceOf(MissingScopeException.class)
                        .hasMessageContaining("a load and a listener have the scope of their entry");
                assertThat(CurrentScope.find("tenant")).isEmpty();
                return saw("v");
            });
        }
        assertThat(seen).containsExactly("global");
    }

    @Test
    void load_withinALoad_seesItsOwnEntrysScope_andTheOuterOneSeesItsAgainAfterwards() {
        Cache<String, String> orgs = cache("orgs").scopedTo("organization").build();
        Cache<String, String> users = cache("users").scopedTo("user").build();
        Cache<String, String> tenants = cache("tenants").scopedTo("tenant").build();
        try (Closing opened = CurrentScope.open(SESSION)) {
            users.inCurrentScope().get("a", a -> {
                saw("");
                tenants.in("t1").get("b", b -> saw("v"));
                saw("");
                assertThatThrownBy(() -> orgs.inCurrentScope().get("c", c -> {
                            saw("");
                            throw new IllegalStateException("inner");
                        }))
                        .hasMessage("inner");
                return saw("v");
            });
            assertThat(current()).isEqualTo(only(SESSION));
        }
        assertThat(seen).containsExactly(only(ANN), only(TENANT), only(ANN), only(ACME), only(ANN));
    }

    @Test
    void load_thatFailsOrLeavesAScopeOpen_restoresTheCallers() {
        Cache<String, String> orgs = cache("orgs").scopedTo("organization").build();
        try (Closing opened = CurrentScope.open(SESSION)) {
            assertThatThrownBy(() -> orgs.inCurrentScope().get("k", key -> {
                        CurrentScope.open(Shop.user("globex", "eve"));
                        throw new IllegalStateException("boom");
                    }))
                    .hasMessage("boom");
            assertThat(current()).isEqualTo(only(SESSION));
            orgs.inCurrentScope().get("k", key -> {
                CurrentScope.open(Shop.user("globex", "eve"));
                CurrentScope.open(TENANT);
                return "v";
            });
            assertThat(current()).isEqualTo(only(SESSION));
            assertThatThrownBy(() -> orgs.inCurrentScope().getAll(List.of("x", "y"), keys -> {
                        CurrentScope.open(TENANT);
                        throw new IllegalStateException("bulk");
                    }))
                    .hasMessage("bulk");
            assertThat(current()).isEqualTo(only(SESSION));
        }
    }

    @Test
    void scopeOfTheCaller_closedByTheLoader_isRefusedAndStaysTheCallers() {
        Cache<String, String> orgs = cache("orgs").scopedTo("organization").build();
        try (Closing opened = CurrentScope.open(SESSION)) {
            assertThatThrownBy(() -> orgs.inCurrentScope().get("k", key -> {
                        opened.close();
                        return "v";
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("opened outside");
            assertThat(current()).isEqualTo(only(SESSION));
        }
    }

    @Test
    void threadOfTheExecutor_isCleanAfterAsyncLoadsAndListeners() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        Cacheado own = Shop.threaded().maximumSize(100).executor(one).build();
        Cache<String, String> users = own.cache("users", String.class, String.class)
                .scopedTo("user")
                .removalListener(event -> CurrentScope.open(TENANT))
                .build();
        try (Closing opened = CurrentScope.open(SESSION)) {
            Way.done(users.inCurrentScope().getAsync("k", key -> {
                CurrentScope.open(TENANT);
                return CompletableFuture.completedFuture("v");
            }));
            users.inCurrentScope().invalidate("k");
        }
        assertThat(one.submit(AmbientScopeTest::current).get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEmpty();
        own.close();
        one.shutdown();
    }

    @ParameterizedTest
    @MethodSource("io.cacheado.ThreadKind#ofThisJdk")
    void load_seesTheEntrysScope_onVirtualThreadsTooFromJdk21On(ThreadKind kind) {
        Cache<String, String> orgs = cache("orgs").scopedTo("organization").build();
        String after = kind.run(() -> CurrentScope.call(SESSION, () -> {
            orgs.inCurrentScope().get("k", key -> saw("v"));
            return current();
        }));
        assertThat(after).isEqualTo(only(SESSION));
        assertThat(seen).containsExactly(only(ACME));
    }

    @Test
    void callbacksOfAWaitersFuture_seeNothingOfWhoeverEndsTheLoad_evenIfTheExecutorRunsInPlace() {
        Cacheado inPlace =
                Shop.threaded().maximumSize(100).executor(Runnable::run).build();
        Cache<String, String> orgs = inPlace.cache("orgs", String.class, String.class)
                .scopedTo("organization")
                .build();
        try (Closing opened = CurrentScope.open(SESSION)) {
            orgs.in("acme").get("k", key -> {
                // Another caller, of another user, begins to wait while the load runs.
                Threads.join(Threads.start(
                        () -> orgs.in("acme").getAsync("k", unused -> null).thenAccept(this::saw)));
                return "v";
            });
        }
        assertThat(seen).containsExactly("");
        inPlace.close();
    }

    // ---- listeners -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void listener_seesTheEntrysScope_onTheExecutorAndInCleanUp(boolean inPlace) {
        TaskQueue tasks = new TaskQueue();
        Cacheado own = Shop.threaded()
                .maximumSize(100)
                .executor(inPlace ? Runnable::run : tasks)
                .build();
        Cache<String, String> users = own.cache("users", String.class, String.class)
                .scopedTo("user")
                .removalListener(event -> {
                    saw("");
                    throw new IllegalStateException("a listener that throws");
                })
                .build();
        users.in("acme", "ann").put("k", "v");
        users.in("globex", "eve").put("k", "v");
        try (Closing opened = CurrentScope.open(TENANT)) {
            own.evict(ACME);
            own.evict(Shop.org("globex"));
            own.cleanUp();
            assertThat(current()).isEqualTo(only(TENANT));
        }
        assertThat(seen).containsExactly(only(ANN), only(Shop.user("globex", "eve")));
        own.close();
    }
}
