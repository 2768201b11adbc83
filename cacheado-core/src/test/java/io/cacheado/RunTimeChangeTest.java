package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.ChangeEvent;
import io.cacheado.event.ChangeEvent.Setting;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** B15: what can be changed while a cacheado runs, what each change does, and who is told. */
class RunTimeChangeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestTime time = new TestTime();
    private final List<ChangeEvent> events = new ArrayList<>();
    private final Scope acme = Shop.org("acme");
    private Cacheado cacheado = builder().build();

    private Cacheado.Builder builder() {
        return Shop.deterministic()
                .maximumSize(1_000)
                .quota("user", Quota.limit(50))
                .loadLimit("user", LoadLimit.of(3))
                .eviction("session", Eviction.lru())
                .ticker(time)
                .changeListener(events::add);
    }

    @AfterEach
    void invariantsHold() {
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        cacheado.close();
    }

    private CacheBuilder<String, Integer> cache(String name) {
        return cacheado.cache(name, String.class, Integer.class);
    }

    private Cache<String, Integer> rich() {
        return cache("rich")
                .maximumSize(100)
                .maximumSizePerScope(10)
                .expireAfterWrite(Duration.ofSeconds(60))
                .refreshAfterWrite(Duration.ofSeconds(30))
                .staleIfError(SECOND)
                .softLoadTimeout(SECOND)
                .hardLoadTimeout(Duration.ofSeconds(2))
                .build();
    }

    private Cache<String, Integer> idle() {
        return cache("idle").expireAfterAccess(SECOND).build();
    }

    // ---- events --------------------------------------------------------------------------------------------------

    /** One change: what is called, once and again, and the event of the first call. */
    private record Case(Setting setting, Consumer<RunTimeChangeTest> change, String cache, Scope scope, String values) {
        @Override
        public String toString() {
            return setting + " to " + values;
        }
    }

    static Stream<Case> changes() {
        Scope acme = Shop.org("acme");
        Scope user = Shop.user("acme", 1);
        return Stream.of(
                new Case(Setting.MAXIMUM_SIZE, t -> t.cacheado.maximumSize(7), null, Shop.TREE.global(), "1000, 7"),
                new Case(Setting.MAXIMUM_SIZE, t -> t.rich().policy().setMaximumSize(7), "rich", null, "100, 7"),
                new Case(
                        Setting.MAXIMUM_SIZE_PER_SCOPE,
                        t -> t.rich().policy().setMaximumSizePerScope(7),
                        "rich",
                        null,
                        "10, 7"),
                new Case(
                        Setting.QUOTA, t -> t.cacheado.quota(acme, Quota.limit(7)), null, acme, "none, Quota[limit=7]"),
                new Case(
                        Setting.QUOTA,
                        t -> t.cacheado.quota(user, Quota.limit(7)),
                        null,
                        user,
                        "Quota[limit=50], Quota[limit=7]"),
                new Case(Setting.EVICTION, t -> t.cacheado.eviction(acme, Eviction.lfu()), null, acme, "adaptive, lfu"),
                new Case(
                        Setting.EVICTION,
                        t -> t.cacheado.eviction(Shop.TREE.global(), Eviction.fifo()),
                        null,
                        Shop.TREE.global(),
                        "adaptive, fifo"),
                new Case(
                        Setting.EVICTION,
                        t -> t.rich().policy().setEviction(Eviction.lru()),
                        "rich",
                        null,
                        "adaptive, lru"),
                new Case(
                        Setting.EXPIRE_AFTER_WRITE,
                        t -> t.rich().policy().setExpireAfterWrite(Duration.ofSeconds(90)),
                        "rich",
                        null,
                        "PT1M, PT1M30S"),
                new Case(
                        Setting.EXPIRE_AFTER_WRITE,
                        t -> t.idle().policy().setExpireAfterWrite(Duration.ofSeconds(90)),
                        "idle",
                        null,
                        "none, PT1M30S"),
                new Case(
                        Setting.EXPIRE_AFTER_ACCESS,
                        t -> t.idle().policy().setExpireAfterAccess(Duration.ofMillis(5)),
                        "idle",
                        null,
                        "PT1S, PT0.005S"),
                new Case(
                        Setting.REFRESH_AFTER_WRITE,
                        t -> t.rich().policy().setRefreshAfterWrite(Duration.ofSeconds(59)),
                        "rich",
                        null,
                        "PT30S, PT59S"),
                new Case(
                        Setting.SOFT_LOAD_TIMEOUT,
                        t -> t.rich().policy().setSoftLoadTimeout(Duration.ofMillis(1)),
                        "rich",
                        null,
                        "PT1S, PT0.001S"),
                new Case(
                        Setting.HARD_LOAD_TIMEOUT,
                        t -> t.rich().policy().setHardLoadTimeout(Duration.ofSeconds(9)),
                        "rich",
                        null,
                        "PT2S, PT9S"),
                new Case(
                        Setting.LOAD_LIMIT,
                        t -> t.cacheado.loadLimit(user, LoadLimit.of(1)),
                        null,
                        user,
                        "LoadLimit[loads=3, waitAtMost=PT1S], LoadLimit[loads=1, waitAtMost=PT1S]"),
                new Case(
                        Setting.LOAD_LIMIT_PER_SCOPE,
                        t -> t.rich().policy().setLoadLimitPerScope(LoadLimit.of(1)),
                        "rich",
                        null,
                        "none, LoadLimit[loads=1, waitAtMost=PT1S]"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void change_isToldOnce_withOldAndNewValue_andNotAtAllWhenItChangesNothing(Case one) {
        one.change.accept(this);
        assertThat(events).hasSize(1);
        ChangeEvent event = events.get(0);
        assertThat(event.setting()).isEqualTo(one.setting);
        assertThat(event.cache()).isEqualTo(one.cache);
        assertThat(event.scope()).isEqualTo(one.scope);
        assertThat(event.oldValue() + ", " + event.newValue()).isEqualTo(one.values);
        assertThat(event.toString()).doesNotContain("acme").contains(one.setting.name());
        one.change.accept(this);
        assertThat(events).hasSize(1);
    }

    @Test
    void gettersOfAPolicy_tellWhatIsInForce() {
        Policy<String, Integer> policy = rich().policy();
        assertThat(policy.expireAfterWrite()).contains(Duration.ofSeconds(60));
        assertThat(policy.expireAfterAccess()).isEmpty();
        assertThat(policy.refreshAfterWrite()).contains(Duration.ofSeconds(30));
        assertThat(policy.softLoadTimeout()).contains(SECOND);
        assertThat(policy.hardLoadTimeout()).contains(Duration.ofSeconds(2));
        assertThat(policy.loadLimitPerScope()).isEmpty();
        assertThat(policy.eviction()).isEqualTo(Eviction.adaptive());
        policy.setExpireAfterWrite(Duration.ofSeconds(61));
        policy.setRefreshAfterWrite(Duration.ofSeconds(31));
        policy.setSoftLoadTimeout(Duration.ofMillis(11));
        policy.setHardLoadTimeout(Duration.ofMillis(21));
        policy.setLoadLimitPerScope(LoadLimit.of(4));
        policy.setEviction(Eviction.lfu());
        policy.setMaximumSize(101);
        policy.setMaximumSizePerScope(11);
        // By the settings it was built with, the cache is found as it is now.
        Policy<String, Integer> again = rich().policy();
        assertThat(again.expireAfterWrite()).contains(Duration.ofSeconds(61));
        assertThat(again.refreshAfterWrite()).contains(Duration.ofSeconds(31));
        assertThat(again.softLoadTimeout()).contains(Duration.ofMillis(11));
        assertThat(again.hardLoadTimeout()).contains(Duration.ofMillis(21));
        assertThat(again.loadLimitPerScope()).contains(LoadLimit.of(4));
        assertThat(again.eviction()).isEqualTo(Eviction.lfu());
        assertThat(again.maximumSize()).hasValue(101);
        assertThat(again.maximumSizePerScope()).hasValue(11);
        Policy<String, Integer> idle = idle().policy();
        assertThat(idle.expireAfterAccess()).contains(SECOND);
        idle.setExpireAfterAccess(Duration.ofHours(1));
        assertThat(idle.expireAfterAccess()).contains(Duration.ofHours(1));
        cacheado.eviction(Shop.TREE.global(), Eviction.fifo());
        assertThat(idle.eviction()).isEqualTo(Eviction.fifo());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused("maximumSize", t -> t.cache("p").build().policy().setMaximumSize(5)),
                refused(
                        "maximumSizePerScope",
                        t -> t.cache("p").build().policy().setMaximumSizePerScope(5)),
                refused("expireAfterAccess", t -> t.rich().policy().setExpireAfterAccess(SECOND)),
                refused("refreshAfterWrite", t -> t.idle().policy().setRefreshAfterWrite(SECOND)),
                refused("softLoadTimeout", t -> t.idle().policy().setSoftLoadTimeout(SECOND)),
                refused("hardLoadTimeout", t -> t.idle().policy().setHardLoadTimeout(SECOND)),
                refused(
                        "expireAfter",
                        t -> t.cache("p")
                                .expireAfter((scope, key, value) -> SECOND)
                                .build()
                                .policy()
                                .setExpireAfterWrite(SECOND)),
                refused(
                        "neither eviction nor maximumSize",
                        t -> t.idle().policy().setEviction(Eviction.fifo())),
                refused("eviction(Eviction.lru())", t -> {
                    try (Cacheado plain = Shop.deterministic().maximumSize(9).build()) {
                        plain.cache("p", String.class, String.class)
                                .maximumSize(5)
                                .build()
                                .policy()
                                .setEviction(Eviction.lru());
                    }
                }),
                refused("eviction(Eviction.lru())", t -> {
                    try (Cacheado plain = Shop.deterministic().maximumSize(9).build()) {
                        plain.eviction(Shop.org("acme"), Eviction.lru());
                    }
                }),
                refused("unbounded", t -> {
                    try (Cacheado unbounded = Shop.deterministic().unbounded().build()) {
                        unbounded.maximumSize(5);
                    }
                }));
    }

    private static Arguments refused(String names, Consumer<RunTimeChangeTest> change) {
        return Arguments.of(names, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void change_thatTheEntriesCannotFollow_isRefused_namingWhatToBuildWith(
            String names, Consumer<RunTimeChangeTest> change) {
        assertThatThrownBy(() -> change.accept(this))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining(names);
        assertThat(events).isEmpty();
    }

    @Test
    void change_toNonsense_isRefusedByNameValueAndWhatIsAllowed_andChangesNothing() {
        Policy<String, Integer> policy = rich().policy();
        assertThatThrownBy(() -> policy.setExpireAfterWrite(Duration.ofSeconds(30)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("expireAfterWrite: PT30S (allowed: more than refreshAfterWrite, PT30S)");
        assertThatThrownBy(() -> policy.setRefreshAfterWrite(Duration.ofSeconds(60)))
                .hasMessage("refreshAfterWrite: PT1M (allowed: less than expireAfterWrite, PT1M)");
        assertThatThrownBy(() -> policy.setSoftLoadTimeout(Duration.ofSeconds(2)))
                .hasMessage("softLoadTimeout: PT2S (allowed: less than hardLoadTimeout, PT2S)");
        assertThatThrownBy(() -> policy.setHardLoadTimeout(SECOND))
                .hasMessage("hardLoadTimeout: PT1S (allowed: more than softLoadTimeout, PT1S)");
        assertThatThrownBy(() -> policy.setExpireAfterWrite(Duration.ZERO))
                .hasMessageContainingAll("expireAfterWrite", "PT0S", "positive");
        assertThatThrownBy(() -> policy.setMaximumSize(0)).hasMessageContainingAll("maximum", "0", "at least 1");
        assertThatThrownBy(() -> policy.setLoadLimitPerScope(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> policy.setEviction(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cacheado.removeQuota(Shop.TREE.global()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maximumSize");
        assertThat(policy.expireAfterWrite()).contains(Duration.ofSeconds(60));
        assertThat(events).isEmpty();
    }

    @Test
    void events_areHandedOverInOrder_besideListenersThatThrow_withTheGlobalScopeCurrent() {
        TaskQueue tasks = new TaskQueue();
        List<String> heard = new ArrayList<>();
        Cacheado other = Shop.deterministic()
                .maximumSize(10)
                .executor(tasks)
                .changeListener(event -> {
                    throw new IllegalStateException("the listener's");
                })
                .changeListener(event ->
                        heard.add(event.oldValue() + " " + event.newValue() + " " + CurrentScope.find("organization")))
                .build();
        try (var open = CurrentScope.open(acme)) {
            for (int i = 11; i < 15; i++) {
                other.maximumSize(i);
            }
            assertThat(heard).isEmpty();
            tasks.runAll();
        }
        assertThat(heard).hasSize(4);
        assertThat(heard.get(0)).startsWith("10 11 ").doesNotContain("acme");
        assertThat(heard.get(3)).startsWith("13 14 ");
        assertThat(other.stats().listenerFailureCount()).isEqualTo(4);
        other.maximumSize(99);
        other.close();
        assertThat(heard).hasSize(4);
    }

    @Test
    void events_thatTheExecutorRefuses_areCounted_andTheChangeIsMade() {
        Cacheado other = Shop.threaded()
                .maximumSize(10)
                .executor(task -> {
                    throw new RejectedExecutionException();
                })
                .changeListener(events::add)
                .build();
        other.maximumSize(11);
        assertThat(other.stats().undeliveredCount()).isEqualTo(1);
        assertThat(other.toString()).contains("maximum=11");
        assertThat(events).isEmpty();
        other.close();
        assertThatThrownBy(() -> other.maximumSize(12)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.eviction(acme, Eviction.fifo())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.removeQuota(acme)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.removeLoadLimit(acme)).isInstanceOf(IllegalStateException.class);
    }

    // ---- times ---------------------------------------------------------------------------------------------------

    @Test
    void expireAfterWrite_changed_countsForValuesWrittenFromThenOn() {
        Cache<String, Integer> cache =
                cache("c").expireAfterWrite(Duration.ofSeconds(10)).build();
        ScopedCache<String, Integer> in = cache.in(acme);
        in.put("old", 1);
        cache.policy().setExpireAfterWrite(SECOND);
        in.put("new", 1);
        in.get("loaded", key -> 1);
        time.advance(SECOND);
        assertThat(in.getIfPresent("new")).isNull();
        assertThat(in.getIfPresent("loaded")).isNull();
        assertThat(in.getIfPresent("old")).isEqualTo(1);
        cache.policy().setExpireAfterWrite(Duration.ofDays(1));
        in.put("long", 1);
        time.advance(Duration.ofSeconds(9));
        assertThat(in.getIfPresent("old")).isNull();
        time.advance(Duration.ofHours(23));
        assertThat(in.getIfPresent("long")).isEqualTo(1);
    }

    @Test
    void expireAfterWrite_turnedOnInACacheBuiltWithout_works() {
        Cache<String, Integer> cache = cache("c").build();
        cache.in(acme).put("for ever", 1);
        cache.policy().setExpireAfterWrite(Duration.ofMillis(2));
        cache.in(acme).put("k", 1);
        time.advance(Duration.ofMillis(1));
        assertThat(cache.in(acme).getIfPresent("k")).isEqualTo(1);
        time.advance(Duration.ofMillis(1));
        assertThat(cache.in(acme).getIfPresent("k")).isNull();
        time.advance(Duration.ofDays(999));
        assertThat(cache.in(acme).getIfPresent("for ever")).isEqualTo(1);
    }

    @Test
    void expireAfterAccess_changed_countsFromTheNextReadThatProlongs_orTheNextWrite() {
        Cache<String, Integer> cache = idle();
        ScopedCache<String, Integer> in = cache.in(acme);
        in.put("read", 1);
        in.put("unread", 1);
        cache.policy().setExpireAfterAccess(Duration.ofSeconds(10));
        assertThat(in.getIfPresent("read")).isEqualTo(1);
        in.put("written", 1);
        time.advance(Duration.ofSeconds(9));
        assertThat(in.getIfPresent("unread")).isNull();
        assertThat(cache.policy().expiresAfter(acme, "read")).contains(SECOND);
        assertThat(cache.policy().expiresAfter(acme, "written")).contains(SECOND);
        cache.policy().setExpireAfterAccess(Duration.ofMillis(1));
        assertThat(in.getIfPresent("read")).isEqualTo(1);
        assertThat(cache.policy().expiresAfter(acme, "read"))
                .as("not shortened")
                .contains(SECOND);
        in.put("read", 2);
        assertThat(cache.policy().expiresAfter(acme, "read")).contains(Duration.ofMillis(1));
    }

    @Test
    void refreshAfterWrite_changed_countsForValuesWrittenFromThenOn() {
        List<String> loads = new ArrayList<>();
        LoadingCache<String, Integer> cache = cache("c")
                .refreshAfterWrite(Duration.ofSeconds(10))
                .build((scope, key) -> {
                    loads.add(key);
                    return 2;
                });
        ScopedCache<String, Integer> in = cache.in(acme);
        in.put("old", 1);
        cache.policy().setRefreshAfterWrite(SECOND);
        in.put("new", 1);
        time.advance(SECOND);
        in.getIfPresent("old");
        in.getIfPresent("new");
        assertThat(loads).containsExactly("new");
        assertThat(in.getIfPresent("new")).isEqualTo(2);
    }

    @Test
    void hardLoadTimeout_changed_countsForLoadsThatBegin() throws Exception {
        Cacheado real = Shop.threaded().maximumSize(10).build();
        Cache<String, Integer> cache = real.cache("c", String.class, Integer.class)
                .hardLoadTimeout(Duration.ofDays(1))
                .build();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> before = cache.in(acme).getAsync("before", key -> stage);
        cache.policy().setHardLoadTimeout(Duration.ofMillis(1));
        assertThatThrownBy(() -> cache.in(acme)
                        .getAsync("after", key -> new CompletableFuture<Integer>())
                        .get())
                .hasCauseInstanceOf(LoadTimeoutException.class);
        stage.complete(5);
        assertThat(before.get()).isEqualTo(5);
        real.close();
    }

    // ---- loads ---------------------------------------------------------------------------------------------------

    @Test
    void loadLimits_changedWhileLoadsWait_letAsManyInAsTheyNowAllow() {
        Cache<String, Integer> cache = cache("c")
                .loadLimitPerScope(LoadLimit.of(1).waitAtMost(Duration.ofDays(1)))
                .build();
        List<String> begun = new ArrayList<>();
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        Consumer<String> begin = key -> cache.in(acme).getAsync(key, asked -> {
            begun.add(asked);
            CompletableFuture<Integer> stage = new CompletableFuture<>();
            stages.add(stage);
            return stage;
        });
        Stream.of("a", "b", "c", "d", "e").forEach(begin);
        assertThat(begun).containsExactly("a");
        cache.policy().setLoadLimitPerScope(LoadLimit.of(2).waitAtMost(Duration.ofDays(1)));
        assertThat(begun).containsExactly("a", "b");
        cache.policy().removeLoadLimitPerScope();
        assertThat(begun).containsExactly("a", "b", "c", "d", "e");
        begin.accept("f");
        assertThat(begun).hasSize(6);
        assertThat(events).hasSize(2);
        assertThat(events.get(1).newValue()).isEqualTo("none");
        cache.policy().removeLoadLimitPerScope();
        assertThat(events).hasSize(2);
        stages.forEach(stage -> stage.complete(1));
        assertThat(Audit.bulkheads(cacheado)).isZero();
    }

    @Test
    void loadLimitOfAScope_takenBack_isThatOfItsLevelAgain() {
        Cache<String, Integer> cache = cache("c").build();
        Scope user = Shop.user("acme", 1);
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        Consumer<String> begin = key -> cache.in(user).getAsync(key, asked -> {
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        });
        cacheado.loadLimit(user, LoadLimit.of(1).waitAtMost(Duration.ofDays(1)));
        Stream.of("a", "b", "c", "d", "e").forEach(begin);
        assertThat(stages).hasSize(1);
        cacheado.removeLoadLimit(user);
        assertThat(stages).as("that of the level").hasSize(3);
        assertThat(events.get(1).newValue()).isEqualTo("LoadLimit[loads=3, waitAtMost=PT1S]");
        cacheado.removeLoadLimit(user);
        assertThat(events).hasSize(2);
        while (stages.stream().anyMatch(stage -> !stage.isDone())) {
            List.copyOf(stages).forEach(stage -> stage.complete(1));
        }
        assertThat(Audit.bulkheads(cacheado)).isZero();
    }

    // ---- quotas --------------------------------------------------------------------------------------------------

    @Test
    void quotaOfAScope_takenBack_isThatOfItsLevelAgain() {
        Cache<String, Integer> cache = cache("c").build();
        Scope user = Shop.user("acme", 1);
        cacheado.quota(user, Quota.limit(80));
        fill(cache, user, 100);
        assertThat(cacheado.stats(user).entryCount()).isEqualTo(80);
        cacheado.removeQuota(user);
        cacheado.cleanUp();
        assertThat(cacheado.stats(user).entryCount()).isEqualTo(50);
        assertThat(events)
                .extracting(event -> event.oldValue() + ", " + event.newValue())
                .containsExactly("Quota[limit=50], Quota[limit=80]", "Quota[limit=80], Quota[limit=50]");
        cacheado.removeQuota(user);
        assertThat(events).hasSize(2);
        // A level without quotas: no limit at all, also for a scope that comes again.
        cacheado.quota(acme, Quota.limit(60));
        fill(cache, acme, 200);
        assertThat(cacheado.stats(acme).entryCount()).isEqualTo(60);
        cacheado.removeQuota(acme);
        fill(cache, acme, 200);
        assertThat(cacheado.stats(acme).entryCount()).isGreaterThanOrEqualTo(200);
        cacheado.evict(acme);
        fill(cache, acme, 200);
        assertThat(cacheado.stats(acme).entryCount()).isEqualTo(200);
        cacheado.removeQuota(Shop.org("never seen"));
    }

    private static void fill(Cache<String, Integer> cache, Scope scope, int n) {
        for (int i = 0; i < n; i++) {
            cache.in(scope).put("k" + i, i);
        }
    }

    // ---- policies ------------------------------------------------------------------------------------------------

    static Stream<Arguments> pairs() {
        List<Eviction> changeable = Eviction.builtIn().stream()
                .filter(each -> each.factory() == null)
                .toList();
        return changeable.stream()
                .flatMap(from ->
                        changeable.stream().filter(to -> !to.equals(from)).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void evictionOfACache_changed_losesNoEntry_keepsTheOrder_andFollowsTheNewPolicy(Eviction from, Eviction to) {
        Cache<String, Integer> cache =
                cache("c").eviction(from).maximumSize(300).build();
        Cache<String, Integer> other = cache("other").build();
        for (int i = 0; i < 100; i++) {
            cache.in(acme).put("k" + i, i);
            cache.in(Shop.user("acme", 1)).put("k" + i, i);
            other.in(acme).put("k" + i, i);
        }
        List<String> before = cache.policy().coldest(acme, 1_000);
        assertThat(before).hasSize(100);
        cache.policy().setEviction(to);
        assertThat(cache.policy().eviction()).isEqualTo(to);
        assertThat(cache.policy().coldest(acme, 1_000)).isEqualTo(before);
        assertThat(cache.stats().entryCount()).isEqualTo(150);
        assertThat(Audit.violations(cacheado)).isEmpty();
        followsIts(cache, to);
        cacheado.evict(acme);
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount())
                .isEqualTo(cacheado.stats(Shop.org("else")).entryCount());
    }

    /** Reads one key again and again while others come: it stays under what counts uses, but not under FIFO. */
    private static void followsIts(Cache<String, Integer> cache, Eviction policy) {
        ScopedCache<String, Integer> in = cache.in(Shop.org("else"));
        cache.policy().setMaximumSize(160);
        in.put("used", 0);
        for (int i = 0; i < 400; i++) {
            in.put("scan" + i, i);
            in.getIfPresent("used");
        }
        assertThat(in.getIfPresent("used")).isEqualTo(policy.equals(Eviction.fifo()) ? null : 0);
        assertThat(cache.stats().entryCount()).isEqualTo(160);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void evictionOfAScope_changed_losesNoEntry_andReachesThoseBelowWithoutOneOfTheirOwn(Eviction from, Eviction to) {
        Cacheado own =
                builder().eviction(from).eviction("session", Eviction.lru()).build();
        Cache<String, Integer> cache =
                own.cache("c", String.class, Integer.class).build();
        Cache<String, Integer> limited = own.cache("limited", String.class, Integer.class)
                .maximumSize(500)
                .build();
        Cache<String, Integer> fixed = own.cache("fixed", String.class, Integer.class)
                .eviction(Eviction.lfu())
                .build();
        List<Scope> scopes = List.of(acme, Shop.user("acme", 1), Shop.session("acme", 1, 1), Shop.org("else"));
        for (int i = 0; i < 8; i++) {
            for (Scope scope : scopes) {
                cache.in(scope).put("k" + i, i);
                limited.in(scope).put("k" + i, i);
                fixed.in(scope).put("k" + i, i);
            }
        }
        own.eviction(acme, to);
        assertThat(Audit.violations(own)).isEmpty();
        for (Scope scope : scopes) {
            assertThat(cache.policy().coldest(scope, 99)).hasSize(8);
            assertThat(limited.policy().coldest(scope, 99)).hasSize(8);
            assertThat(fixed.policy().coldest(scope, 99)).hasSize(8);
        }
        // Which policy rules shows in what a use does to the order.
        assertThat(usedGoesLast(cache, acme)).isEqualTo(to.equals(Eviction.lru()));
        assertThat(usedGoesLast(limited, acme)).isEqualTo(to.equals(Eviction.lru()));
        assertThat(usedGoesLast(fixed, acme)).isFalse();
        assertThat(usedGoesLast(cache, Shop.user("acme", 1))).isEqualTo(to.equals(Eviction.lru()));
        assertThat(usedGoesLast(cache, Shop.session("acme", 1, 1))).isTrue();
        assertThat(usedGoesLast(cache, Shop.org("else"))).isEqualTo(from.equals(Eviction.lru()));
        own.evict(acme);
        cache.in(Shop.user("acme", 2)).put("k0", 1);
        cache.in(Shop.user("acme", 2)).put("k1", 1);
        assertThat(usedGoesLast(cache, Shop.user("acme", 2)))
                .as("scopes made later")
                .isEqualTo(to.equals(Eviction.lru()));
        own.eviction(Shop.TREE.global(), Eviction.lru());
        assertThat(usedGoesLast(cache, Shop.org("else"))).isTrue();
        assertThat(usedGoesLast(cache, Shop.user("acme", 2))).isEqualTo(to.equals(Eviction.lru()));
        own.cleanUp();
        assertThat(Audit.violations(own)).isEmpty();
        own.close();
    }

    private static boolean usedGoesLast(Cache<String, Integer> cache, Scope scope) {
        String coldest = cache.policy().coldest(scope, 1).get(0);
        cache.in(scope).getIfPresent(coldest);
        return cache.policy().hottest(scope, 1).get(0).equals(coldest);
    }

    /** Their order is their own, so there is nothing to hand over. */
    @Test
    void pluggedPolicy_neitherComesNorGoes() {
        Eviction own = Eviction.of("mine", () -> {
            throw new IllegalStateException("never asked");
        });
        Policy<String, Integer> sieved =
                cache("sieved").eviction(Eviction.sieve()).build().policy();
        Policy<String, Integer> fifo =
                cache("fifo").eviction(Eviction.fifo()).build().policy();
        for (Runnable change : List.<Runnable>of(
                () -> sieved.setEviction(Eviction.fifo()),
                () -> fifo.setEviction(Eviction.sieve()),
                () -> fifo.setEviction(own),
                () -> cacheado.eviction(acme, own),
                () -> cacheado.eviction(Shop.TREE.global(), Eviction.sieve()))) {
            assertThatThrownBy(change::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("allowed while it runs: from and to adaptive, s3-fifo, lru, lfu and fifo");
        }
        sieved.setEviction(Eviction.sieve());
        assertThat(events).isEmpty();
        assertThat(sieved.eviction()).isEqualTo(Eviction.sieve());
    }
}
