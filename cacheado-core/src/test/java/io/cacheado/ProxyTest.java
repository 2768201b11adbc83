package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.annotation.CacheKey;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.KeyDerivation;
import io.cacheado.annotation.ScopeId;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.CurrentScope.Closing;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import java.io.IOException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Methods with {@code @Cached}: whose results are, under which keys, and what results mean. */
class ProxyTest {
    private static final Scope ACME = Shop.org("acme");
    private static final Scope ANN = Shop.user("acme", "ann");

    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(1000).ticker(time).build();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void close() {
        cacheado.close();
    }

    private String call(Object... what) {
        return calls.incrementAndGet() + Arrays.asList(what).toString();
    }

    // ---- scopes --------------------------------------------------------------------------------------------------

    interface Scoped {
        @Cached(scope = "user")
        String ofTheCurrentUser(String key);

        @Cached(scope = "user")
        String ofTheUser(@ScopeId("org_id") String organization, @ScopeId("user_id") long user, String key);

        @Cached(scope = "user")
        String ofAUserOfTheCurrentOrganization(@ScopeId("user_id") String user, String key);

        @Cached(scope = "session")
        String ofASession(String key, @ScopeId("user_id") Object user, @ScopeId("session_id") UUID session);

        @Cached(scope = "organization")
        String ofTheOrganization(@ScopeId("org_id") String organization, @ScopeId("user_id") String user);

        @Cached(scope = "global")
        String ofAll(@ScopeId("org_id") String organization);
    }

    private final class ScopedTarget implements Scoped {
        @Override
        public String ofTheCurrentUser(String key) {
            return call(CurrentScope.require("user"), key);
        }

        @Override
        public String ofTheUser(String organization, long user, String key) {
            return call(CurrentScope.require("user"), key);
        }

        @Override
        public String ofAUserOfTheCurrentOrganization(String user, String key) {
            return call(CurrentScope.require("user"), key);
        }

        @Override
        public String ofASession(String key, Object user, UUID session) {
            return call(CurrentScope.require("session"), key);
        }

        @Override
        public String ofTheOrganization(String organization, String user) {
            return call(CurrentScope.require("organization"), CurrentScope.find("user"), user);
        }

        @Override
        public String ofAll(String organization) {
            return call(CurrentScope.require("global"), CurrentScope.find("organization"), organization);
        }
    }

    private Scoped scoped() {
        return cacheado.proxy(Scoped.class, new ScopedTarget());
    }

