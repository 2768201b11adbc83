package io.cacheado.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotTest {
    private record Point(int x, int y) {}

    private static class Plain {}

    private static final class Mutable {
        private int value;

        @Override
        public boolean equals(Object other) {
            return other instanceof Mutable that && that.value == value;
        }

        @Override
        public int hashCode() {
            return value;
        }
    }

    private static final class Closed {}

    private static Object of(Object value) {
        return Snapshot.of(value, "argument a");
    }

    static Stream<Object> values() {
        return Stream.of(
                1,
                2L,
                "text",
                'c',
                true,
                1.5,
                new BigDecimal("1.0"),
                UUID.randomUUID(),
                ChronoUnit.DAYS,
                LocalDate.EPOCH,
                Locale.ROOT,
                Optional.of(1),
                new Point(1, 2),
                new Mutable(),
                String.class,
                int[].class,
                Currency.getInstance("EUR"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_ofAClassWithEquals_isTakenAsItIs(Object value) {
        assertThat(of(value)).isSameAs(value);
        assertThat(Snapshot.isPossible(value.getClass())).isTrue();
    }

    @Test
    void nullValue_staysNull() {
        assertThat(of(null)).isNull();
        assertThat(of(Arrays.asList(1, null))).isEqualTo(Arrays.asList(1, null));
    }

    static Stream<Object> withoutValue() {
        Supplier<String> lambda = () -> "";
        return Stream.of(new Plain(), new Closed(), new int[0], new String[1][1], lambda, new StringBuilder());
    }

    @ParameterizedTest
    @MethodSource("withoutValue")
    void value_ofAClassWithoutEquals_isRefusedByNameAndClass_alsoInsideCollections(Object refused) {
        assertThatThrownBy(() -> of(refused))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("argument a cannot be part of a key: "
                        + refused.getClass().getTypeName())
                .hasMessageContaining("allowed: a record");
        for (Object holder : List.of(
                List.of(refused),
                Set.of(refused),
                Map.of("k", refused),
                Map.of(refused, "v"),
                List.of(List.of(refused)))) {
            assertThatThrownBy(() -> of(holder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("argument a holds an object that cannot be part of a key: ");
        }
    }

    @Test
    void collections_areCopiedWithWhatIsInThem_andStayEqualToWhatTheyWere() {
        List<Object> inner = new ArrayList<>(List.of(1));
        Map<String, Object> map = new HashMap<>(Map.of("inner", inner));
        Set<Object> set = new LinkedHashSet<>(List.of(map));
        List<Object> list = new ArrayList<>(List.of(set, inner));
        Object snapshot = of(list);
        assertThat(snapshot).isEqualTo(list).hasSameHashCodeAs(list);

        inner.add(2);
        list.add(3);
        map.clear();
        assertThat(snapshot).isEqualTo(List.of(Set.of(Map.of("inner", List.of(1))), List.of(1)));
    }

    @Test
    void collections_ofEqualContents_areEqualWhateverTheirClass() {
        assertThat(of(new ArrayList<>(List.of(1, 2)))).isEqualTo(of(List.of(1, 2)));
        assertThat(of(new TreeSet<>(Set.of(1, 2)))).isEqualTo(of(new LinkedHashSet<>(List.of(2, 1))));
        assertThat(of(new TreeMap<>(Map.of(1, 2)))).isEqualTo(of(new LinkedHashMap<>(Map.of(1, 2))));
        assertThat(of(List.of(1, 2))).isNotEqualTo(of(List.of(2, 1)));
        assertThat(of(List.of(1))).isNotEqualTo(of(Set.of(1)));
    }

    @Test
    void collection_givenToCallers_cannotBeChanged() {
        assertThatThrownBy(() -> ((List<?>) of(new ArrayList<>(List.of(1)))).remove(0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Set<?>) of(new TreeSet<>(List.of(1)))).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) of(new HashMap<>(Map.of(1, 2)))).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void datesOfTheOldKind_areCopied() {
        Date date = new Date(1);
        Calendar calendar = Calendar.getInstance();
        calendar.setTimeInMillis(1);
        Object ofDate = of(date);
        Object ofCalendar = of(calendar);
        date.setTime(2);
        calendar.setTimeInMillis(2);
        assertThat(ofDate).isEqualTo(new Date(1));
        assertThat(((Calendar) ofCalendar).getTimeInMillis()).isEqualTo(1);
    }

    @Test
    void list_thatHoldsItself_isRefusedInsteadOfNeverEnding() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> of(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argument a cannot be part of a key")
                .hasMessageContaining("32 deep");
    }

    @Test
    void declaredType_ofWhichNoObjectCanHaveAValue_isKnownBefore() {
        assertThat(Stream.of(Closed.class, int[].class, StringBuilder.class)).noneMatch(Snapshot::isPossible);
        assertThat(Stream.of(Plain.class, Object.class, int.class, List.class, Supplier.class, Point.class))
                .allMatch(Snapshot::isPossible);
    }

    @Test
    void arguments_areEqualToAnyListOfTheSame_andTellNullsApart() {
        Arguments arguments = new Arguments(new Object[] {1, null, "x"});
        assertThat(arguments).isEqualTo(Arrays.asList(1, null, "x")).hasSameHashCodeAs(Arrays.asList(1, null, "x"));
        assertThat(Arrays.asList(1, null, "x")).isEqualTo(arguments);
        assertThat(arguments).isEqualTo(new Arguments(new Object[] {1, null, "x"}));
        assertThat(arguments).isNotEqualTo(new Arguments(new Object[] {1, "x", null}));
        assertThat(arguments).hasToString("[1, null, x]");
        assertThat(Keys.ofOne(null, "argument a")).hasToString("null").isNotEqualTo("null");
    }
}
