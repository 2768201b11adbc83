package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.annotation.CacheKey;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.ScopeId;
import io.cacheado.scope.CurrentScope;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interfaces, classes and methods of all the kinds that Java has, behind a proxy. */
class ProxyJavaTest {
    private final Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
    private int calls;

    @AfterEach
    void close() {
        cacheado.close();
    }

    // ---- default methods -----------------------------------------------------------------------------------------

    interface Users {
        @Cached(scope = "global")
        Optional<String> find(String id);

        default String findOrSay(String id, String instead) {
            return find(id).orElse(instead);
        }

        default String name() {
            return "default";
        }

        @Cached(scope = "global")
        default String upper(String id) {
            return findOrSay(id, "nobody").toUpperCase(Locale.ROOT);
        }

        static String ofNobody() {
            return "static";
        }
    }

    class PlainUsers implements Users {
        @Override
        public Optional<String> find(String id) {
            calls++;
            return Optional.of(id + calls);
        }
    }

    private final class OwnNames extends PlainUsers {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public String findOrSay(String id, String instead) {
            return "own " + find(id).orElse(instead);
        }
    }

    @Test
    void defaultMethod_thatTheTargetLeaves_runsOnTheProxy_soThatWhatItCallsIsCached() {
        Users proxy = cacheado.proxy(Users.class, new PlainUsers());
        assertThat(proxy.findOrSay("ann", "")).isEqualTo("ann1");
        assertThat(proxy.findOrSay("ann", "")).isEqualTo("ann1");
        assertThat(proxy.find("ann")).hasValue("ann1");
        assertThat(proxy.name()).isEqualTo("default");
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void defaultMethod_thatTheTargetOverrides_isTheTargets() {
        Users proxy = cacheado.proxy(Users.class, new OwnNames());
        assertThat(proxy.name()).isEqualTo("own");
        assertThat(proxy.findOrSay("ann", "")).isEqualTo("own ann1");
        assertThat(proxy.findOrSay("ann", "")).isEqualTo("own ann2");
    }

    @Test
    void defaultMethod_canBeCachedItself() {
        Users proxy = cacheado.proxy(Users.class, new PlainUsers());
        assertThat(proxy.upper("ann")).isEqualTo("ANN1");
        cacheado.evictAll();
        assertThat(proxy.find("ann")).hasValue("ann2");
        assertThat(proxy.upper("ann")).isEqualTo("ANN2");
        assertThat(calls).isEqualTo(2);
        assertThat(cacheado.stats().hitCount()).isEqualTo(1);
    }

    // ---- generics and bridges ------------------------------------------------------------------------------------

    interface Repository<T, I> {
        @Cached(scope = "organization", name = "rows")
        T find(I id);

        List<T> all(I from, Map<String, ? extends I> by);
    }

    record Row(String id) {}

    interface Rows extends Repository<Row, String> {
        @Override
        Row find(String id);
    }

    private class RowTable implements Rows {
        @Override
        public Row find(String id) {
            calls++;
            return new Row(id);
        }

        @Override
        public List<Row> all(String from, Map<String, ? extends String> by) {
            return List.of();
        }
    }

    @Test
    void genericSuperInterface_givesItsAnnotationAndTypes_throughEveryWayToCall() {
        Cache<String, Row> rows = cacheado.cache("rows", String.class, Row.class)
                .scopedTo("organization")
                .build();
        Rows proxy = cacheado.proxy(Rows.class, new RowTable());
        Repository<Row, String> wider = proxy;
        CurrentScope.run(Shop.org("acme"), () -> {
            assertThat(proxy.find("a")).isEqualTo(new Row("a"));
            assertThat(wider.find("a")).isEqualTo(new Row("a"));
        });
        assertThat(calls).isEqualTo(1);
        assertThat(rows.in("acme").getIfPresent("a")).isEqualTo(new Row("a"));
        assertThat(proxy.all("a", Map.of())).isEmpty();
    }

    @Test
    void rawSuperInterface_ofATargetThatKnowsItsTypes_isOneWithThem() {
        cacheado.cache("rows", String.class, Row.class).scopedTo("organization").build();
        @SuppressWarnings("unchecked")
        Repository<Row, String> proxy = cacheado.proxy(Repository.class, new RowTable());
        CurrentScope.run(Shop.org("acme"), () -> assertThat(proxy.find("a")).isSameAs(proxy.find("a")));
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void argumentOfAWrongType_throughARawCall_failsAsItWouldWithoutAProxy() {
        @SuppressWarnings("unchecked")
        Repository<Row, Object> wrong =
                (Repository<Row, Object>) (Repository<?, ?>) cacheado.proxy(Rows.class, new RowTable());
        CurrentScope.run(
                Shop.org("acme"), () -> assertThatThrownBy(() -> wrong.find(1)).isInstanceOf(ClassCastException.class));
    }

    interface Lists<T> {
        @Cached(scope = "global", name = "lists")
        List<T> of(List<? extends T> elements, T[] more);
    }

    @Test
    void genericParameters_areRead_whateverTheyAreMadeOf() {
        interface Strings extends Lists<String> {
            @Override
            @Cached(scope = "global", name = "lists")
            List<String> of(@CacheKey List<? extends String> elements, String[] more);
        }
        Strings proxy = cacheado.proxy(Strings.class, (elements, more) -> {
            calls++;
            return new ArrayList<>(elements);
        });
        Lists<String> wider = proxy;
        assertThat(proxy.of(List.of("a"), null)).isSameAs(wider.of(List.of("a"), new String[0]));
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void genericMethod_withAVariableOfItsOwn_isCachedByItsBound() {
        interface Readers {
            @Cached(scope = "global")
            <T extends Comparable<T>> T read(Class<T> type, String text);
        }
        Readers proxy = cacheado.proxy(Readers.class, new Readers() {
            @Override
            public <T extends Comparable<T>> T read(Class<T> type, String text) {
                calls++;
                return type.cast(type == Integer.class ? (Object) Integer.valueOf(text) : text);
            }
        });
        assertThat(proxy.read(Integer.class, "1")).isEqualTo(1).isEqualTo(proxy.read(Integer.class, "1"));
        assertThat(proxy.read(String.class, "1")).isEqualTo("1");
        assertThat(calls).isEqualTo(2);
    }

    @Test
    void interfaceOfTheJdk_withAnnotationsOnTheTargetsClass_isCached() {
        class Trimmed implements Function<String, String> {
            @Override
            @Cached(scope = "global")
            public String apply(String text) {
                calls++;
                return text.trim();
            }
        }
        @SuppressWarnings("unchecked")
        Function<String, String> proxy = cacheado.proxy(Function.class, new Trimmed());
        assertThat(proxy.apply(" a ")).isEqualTo("a");
        assertThat(proxy.apply(" a ")).isEqualTo("a");
        assertThat(calls).isEqualTo(1);
        assertThat(proxy.andThen(text -> text + "!").apply(" a ")).isEqualTo("a!");
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void covariantResults_areOneMethod() {
        interface Wide {
            Object get(String key);
        }
        interface Narrow extends Wide {
            @Override
            @Cached(scope = "global")
            String get(String key);
        }
        Narrow proxy = cacheado.proxy(Narrow.class, key -> key + ++calls);
        assertThat(proxy.get("a")).isEqualTo("a1");
        assertThat(((Wide) proxy).get("a")).isEqualTo("a1");
    }

    // ---- where annotations are -----------------------------------------------------------------------------------

    interface Unmarked {
        String find(String organization, String key);
    }

    abstract static class Base implements Unmarked {
        private int calls;

        @Override
        @Cached(scope = "organization")
        public String find(@ScopeId("org_id") String organization, String key) {
            return organization + key + ++calls;
        }
    }

    @Test
    void annotations_areReadFromTheTargetsClassAndThoseAboveIt() {
        class Leaf extends Base {}
        class Overriding extends Base {
            @Override
            public String find(String organization, String key) {
                return "over " + super.find(organization, key);
            }
        }
        for (Base target : List.of(new Leaf(), new Overriding())) {
            Unmarked proxy = cacheado.proxy(Unmarked.class, target);
            assertThat(proxy.find("acme", "k")).isEqualTo(proxy.find("acme", "k"));
            assertThat(proxy.find("globex", "k")).endsWith("globexk2");
            assertThat(target.calls).isEqualTo(2);
        }
    }

    @Test
    void annotationsOfParameters_areTakenFromAllDeclarations() {
        interface Ids {
            String find(@ScopeId("org_id") String organization, String key);
        }
        class Keys implements Ids {
            @Override
            @Cached(scope = "organization")
            public String find(String organization, @CacheKey String key) {
                return organization + key + ++calls;
            }
        }
        Ids proxy = cacheado.proxy(Ids.class, new Keys());
        assertThat(proxy.find("acme", "k")).isEqualTo("acmek1").isEqualTo(proxy.find("acme", "k"));
        assertThat(proxy.find("globex", "k")).isEqualTo("globexk2");
        assertThat(cacheado.evict(Shop.org("acme"))).isEqualTo(1);
    }

    @Test
    void overridingDeclaration_takesThePlaceOfTheOverriddenOne() {
        interface Above {
            @Cached(scope = "user")
            String find(String key);
        }
        interface Below extends Above {
            @Override
            @Cached(scope = "global")
            String find(String key);
        }
        Below proxy = cacheado.proxy(Below.class, key -> key + ++calls);
        assertThat(proxy.find("k")).isEqualTo("k1").isEqualTo(proxy.find("k"));
    }

    @Test
    void twoSuperInterfaces_thatSayTheSame_areFine_andOthersAreRefused() {
        interface One {
            @Cached(scope = "global")
            String find(String key);
        }
        interface Same {
            @Cached(scope = "global")
            String find(String key);
        }
        interface Other {
            @Cached(scope = "user")
            String find(String key);
        }
        interface Agreed extends One, Same {}
        interface Torn extends One, Other {}
        interface Decided extends One, Other {
            @Override
            @Cached(scope = "global")
            String find(String key);
        }
        Agreed agreed = cacheado.proxy(Agreed.class, key -> key + ++calls);
        assertThat(((One) agreed).find("k")).isEqualTo("k1").isEqualTo(((Same) agreed).find("k"));
        assertThatThrownBy(() -> cacheado.proxy(Torn.class, key -> key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Torn.find(String)")
                .hasMessageContaining("One.find")
                .hasMessageContaining("Other.find")
                .hasMessageContaining("contradict");
        assertThat(cacheado.proxy(Decided.class, key -> key).find("k")).isEqualTo("k");
    }

    // ---- objects -------------------------------------------------------------------------------------------------

    interface Greeter {
        @Cached(scope = "global")
        String greet(String name);
    }

    record Greeting(String word) implements Greeter {
        @Override
        public String greet(String name) {
            return word + " " + name;
        }
    }

    @Test
    void equalsHashCodeAndToString_areThoseOfAnObjectThatStandsForItsTarget() {
        Greeting target = new Greeting("hello");
        Greeter proxy = cacheado.proxy(Greeter.class, target);
        Greeter equal = cacheado.proxy(Greeter.class, new Greeting("hello"));
        Greeter other = cacheado.proxy(Greeter.class, new Greeting("bye"));
        assertThat(proxy).isEqualTo(proxy).isEqualTo(equal).hasSameHashCodeAs(equal);
        assertThat(proxy).isNotEqualTo(other).isNotEqualTo(target).isNotEqualTo(null);
        assertThat(target).isNotEqualTo(proxy);
        assertThat(new HashSet<>(Set.of(proxy))).contains(equal);
        assertThat(proxy).hasToString("Cached[Greeting[word=hello]]");
        Cacheado second = Cacheado.builder().unbounded().build();
        assertThat(second.proxy(Greeter.class, target)).isNotEqualTo(proxy);
        second.close();
        assertThat(proxy)
                .isNotEqualTo(Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Greeter.class},
                        (self, method, arguments) -> null));
    }

    @Test
    void interfaceThatDeclaresEquals_isNoProblem() {
        interface Ordered extends Comparator<String> {
            @Override
            @Cached(scope = "global")
            int compare(String one, String other);
        }
        Ordered proxy = cacheado.proxy(Ordered.class, (one, other) -> {
            calls++;
            return one.compareTo(other);
        });
        assertThat(proxy.compare("a", "b")).isEqualTo(proxy.compare("a", "b")).isNegative();
        assertThat(proxy.reversed().compare("b", "a")).isNegative();
        assertThat(proxy.equals(proxy)).isTrue();
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void targetThatIsAProxyOfSomebodyElse_orALambda_isATargetLikeAnyOther() {
        Greeter foreign = (Greeter) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Greeter.class}, (self, method, arguments) -> {
                    if (method.getName().equals("greet")) {
                        calls++;
                        return "foreign " + arguments[0];
                    }
                    return method.getName().equals("hashCode") ? (Object) 1 : "foreign";
                });
        Greeter proxy = cacheado.proxy(Greeter.class, foreign);
        assertThat(proxy.greet("ann")).isEqualTo("foreign ann").isEqualTo(proxy.greet("ann"));
        assertThat(calls).isEqualTo(1);
        Greeter ofALambda = cacheado.proxy(Greeter.class, name -> "lambda " + name);
        assertThat(ofALambda.greet("ann")).isEqualTo("lambda ann");
    }

    @Test
    void checkedExceptionThatNobodyDeclares_isWhatJavaMakesOfIt() {
        interface Silent {
            @Cached(scope = "global")
            String cached(String key);

            String forwarded(String key);
        }
        Exception sneaky = new Exception("sneaky");
        Silent proxy = cacheado.proxy(Silent.class, new Silent() {
            @Override
            public String cached(String key) {
                throw ProxyJavaTest.<RuntimeException>sneak(sneaky);
            }

            @Override
            public String forwarded(String key) {
                throw ProxyJavaTest.<RuntimeException>sneak(sneaky);
            }
        });
        assertThatThrownBy(() -> proxy.forwarded("k"))
                .isInstanceOf(UndeclaredThrowableException.class)
                .hasCause(sneaky);
        assertThatThrownBy(() -> proxy.cached("k"))
                .isInstanceOf(CompletionException.class)
                .hasCause(sneaky);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Exception> X sneak(Exception thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void errorsOfTheTarget_reachTheCallerUnchanged() {
        Greeter proxy = cacheado.proxy(Greeter.class, name -> {
            throw new StackOverflowError(name);
        });
        assertThatThrownBy(() -> proxy.greet("deep"))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
    }

    @Test
    void methodThatCallsItselfThroughTheProxy_mayDoSoForOtherKeys() {
        interface Fibonacci {
            @Cached(scope = "global")
            long of(int n);
        }
        Fibonacci[] proxy = new Fibonacci[1];
        proxy[0] = cacheado.proxy(Fibonacci.class, n -> {
            calls++;
            return n < 2 ? n : proxy[0].of(n - 1) + proxy[0].of(n - 2);
        });
        assertThat(proxy[0].of(40)).isEqualTo(102_334_155);
        assertThat(calls).isEqualTo(41);
        Fibonacci[] endless = new Fibonacci[1];
        endless[0] = cacheado.proxy(Fibonacci.class, n -> endless[0].of(n));
        assertThatThrownBy(() -> endless[0].of(1)).isInstanceOf(RecursiveLoadException.class);
    }
}