    @Test
    void scope_withoutIdsFromParameters_isTheCurrentOneCutToTheLevel() {
        Scoped proxy = scoped();
        CurrentScope.run(
                Shop.session("acme", "ann", "s1"),
                () -> assertThat(proxy.ofTheCurrentUser("k")).isEqualTo("1[organization:acme/user:ann, k]"));
        CurrentScope.run(
                Shop.session("acme", "ann", "s2"),
                () -> assertThat(proxy.ofTheCurrentUser("k")).isEqualTo("1[organization:acme/user:ann, k]"));
        CurrentScope.run(
                Shop.user("acme", "bob"),
                () -> assertThat(proxy.ofTheCurrentUser("k")).isEqualTo("2[organization:acme/user:bob, k]"));
        assertThatThrownBy(() -> proxy.ofTheCurrentUser("k"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("Scoped.ofTheCurrentUser(String)")
                .hasMessageContaining("level user")
                .hasMessageContaining("org_id is missing");
        CurrentScope.run(
                ACME,
                () -> assertThatThrownBy(() -> proxy.ofTheCurrentUser("k"))
                        .isInstanceOf(MissingScopeException.class)
                        .hasMessageContaining("user_id is missing"));
        assertThat(calls).hasValue(2);
    }

    @Test
    void scope_fromParameters_needsNoCurrentOneAndIsNotMixedWithIt() {
        Scoped proxy = scoped();
        assertThat(proxy.ofTheUser("acme", 42, "k")).isEqualTo("1[organization:acme/user:42, k]");
        try (Closing other = CurrentScope.open(Shop.user("globex", "eve"))) {
            assertThat(proxy.ofTheUser("acme", 42, "k")).isEqualTo("1[organization:acme/user:42, k]");
            assertThat(proxy.ofTheUser("globex", 42, "k")).isEqualTo("2[organization:globex/user:42, k]");
        }
        assertThat(cacheado.evict(ACME)).isEqualTo(1);
    }

    @Test
    void scope_whoseLastIdsAreParameters_takesTheRestFromTheCurrentScopeOfThatTree() {
        Scoped proxy = scoped();
        try (Closing tenant = CurrentScope.open(Shop.tenant("t1"))) {
            assertThatThrownBy(() -> proxy.ofAUserOfTheCurrentOrganization("bob", "k"))
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessageContaining("org_id is missing");
            try (Closing ann = CurrentScope.open(ANN)) {
                assertThat(proxy.ofAUserOfTheCurrentOrganization("bob", "k"))
                        .isEqualTo("1[organization:acme/user:bob, k]");
            }
            try (Closing globex = CurrentScope.open(Shop.org("globex"))) {
                assertThat(proxy.ofAUserOfTheCurrentOrganization("bob", "k"))
                        .isEqualTo("2[organization:globex/user:bob, k]");
                UUID session = new UUID(1, 2);
                assertThat(proxy.ofASession("k", "bob", session))
                        .isEqualTo("3[organization:globex/user:bob/session:" + session + ", k]");
            }
        }
    }

    @Test
    void idsThatAreNotOnThePath_changeNoScopeAndArePartOfTheKey() {
        Scoped proxy = scoped();
        assertThat(proxy.ofTheOrganization("acme", "ann")).isEqualTo("1[organization:acme, Optional.empty, ann]");
        assertThat(proxy.ofTheOrganization("acme", "bob")).isEqualTo("2[organization:acme, Optional.empty, bob]");
        assertThat(proxy.ofTheOrganization("acme", "ann")).isEqualTo("1[organization:acme, Optional.empty, ann]");
        try (Closing ann = CurrentScope.open(ANN)) {
            assertThat(proxy.ofAll("acme")).isEqualTo("3[global, Optional.empty, acme]");
        }
        assertThat(proxy.ofAll("acme")).isEqualTo("3[global, Optional.empty, acme]");
        assertThat(proxy.ofAll("globex")).isEqualTo("4[global, Optional.empty, globex]");
    }

    @Test
    void nullAsAnId_isAMissingScope_andABadOneIsRefused_beforeTheMethodRuns() {
        Scoped proxy = scoped();
        try (Closing ann = CurrentScope.open(ANN)) {
            assertThatThrownBy(() -> proxy.ofTheUser(null, 42, "k"))
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessageContaining("Scoped.ofTheUser(String, long, String)")
                    .hasMessageContaining("\"org_id\" is missing");
            assertThatThrownBy(() -> proxy.ofAUserOfTheCurrentOrganization(null, "k"))
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessageContaining("\"user_id\" is missing");
            assertThatThrownBy(() -> proxy.ofTheUser("", 42, "k"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .isNotInstanceOf(MissingScopeException.class)
                    .hasMessageContaining("Scoped.ofTheUser")
                    .hasMessageContaining("is empty");
            assertThatThrownBy(() -> proxy.ofASession("k", 1.5, new UUID(1, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("user_id");
        }
        assertThat(calls).hasValue(0);
    }

    interface Bypassing {
        @Cached(scope = "user", bypassWithoutScope = true)
        String find(@ScopeId("user_id") String user);
    }

    @Test
    void methodThatBypasses_runsPastTheCacheWithoutAScope_andIsCounted() {
        Bypassing proxy = cacheado.proxy(Bypassing.class, this::call);
        proxy.find("ann");
        proxy.find("ann");
        CurrentScope.run(ACME, () -> proxy.find(null));
        assertThat(calls).hasValue(3);
        assertThat(cacheado.stats().bypassCount()).isEqualTo(3);
        CurrentScope.run(ACME, () -> assertThat(proxy.find("ann")).isEqualTo(proxy.find("ann")));
        assertThat(calls).hasValue(4);
        assertThat(cacheado.stats().bypassCount()).isEqualTo(3);
    }

    // ---- keys ----------------------------------------------------------------------------------------------------

    static final class ByLength implements KeyDerivation {
        private ByLength() {}

        @Override
        public Object keyOf(Method method, List<Object> arguments) {
            return List.of(method.getName(), ((int[]) arguments.get(0)).length);
        }
    }

    static final class Nothing implements KeyDerivation {
        @Override
        public Object keyOf(Method method, List<Object> arguments) {
            return arguments.get(0);
        }
    }

    interface Keyed {
        @Cached(scope = "global")
        String none();

        @Cached(scope = "global")
        String several(String a, int b, List<String> c);

        @Cached(scope = "global")
        String one(Object a);

        @Cached(scope = "global")
        String marked(@CacheKey String a, Runnable callback, @CacheKey Integer b);

        @Cached(scope = "global", key = ByLength.class)
        String derived(int[] array);

        @Cached(scope = "global", key = Nothing.class)
        String derivedOfNothing(Object array);

        @Cached(scope = "global")
        String varied(Map<String, Object> map);
    }

    private final class KeyedTarget implements Keyed {
        @Override
        public String none() {
            return call();
        }

        @Override
        public String several(String a, int b, List<String> c) {
            return call(a, b, c);
        }

        @Override
        public String one(Object a) {
            return call(a);
        }

        @Override
        public String marked(String a, Runnable callback, Integer b) {
            return call(a, b);
        }

        @Override
        public String derived(int[] array) {
            return call(array.length);
        }

        @Override
        public String derivedOfNothing(Object array) {
            return call();
        }

        @Override
        public String varied(Map<String, Object> map) {
            return call(map);
        }
    }

    private Keyed keyed() {
        return cacheado.proxy(Keyed.class, new KeyedTarget());
    }

    @Test
    void key_isAllArgumentsByTheirValue_nullsIncluded() {
        Keyed proxy = keyed();
        assertThat(proxy.none()).isEqualTo(proxy.none()).isEqualTo("1[]");
        assertThat(proxy.several("a", 1, List.of("x"))).isEqualTo("2[a, 1, [x]]");
        assertThat(proxy.several(new String("a"), 1, new ArrayList<>(List.of("x"))))
                .isEqualTo("2[a, 1, [x]]");
        assertThat(proxy.several("a", 2, List.of("x"))).isEqualTo("3[a, 2, [x]]");
        assertThat(proxy.several(null, 1, null)).isEqualTo("4[null, 1, null]");
        assertThat(proxy.several(null, 1, null)).isEqualTo("4[null, 1, null]");
        assertThat(proxy.one(null)).isEqualTo("5[null]").isEqualTo(proxy.one(null));
        assertThat(proxy.one(Arrays.asList((Object) null))).isEqualTo("6[[null]]");
        assertThat(proxy.one(List.of())).isEqualTo("7[[]]");
        assertThat(proxy.one(1)).isNotEqualTo(proxy.one(1L));
    }

    @Test
    void key_ofMarkedParameters_leavesTheRestOut() {
        Keyed proxy = keyed();
        assertThat(proxy.marked("a", () -> {}, 1)).isEqualTo(proxy.marked("a", null, 1));
        assertThat(proxy.marked("a", null, 2)).isEqualTo("2[a, 2]");
    }

    @Test
    void key_derived_isAskedForEachCallAndMustHaveAValue() {
        Keyed proxy = keyed();
        assertThat(proxy.derived(new int[] {1, 2})).isEqualTo(proxy.derived(new int[] {3, 4}));
        assertThat(proxy.derived(new int[1])).isEqualTo("2[1]");
        assertThatThrownBy(() -> proxy.derivedOfNothing(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the key that Nothing made for Keyed.derivedOfNothing(Object) is null");
        assertThatThrownBy(() -> proxy.derivedOfNothing(new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int[] has no equals of its own");
        assertThat(calls).hasValue(2);
    }

    @Test
    void argumentWithoutEquals_isRefusedByParameterAndClass_beforeTheMethodRuns() {
        Keyed proxy = keyed();
        Runnable lambda = () -> {};
        for (Object refused : new Object[] {new Object(), new int[0], lambda}) {
            assertThatThrownBy(() -> proxy.one(refused))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("parameter 1 (a) of Keyed.one(Object)")
                    .hasMessageContaining(refused.getClass().getTypeName());
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void mapOfTheCaller_isNeverChanged_andItsLaterChangesChangeNoEntry() {
        Keyed proxy = keyed();
        Map<String, Object> mine = new HashMap<>(Map.of("org_id", "acme", "tags", new ArrayList<>(List.of("a"))));
        assertThat(proxy.varied(mine)).startsWith("1[");
        assertThat(mine).isEqualTo(Map.of("org_id", "acme", "tags", List.of("a")));
        mine.put("user_id", "ann");
        assertThat(proxy.varied(mine)).startsWith("2[");
        assertThat(proxy.varied(Map.of("org_id", "acme", "tags", List.of("a")))).startsWith("1[");
    }

    // ---- names ---------------------------------------------------------------------------------------------------

    interface Overloaded {
        @Cached(scope = "global")
        String find(String key);

        @Cached(scope = "global")
        String find(Object key);

        @Cached(scope = "global")
        String find(Integer key);

        @Cached(scope = "global")
        String find(String key, String more);
    }

    private class Finder implements Overloaded {
        @Override
        public String find(String key) {
            return "String " + call(key);
        }

        @Override
        public String find(Object key) {
            return "Object " + call(key);
        }

        @Override
        public String find(Integer key) {
            return "Integer " + call(key);
        }

        @Override
        public String find(String key, String more) {
            return "two " + call(key, more);
        }
    }

    private final class OtherFinder extends Finder {
        @Override
        public String find(String key) {
            return "other " + call(key);
        }
    }

    @Test
    void overloads_shareNoEntries() {
        Overloaded proxy = cacheado.proxy(Overloaded.class, new Finder());
        assertThat(proxy.find("k")).isEqualTo("String 1[k]");
        assertThat(proxy.find((Object) "k")).isEqualTo("Object 2[k]");
        assertThat(proxy.find((Integer) null)).isEqualTo("Integer 3[null]");
        assertThat(proxy.find((Object) null)).isEqualTo("Object 4[null]");
        assertThat(proxy.find("k", null)).isEqualTo("two 5[k, null]");
        assertThat(proxy.find("k")).isEqualTo("String 1[k]");
    }

    @Test
    void methodsOfEqualName_inTwoClasses_shareNoEntries_andTwoTargetsOfOneClassDo() {
        Overloaded one = cacheado.proxy(Overloaded.class, new Finder());
        Overloaded other = cacheado.proxy(Overloaded.class, new OtherFinder());
        Overloaded same = cacheado.proxy(Overloaded.class, new Finder());
        assertThat(one.find("k")).isEqualTo("String 1[k]");
        assertThat(other.find("k")).isEqualTo("other 2[k]");
        assertThat(other.find((Object) "k")).isEqualTo("Object 3[k]");
        assertThat(same.find("k")).isEqualTo("String 1[k]");
    }

    interface Named {
        @Cached(scope = "user", name = "themes")
        String find(String key);

        @Cached(scope = "user", name = "themes", key = Upper.class)
        String findByOther(String key, int unused);
    }

    static final class Upper implements KeyDerivation {
        @Override
        public Object keyOf(Method method, List<Object> arguments) {
            return arguments.get(1).equals(0) ? 7 : arguments.get(0);
        }
    }

    private final class NamedTarget implements Named {
        @Override
        public String find(String key) {
            return call(key);
        }

        @Override
        public String findByOther(String key, int unused) {
            return call(key);
        }
    }

    @Test
    void cacheThatWasDeclared_isUsedByItsName_withItsSettings() {
        Cache<String, String> themes = cacheado.cache("themes", String.class, String.class)
                .scopedTo("user")
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
        Named proxy = cacheado.proxy(Named.class, new NamedTarget());
        themes.in("acme", "ann").put("k", "put");
        try (Closing ann = CurrentScope.open(ANN)) {
            assertThat(proxy.find("k")).isEqualTo("put");
            assertThat(proxy.findByOther("k", 1)).isEqualTo("put");
            assertThat(proxy.find("l")).isEqualTo("1[l]");
            assertThatThrownBy(() -> proxy.find(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the key that was made for Named.find(String) is null")
                    .hasMessageContaining("cache themes was declared with keys of java.lang.String");
            assertThatThrownBy(() -> proxy.findByOther("k", 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is of java.lang.Integer");
        }
        assertThat(themes.in("acme", "ann").getIfPresent("l")).isEqualTo("1[l]");
        time.advance(Duration.ofMinutes(2));
        assertThat(themes.in("acme", "ann").getIfPresent("l")).isNull();
    }

    @Test
    void methodsOfOneName_shareTheirEntriesOnPurpose_andNullIsAKeyOfTheirs() {
        Named proxy = cacheado.proxy(Named.class, new NamedTarget());
        Named again = cacheado.proxy(Named.class, new NamedTarget());
        try (Closing ann = CurrentScope.open(ANN)) {
            assertThat(proxy.find("k")).isEqualTo("1[k]");
            assertThat(proxy.findByOther("k", 1)).isEqualTo("1[k]");
            assertThat(again.find(null)).isEqualTo("2[null]").isEqualTo(proxy.find(null));
        }
    }

    // ---- settings ------------------------------------------------------------------------------------------------

    interface Expiring {
        @Cached(
                name = "short",
                scope = "organization",
                expireAfterWrite = "10m",
                expireAfterAccess = "PT6M",
                expireAbsentAfter = "30s",
                maximumSize = 5,
                maximumSizePerScope = 3)
        String find(@ScopeId("org_id") String organization, int key);
    }

    @Test
    void settings_areThoseOfTheCache() {
        Expiring proxy = cacheado.proxy(Expiring.class, (organization, key) -> key < 0 ? nothing() : call(key));
        proxy.find("acme", -1);
        proxy.find("acme", -1);
        assertThat(calls).hasValue(1);
        time.advance(Duration.ofSeconds(31));
        proxy.find("acme", -1);
        assertThat(calls).hasValue(2);

        proxy.find("acme", 1);
        time.advance(Duration.ofMinutes(5));
        proxy.find("acme", 1);
        assertThat(calls).hasValue(3);
        time.advance(Duration.ofMinutes(6));
        proxy.find("acme", 1);
        assertThat(calls).hasValue(4);

        for (int i = 0; i < 10; i++) {
            proxy.find("acme", i);
            proxy.find("globex", i);
        }
        assertThat(cacheado.stats(ACME).entryCount()).isLessThanOrEqualTo(3);
        assertThat(cacheado.stats().entryCount()).isEqualTo(5);
        Cache<Integer, String> same = cacheado.cache("short", Integer.class, String.class)
                .scopedTo("organization")
                .expireAfterWrite(Duration.ofMinutes(10))
                .expireAfterAccess(Duration.ofMinutes(6))
                .expireAbsentAfter(Duration.ofSeconds(30))
                .maximumSize(5)
                .maximumSizePerScope(3)
                .build();
        assertThat(same.stats().entryCount()).isEqualTo(5);
    }

    private String nothing() {
        calls.incrementAndGet();
        return null;
    }

    // ---- results -------------------------------------------------------------------------------------------------

    interface Results {
        @Cached(scope = "global", expireAbsentAfter = "1m")
        Optional<String> optional(String key);

        @Cached(scope = "global", expireAbsentAfter = "1m")
        OptionalInt ofInt(int key);

        @Cached(scope = "global")
        OptionalLong ofLong(int key);

        @Cached(scope = "global")
        OptionalDouble ofDouble(int key);

        @Cached(scope = "global")
        int primitive(int key);

        @Cached(scope = "global")
        boolean flag();

        @Cached(scope = "global")
        CompletionStage<String> stage(String key);

        @Cached(scope = "global", expireAbsentAfter = "1m")
        CompletableFuture<Optional<String>> futureOptional(String key);

        @Cached(scope = "global")
        int[] array();
    }

    private final class ResultsTarget implements Results {
        @Override
        public Optional<String> optional(String key) {
            calls.incrementAndGet();
            return key.equals("null") ? null : Optional.of(key).filter(each -> !each.equals("empty"));
        }

        @Override
        public OptionalInt ofInt(int key) {
            calls.incrementAndGet();
            return key == 0 ? OptionalInt.empty() : OptionalInt.of(key);
        }

        @Override
        public OptionalLong ofLong(int key) {
            calls.incrementAndGet();
            return key == 0 ? OptionalLong.empty() : OptionalLong.of(key);
        }

        @Override
        public OptionalDouble ofDouble(int key) {
            calls.incrementAndGet();
            return key == 0 ? OptionalDouble.empty() : OptionalDouble.of(key);
        }

        @Override
        public int primitive(int key) {
            return key + calls.incrementAndGet();
        }

        @Override
        public boolean flag() {
            return calls.incrementAndGet() == 1;
        }

        @Override
        public CompletionStage<String> stage(String key) {
            calls.incrementAndGet();
            if (key.equals("throws")) {
                throw new IllegalStateException("thrown at once");
            }
            return key.equals("none") ? null : CompletableFuture.completedStage(key);
        }

        @Override
        public CompletableFuture<Optional<String>> futureOptional(String key) {
            calls.incrementAndGet();
            return CompletableFuture.completedFuture(Optional.of(key).filter(each -> !each.equals("empty")));
        }

        @Override
        public int[] array() {
            return new int[] {calls.incrementAndGet()};
        }
    }

    private Results results() {
        return cacheado.proxy(Results.class, new ResultsTarget());
    }

    @Test
    void optional_isItsContent_andEmptyIsAbsent() {
        Results proxy = results();
        assertThat(proxy.optional("a")).hasValue("a");
        assertThat(proxy.optional("a")).hasValue("a");
        assertThat(proxy.optional("empty")).isEmpty();
        assertThat(proxy.optional("empty")).isEmpty();
        assertThat(proxy.optional("null")).isEmpty();
        assertThat(proxy.optional("null")).isEmpty();
        assertThat(calls).hasValue(3);
        assertThat(proxy.ofInt(1)).isEqualTo(proxy.ofInt(1)).hasValue(1);
        assertThat(proxy.ofInt(0)).isEqualTo(proxy.ofInt(0)).isEmpty();
        assertThat(calls).hasValue(5);
        assertThat(proxy.ofLong(1)).isEqualTo(proxy.ofLong(1)).hasValue(1);
        assertThat(proxy.ofLong(0)).isEmpty();
        assertThat(proxy.ofDouble(1)).isEqualTo(proxy.ofDouble(1)).hasValue(1);
        assertThat(proxy.ofDouble(0)).isEmpty();
        assertThat(calls).hasValue(9);
    }

    @Test
    void primitivesAndArrays_areResultsLikeAnyOther() {
        Results proxy = results();
        assertThat(proxy.primitive(10)).isEqualTo(11).isEqualTo(proxy.primitive(10));
        assertThat(proxy.primitive(20)).isEqualTo(22);
        assertThat(proxy.flag()).isEqualTo(proxy.flag()).isFalse();
        assertThat(proxy.array()).isSameAs(proxy.array());
    }

    interface Count {
        @Cached(scope = "global", name = "counts", expireAbsentAfter = "1h")
        Integer boxed(String key);

        @Cached(scope = "global", name = "counts")
        int primitive(String key);
    }

    @Test
    void absenceForAPrimitive_isAClearException() {
        Count proxy = cacheado.proxy(Count.class, new Count() {
            @Override
            public Integer boxed(String key) {
                return null;
            }

            @Override
            public int primitive(String key) {
                return 1;
            }
        });
        assertThat(proxy.boxed("k")).isNull();
        assertThatThrownBy(() -> proxy.primitive("k"))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("primitive");
        assertThat(proxy.primitive("l")).isEqualTo(1);
        assertThat(proxy.boxed("l")).isEqualTo(1);
    }

    @Test
    void stage_isItsValue_givenToEachCallerInAFutureOfItsOwn() throws Exception {
        Results proxy = results();
        CompletionStage<String> first = proxy.stage("a");
        CompletionStage<String> second = proxy.stage("a");
        assertThat(first).isNotSameAs(second);
        assertThat(first.toCompletableFuture().get()).isEqualTo("a");
        assertThat(second.toCompletableFuture().get()).isEqualTo("a");
        assertThat(calls).hasValue(1);
        assertThat(proxy.futureOptional("a").get()).hasValue("a");
        assertThat(proxy.futureOptional("empty").get()).isEmpty();
        assertThat(proxy.futureOptional("empty").get()).isEmpty();
        assertThat(calls).hasValue(3);
        assertThatThrownBy(() -> proxy.stage("throws").toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("thrown at once");
        assertThatThrownBy(() -> proxy.stage("none").toCompletableFuture().join())
                .hasRootCauseInstanceOf(NullPointerException.class);
    }

    // ---- failures ------------------------------------------------------------------------------------------------

    interface Failing {
        @Cached(scope = "global", name = "failing")
        String checked(String key) throws SQLException, IOException;

        @Cached(scope = "global", name = "failing")
        String declaresNothing(String key);

        String forwarded(String key) throws IOException;
    }

    private static final class FailingTarget implements Failing {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final SQLException down = new SQLException("down");
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public String checked(String key) throws SQLException {
            calls.incrementAndGet();
            entered.countDown();
            Threads.await(released);
            throw down;
        }

        @Override
        public String declaresNothing(String key) {
            throw new IllegalArgumentException(key);
        }

        @Override
        public String forwarded(String key) throws IOException {
            throw new IOException(key);
        }
    }

    @Test
    void checkedException_reachesTheCallerAndEachJoinedWaiterUnchanged_orWrappedWhereItIsNotDeclared() {
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        FailingTarget target = new FailingTarget();
        Failing proxy = threaded.proxy(Failing.class, target);
        List<FutureTask<Throwable>> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(Threads.start(() -> thrownBy(() -> proxy.checked("k"))));
        }
        Threads.await(target.entered);
        callers.add(Threads.start(() -> thrownBy(() -> proxy.declaresNothing("k"))));
        while (threaded.stats().coalescedCount() < 3) {
            Thread.onSpinWait();
        }
        target.released.countDown();
        List<Throwable> thrown = callers.stream().map(Threads::join).toList();
        assertThat(thrown.subList(0, 3)).containsOnly(target.down);
        assertThat(thrown.get(3)).isInstanceOf(CompletionException.class).hasCause(target.down);
        assertThat(target.calls).hasValue(1);
        assertThatThrownBy(() -> proxy.declaresNothing("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x");
        assertThatThrownBy(() -> proxy.forwarded("y"))
                .isInstanceOf(IOException.class)
                .hasMessage("y");
        threaded.close();
    }

    private static Throwable thrownBy(ThrowingSupplier<String, Exception> body) {
        try {
            return new AssertionError(body.get());
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void hundredCallers_syncAndAsync_runTheMethodOnce() {
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        callFromEverywhere(threaded);
        threaded.close();
    }

    interface Both {
        @Cached(scope = "organization", name = "both")
        String sync(@ScopeId("org_id") String organization, String key);

        @Cached(scope = "organization", name = "both")
        CompletableFuture<String> async(@ScopeId("org_id") String organization, String key);
    }

    private void callFromEverywhere(Cacheado threaded) {
        Both proxy = threaded.proxy(Both.class, new Both() {
            @Override
            public String sync(String organization, String key) {
                return call(key);
            }

            @Override
            public CompletableFuture<String> async(String organization, String key) {
                return CompletableFuture.supplyAsync(() -> call(key));
            }
        });
        Threads.run(
                100,
                thread -> assertThat(
                                thread % 2 == 0
                                        ? proxy.sync("acme", "k")
                                        : proxy.async("acme", "k").get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo("1[k]"));
        assertThat(calls).hasValue(1);
    }
}
