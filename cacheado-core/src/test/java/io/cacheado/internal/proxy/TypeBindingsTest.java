package io.cacheado.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.TypeRef;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeBindingsTest {
    @SuppressWarnings("unused")
    interface Base<T, U extends Comparable<U>> {
        T variable();

        U bounded();

        List<T> list();

        Map<String, List<? extends T>> wildcard();

        Map<? super String, ?> noVariable();

        T[] array();

        List<T>[] arrayOfLists();

        List<? super T> lower();

        Map.Entry<T, U> nested();
    }

    interface Middle<T> extends Base<List<T>, Integer> {}

    interface Leaf extends Middle<String> {}

    private static final TypeBindings LEAF = new TypeBindings(Leaf.class);
    private static final TypeBindings RAW = new TypeBindings(Base.class);

    private static Type of(TypeBindings bindings, String method) {
        try {
            return bindings.resolve(Base.class.getMethod(method).getGenericReturnType());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static final Type STRINGS = new TypeRef<List<String>>() {}.type();

    @Test
    void variables_areReplacedThroughAllLevels_andEqualToTypesOfTheJdk() {
        assertThat(of(LEAF, "variable")).isEqualTo(STRINGS).hasSameHashCodeAs(STRINGS);
        assertThat(STRINGS).isEqualTo(of(LEAF, "variable"));
        assertThat(of(LEAF, "variable")).hasToString("java.util.List<java.lang.String>");
        assertThat(of(LEAF, "bounded")).isEqualTo(Integer.class);
        assertThat(of(LEAF, "list")).isEqualTo(new TypeRef<List<List<String>>>() {}.type());
        assertThat(of(LEAF, "nested")).isEqualTo(new TypeRef<Map.Entry<List<String>, Integer>>() {}.type());
        assertThat(of(LEAF, "nested")).isNotEqualTo(STRINGS).isNotEqualTo(Map.Entry.class);
    }

    @Test
    void wildcards_areKeptWithoutVariables_andTheirBoundOtherwise() {
        assertThat(of(LEAF, "noVariable")).isEqualTo(new TypeRef<Map<? super String, ?>>() {}.type());
        assertThat(of(LEAF, "wildcard")).isEqualTo(new TypeRef<Map<String, List<List<String>>>>() {}.type());
        assertThat(of(LEAF, "lower")).isEqualTo(new TypeRef<List<Object>>() {}.type());
    }

    @Test
    void arrays_areThoseOfTheClass() {
        assertThat(of(LEAF, "array")).isEqualTo(List[].class);
        assertThat(of(LEAF, "arrayOfLists")).isEqualTo(List[].class);
    }

    @Test
    void variablesOfWhichNothingIsKnown_areTheirBound() {
        assertThat(of(RAW, "variable")).isEqualTo(Object.class);
        assertThat(of(RAW, "bounded")).isEqualTo(Comparable.class);
        assertThat(of(RAW, "list")).isEqualTo(new TypeRef<List<Object>>() {}.type());
        assertThat(of(RAW, "array")).isEqualTo(Object[].class);
    }

    @Test
    void erasure_isTheClassThatATypeIsCompiledTo() throws Exception {
        assertThat(TypeBindings.erase(STRINGS)).isEqualTo(List.class);
        assertThat(TypeBindings.erase(new TypeRef<List<String>[]>() {}.type())).isEqualTo(List[].class);
        assertThat(TypeBindings.erase(new KeyType(List.of(String.class)))).isEqualTo(List.class);
        assertThat(TypeBindings.erase(
                        ((java.lang.reflect.ParameterizedType) new TypeRef<List<? extends Number>>() {}.type())
                                .getActualTypeArguments()[0]))
                .isEqualTo(Number.class);
        assertThat(TypeBindings.boxed(int.class)).isEqualTo(Integer.class);
        assertThat(TypeBindings.boxed(void.class)).isEqualTo(Void.class);
        assertThat(TypeBindings.boxed(STRINGS)).isSameAs(STRINGS);
        assertThat(new KeyType(List.of(String.class, STRINGS)).getTypeName())
                .isEqualTo("(java.lang.String, java.util.List<java.lang.String>)");
    }
}
