package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.annotation.CacheEvict;
import io.cacheado.annotation.CacheKey;
import io.cacheado.annotation.CachePut;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.KeyDerivation;
import io.cacheado.annotation.ScopeId;
import io.cacheado.scope.MissingScopeException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused when a proxy is made: with the method, what is wrong, and what is allowed; and no cache was made. */
class ProxyRefusalsTest {
    private final Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();

    @AfterEach
    void close() {
        cacheado.close();
    }

    /** Some object of an interface; none of its methods is ever called. */
    private static <T> T target(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> null));
    }

    private <T> AbstractThrowableAssert<?, ? extends Throwable> refused(Class<T> type) {
        String before = cacheado.toString();
        AbstractThrowableAssert<?, ? extends Throwable> thrown =
                assertThatThrownBy(() -> cacheado.proxy(type, target(type)));
        assertThat(cacheado).hasToString(before);
        return thrown;
    }

    // ---- types and targets ---------------------------------------------------------------------------------------

    interface Plain {
        String find(String key);
    }

    sealed interface Closed permits OnlyOne {
        @Cached(scope = "global")
        String find(String key);
    }

    record OnlyOne() implements Closed {
        @Override
        public String find(String key) {
            return key;
        }
    }

    @Test
    void type_thatIsNoInterfaceToBeProxied_isRefused() {
        assertThatThrownBy(() -> cacheado.proxy(String.class, "target"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "type: java.lang.String (allowed: an interface that is neither sealed, hidden nor an annotation)");
        assertThatThrownBy(() -> cacheado.proxy(Closed.class, new OnlyOne()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sealed");
        assertThatThrownBy(() -> cacheado.proxy(Cached.class, target(Cached.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("annotation");
        assertThatThrownBy(() -> cacheado.proxy(null, "target")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cacheado.proxy(Plain.class, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void target_ofAnotherType_orThatIsAProxyOfOurs_isRefused() {
        assertThatThrownBy(() -> cacheado.proxy((Class) Plain.class, "target"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target: an object of java.lang.String");
        interface Marked {
            @Cached(scope = "global")
            String find(String key);
        }
        Marked proxy = cacheado.proxy(Marked.class, key -> key);
        assertThatThrownBy(() -> cacheado.proxy(Marked.class, proxy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a proxy that was made here");
    }

    @Test
    void nothingAnnotated_isRefused() {
        refused(Plain.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no method of " + Plain.class.getTypeName())
                .hasMessageContaining("at least one @Cached, @CachePut or @CacheEvict");
    }

    @Test
    void cacheadoThatIsClosed_makesNoProxy() {
        cacheado.close();
        assertThatThrownBy(() -> cacheado.proxy(Plain.class, key -> key)).isInstanceOf(IllegalStateException.class);
    }

    // ---- scopes --------------------------------------------------------------------------------------------------

    @Test
    void level_thatIsUnknown_isRefusedByName() {
        interface Service {
            @Cached(scope = "organisation")
            String find(String key);
        }
        refused(Service.class)
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("Service.find(String)")
                .hasMessageContaining("\"organisation\" is unknown")
                .hasMessageContaining("\"organization\"");
    }

    @Test
    void idName_misspelt_isRefusedByParameterAndTheKnownOnesAreNamed() {
        interface Service {
            @Cached(scope = "organization")
            String find(@ScopeId("organization_id") String organization, String key);
        }
        refused(Service.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "Service.find(String, String): @ScopeId organization_id of parameter 1 (organization)")
                .hasMessageContaining("allowed: org_id, user_id, session_id, tenant_id, project_id");
    }

    @Test
    void idsThatAreNoEndOfThePath_areRefused_sinceTheyWouldBeMixedWithTheCurrentScopeOfAnotherOwner() {
        interface OrganizationOnly {
            @Cached(scope = "user")
            String find(@ScopeId("org_id") String organization, String key);
        }
        interface Hole {
            @Cached(scope = "session")
            String find(@ScopeId("org_id") String organization, @ScopeId("session_id") String session);
        }
        interface Evicting {
            @Cached(scope = "user", name = "users")
            String find(String key);

            @CacheEvict(name = "users")
            void drop(@ScopeId("org_id") String organization, String key);
        }
        refused(OrganizationOnly.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OrganizationOnly.find(String, String)")
                .hasMessageContaining("@ScopeId org_id is given, but user_id below it is not")
                .hasMessageContaining("allowed: ids that are the end of org_id, user_id");
        refused(Hole.class).hasMessageContaining("@ScopeId org_id is given, but user_id below it is not");
        refused(Evicting.class)
                .hasMessageContaining("Evicting.drop(String, String)")
                .hasMessageContaining("but user_id below it is not");
    }

    @Test
    void id_givenTwice_orOfATypeThatNoIdHas_isRefusedByParameter() {
        interface Twice {
            @Cached(scope = "organization")
            String find(@ScopeId("org_id") String one, @ScopeId("org_id") String other);
        }
        interface Fraction {
            @Cached(scope = "organization")
            String find(@ScopeId("org_id") double organization);
        }
        interface Torn extends TornAbove {
            @Override
            @Cached(scope = "organization")
            String find(@ScopeId("org_id") String id);
        }
        refused(Twice.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@ScopeId org_id is given by parameter 1 (one) and parameter 2 (other)");
        refused(Fraction.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter 1 (organization) is of type java.lang.Double")
                .hasMessageContaining("allowed: a String, integer, UUID or enum");
        refused(Torn.class).hasMessageContaining("parameter 1 has several @ScopeId: org_id, tenant_id");
    }

    interface TornAbove {
        String find(@ScopeId("tenant_id") String id);
    }

    // ---- results -------------------------------------------------------------------------------------------------

    interface Void1 {
        @Cached(scope = "global")
        void find(String key);
    }

    interface Void2 {
        @Cached(scope = "global")
        CompletableFuture<Void> find(String key);
    }

    interface Void3 {
        @Cached(scope = "global")
        Void find(String key);
    }

    interface Streaming {
        @Cached(scope = "global")
        Stream<String> find(String key);
    }

    interface Iterating {
        @Cached(scope = "global")
        Optional<Iterator<String>> find(String key);
    }

    interface Reading {
        @Cached(scope = "global")
        InputStream find(String key);
    }

    interface Promising {
        @Cached(scope = "global")
        Future<String> find(String key);
    }

    interface Publishing {
        @Cached(scope = "global")
        Flow.Publisher<String> find(String key);
    }

    abstract static class Mono implements Flow.Publisher<String> {}

    abstract static class Special extends CompletableFuture<String> {}

    interface Reactive {
        @Cached(scope = "global")
        Mono find(String key);
    }

    interface OwnFuture {
        @Cached(scope = "global")
        Special find(String key);
    }

    interface StageOfStage {
        @Cached(scope = "global")
        CompletionStage<CompletionStage<String>> find(String key);
    }

    static Stream<Arguments> uncacheable() {
        return Stream.of(
                Arguments.of(Void1.class, "returns nothing"),
                Arguments.of(Void2.class, "returns nothing"),
                Arguments.of(Void3.class, "returns nothing"),
                Arguments.of(Streaming.class, "can be used once only"),
                Arguments.of(Iterating.class, "can be used once only"),
                Arguments.of(Reading.class, "can be used once only"),
                Arguments.of(Promising.class, "nobody can say here when"),
                Arguments.of(Publishing.class, "nobody can say here when"),
                Arguments.of(Reactive.class, "nobody can say here when"),
                Arguments.of(OwnFuture.class, "nobody can say here when"),
                Arguments.of(StageOfStage.class, "nobody can say here when"));
    }

    @ParameterizedTest
    @MethodSource("uncacheable")
    void result_thatIsNoValue_isRefused(Class<?> type, String reason) {
        refused(type)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(type.getSimpleName() + ".find(String)")
                .hasMessageContaining(reason)
                .hasMessageContaining("allowed: ");
    }

    @Test
    void resultOfAChange_mustSayWhenItHasEnded_andAPutMustHaveOne() {
        interface Evicting {
            @Cached(scope = "global", name = "rows")
            String find(String key);

            @CacheEvict(name = "rows")
            Future<Void> drop(String key);
        }
        interface Putting {
            @Cached(scope = "global", name = "rows")
            String find(String key);

            @CachePut(name = "rows")
            void save(String key);
        }
        refused(Evicting.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Evicting.drop(String)")
                .hasMessageContaining("nobody can say here when");
        refused(Putting.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Putting.save(String)")
                .hasMessageContaining("returns nothing");
    }

    // ---- keys ----------------------------------------------------------------------------------------------------

    static final class Inner {
        final class Derivation implements KeyDerivation {
            @Override
            public Object keyOf(Method method, List<Object> arguments) {
                return "";
            }
        }
    }

    static final class Throwing implements KeyDerivation {
        Throwing() {
            throw new IllegalStateException("no");
        }

        @Override
        public Object keyOf(Method method, List<Object> arguments) {
            return "";
        }
    }

    static final class Fine implements KeyDerivation {
        @Override
        public Object keyOf(Method method, List<Object> arguments) {
            return "";
        }
    }

    @Test
    void parameter_thatCanHaveNoValue_isRefusedByNameAndType() {
        interface Arrays {
            @Cached(scope = "global")
            String find(String key, int[] ids);
        }
        interface Varargs {
            @Cached(scope = "global")
            String find(String... keys);
        }
        interface Builders {
            @Cached(scope = "global")
            String find(@CacheKey StringBuilder text, String key);
        }
        refused(Arrays.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "Arrays.find(String, int[]): parameter 2 (ids) of type int[] cannot be part of a key")
                .hasMessageContaining("@CacheKey on others");
        refused(Varargs.class).hasMessageContaining("parameter 1 (keys) of type java.lang.String[]");
        refused(Builders.class).hasMessageContaining("parameter 1 (text) of type java.lang.StringBuilder");
    }

    @Test
    void derivation_ofWhichNoObjectCanBeMade_orBesideCacheKey_isRefused() {
        interface OfInner {
            @Cached(scope = "global", key = Inner.Derivation.class)
            String find(String key);
        }
        interface OfThrowing {
            @Cached(scope = "global", key = Throwing.class)
            String find(String key);
        }
        interface Both {
            @Cached(scope = "global", key = Fine.class)
            String find(@CacheKey String key);
        }
        refused(OfInner.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no object of " + Inner.Derivation.class.getTypeName() + " can be made");
        refused(OfThrowing.class).hasMessageContaining("Throwing can be made");
        refused(Both.class).hasMessageContaining("Fine and @CacheKey of parameter 1 (key) contradict each other");
    }

    // ---- settings ------------------------------------------------------------------------------------------------

    interface BadDuration {
        @Cached(scope = "global", expireAfterWrite = "10 minutes")
        String find(String key);
    }

    interface ZeroDuration {
        @Cached(scope = "global", expireAfterAccess = "0s")
        String find(String key);
    }

    interface Negative {
        @Cached(scope = "global", expireAbsentAfter = "PT-1S")
        String find(String key);
    }

    interface TooLong {
        @Cached(scope = "global", expireAfterWrite = "999999999999999999d")
        String find(String key);
    }

    interface ZeroSize {
        @Cached(scope = "global", maximumSize = 0)
        String find(String key);
    }

    interface ZeroPerScope {
        @Cached(scope = "global", maximumSizePerScope = -2)
        String find(String key);
    }

    static Stream<Arguments> badSettings() {
        return Stream.of(
                Arguments.of(BadDuration.class, "expireAfterWrite: \"10 minutes\" (allowed: such as 250ms, 30s, 10m"),
                Arguments.of(ZeroDuration.class, "expireAfterAccess: PT0S (allowed: a positive duration)"),
                Arguments.of(Negative.class, "expireAbsentAfter: PT-1S (allowed: a positive duration)"),
                Arguments.of(TooLong.class, "expireAfterWrite: \"999999999999999999d\""),
                Arguments.of(ZeroSize.class, "maximumSize: 0 (allowed: at least 1)"),
                Arguments.of(ZeroPerScope.class, "maximumSizePerScope: -2 (allowed: at least 1)"));
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void setting_thatIsNoGood_isRefusedByNameAndValue(Class<?> type, String reason) {
        refused(type)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(type.getSimpleName() + ".find(String): " + reason);
    }

    @Test
    void nameThatIsTooLong_isRefused_andADefaultOneIsCut() {
        interface Named {
            @Cached(
                    scope = "global",
                    name = "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
                            + "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
                            + "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
                            + "123456789012345678901234567890")
            String find(String key);
        }
        interface Long {
            @Cached(scope = "global")
            String find(Arguments a, Arguments b, Arguments c, Arguments d, Arguments e, Arguments f, Arguments g);

            @Cached(scope = "global")
            String find(Arguments a, Arguments b, Arguments c, Arguments d, Arguments e, Arguments f, String g);
        }
        refused(Named.class).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("name: a text of 270");
        Long proxy = cacheado.proxy(Long.class, new Long() {
            @Override
            public String find(
                    Arguments a, Arguments b, Arguments c, Arguments d, Arguments e, Arguments f, Arguments g) {
                return "arguments";
            }

            @Override
            public String find(Arguments a, Arguments b, Arguments c, Arguments d, Arguments e, Arguments f, String g) {
                return "string";
            }
        });
        assertThat(proxy.find(null, null, null, null, null, null, (String) null))
                .isEqualTo("string");
        assertThat(proxy.find(null, null, null, null, null, null, (Arguments) null))
                .isEqualTo("arguments");
    }

    // ---- caches that are there -----------------------------------------------------------------------------------

    interface Users {
        @Cached(scope = "user", name = "users")
        String find(long id);
    }

    interface ExpiringUsers {
        @Cached(scope = "user", name = "users", expireAfterWrite = "1h")
        String find(long id);
    }

    @Test
    void cacheOfThatName_withOtherTypesLevelOrSettings_isRefusedNamingBoth() {
        cacheado.cache("users", String.class, String.class).scopedTo("user").build();
        refused(Users.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Users.find(long): its keys are of type java.lang.Long")
                .hasMessageContaining("cache users was declared with keys of type java.lang.String");
        refused(ExpiringUsers.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cache users exists with other types or settings");
    }

    @Test
    void cacheOfThatName_withOtherValuesOrAnotherLevel_isRefusedNamingBoth() {
        cacheado.cache("users", Long.class, Integer.class).scopedTo("user").build();
        refused(Users.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "its values are of type java.lang.String, but cache users was declared with values"
                                + " of type java.lang.Integer");
        interface Elsewhere {
            @Cached(scope = "organization", name = "users")
            Integer find(Long id);
        }
        refused(Elsewhere.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope: organization, but cache users was declared for level user");
        interface Fits {
            @Cached(scope = "user", name = "users")
            int find(long id);
        }
        assertThat(cacheado.proxy(Fits.class, id -> 1)).isNotNull();
    }

    @Test
    void cacheOfSeveralArguments_isKnownByTheirTypes() {
        interface Pairs {
            @Cached(scope = "global", name = "pairs")
            String find(String a, int b);

            @CacheEvict(name = "pairs")
            void drop(String a, Integer b);
        }
        interface Swapped {
            @Cached(scope = "global", name = "pairs")
            String find(int b, String a);
        }
        cacheado.proxy(Pairs.class, target(Pairs.class));
        refused(Swapped.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("(java.lang.Integer, java.lang.String)")
                .hasMessageContaining("(java.lang.String, java.lang.Integer)");
    }

    // ---- changes -------------------------------------------------------------------------------------------------

    @Test
    void change_ofACacheThatIsNotDeclared_isRefusedAndTheKnownOnesAreNamed() {
        cacheado.cache("users", String.class, String.class).scopedTo("user").build();
        interface Misspelt {
            @Cached(scope = "user", name = "others")
            String find(String key);

            @CacheEvict(name = "usres")
            void drop(String key);
        }
        refused(Misspelt.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Misspelt.drop(String): name: cache usres is not declared")
                .hasMessageContaining("others, users");
    }

    @Test
    void change_whoseKeyIsNotThatOfTheCache_isRefused() {
        cacheado.cache("users", String.class, String.class).scopedTo("user").build();
        interface WrongKey {
            @CacheEvict(name = "users")
            void drop(long key);
        }
        interface NoKey {
            @CacheEvict(name = "users")
            void drop();
        }
        interface WrongValue {
            @CachePut(name = "users")
            Integer save(String key);
        }
        interface WrongLevel {
            @CacheEvict(name = "users", scope = "organization")
            void drop(String key);
        }
        refused(WrongKey.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its keys are of type java.lang.Long, but cache users");
        refused(NoKey.class).isInstanceOf(IllegalStateException.class).hasMessageContaining("java.lang.Void");
        refused(WrongValue.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its values are of type");
        refused(WrongLevel.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope: organization, but cache users was declared for level user");
    }

    @Test
    void change_ofAllEntries_isOfALevelAboveTheCache_andHasNoKey() {
        cacheado.cache("orgs", String.class, String.class)
                .scopedTo("organization")
                .build();
        interface Deeper {
            @CacheEvict(name = "orgs", scope = "user", allEntries = true)
            void drop();
        }
        interface Beside {
            @CacheEvict(name = "orgs", scope = "tenant", allEntries = true)
            void drop();
        }
        interface WithKey {
            @CacheEvict(name = "orgs", allEntries = true, key = Fine.class)
            void drop(String key);
        }
        refused(Deeper.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope: user, but cache orgs was declared for level organization")
                .hasMessageContaining("allowed: that, or one above it");
        refused(Beside.class).isInstanceOf(IllegalStateException.class);
        refused(WithKey.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allEntries and key contradict each other");
    }

    @Test
    void change_ofACacheForNoLevel_mustSayOne() {
        cacheado.cache("any", String.class, String.class).build();
        interface Unsaid {
            @CacheEvict(name = "any")
            void drop(String key);
        }
        interface Said {
            @CacheEvict(name = "any", scope = "user")
            void drop(String key);

            @CacheEvict(name = "any", scope = "tenant", allEntries = true)
            void dropAll();
        }
        refused(Unsaid.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scope: it is not said, and cache any was declared for no level");
        assertThat(cacheado.proxy(Said.class, target(Said.class))).isNotNull();
    }

    @Test
    void cachedAndChange_onOneMethod_contradictEachOther() {
        interface Both {
            @Cached(scope = "global", name = "rows")
            @CacheEvict(name = "rows")
            String find(String key);
        }
        interface Put {
            @Cached(scope = "global", name = "rows")
            @CachePut(name = "rows")
            String find(String key);
        }
        refused(Both.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Both.find(String)")
                .hasMessageContaining("contradict each other");
        refused(Put.class).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void methodOfEveryObject_cannotBeCached() {
        interface Named {
            @Override
            @Cached(scope = "global")
            String toString();
        }
        refused(Named.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Named.toString(): every object has it");
    }
}
