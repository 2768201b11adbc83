package io.cacheado.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table against a HashMap, with hash ranges so small that slots, leaves and the overflow are crowded. */
class TableModelTest {
    private final TestTable table = new TestTable();
    private final Map<Integer, Entry> model = new HashMap<>();

    /** Spreads a key over few or many hashes: {@code low} values of the low bits and {@code high} of the top ones. */
    private static int hash(int key, int low, int high) {
        int mixed = Mix.avalanche(key);
        return Math.floorMod(mixed, low) | Math.floorMod(mixed >>> 7, high) << 24;
    }

    @ParameterizedTest(name = "{0} keys, {1} low and {2} high hashes, grows to {3}")
    @CsvSource({
        "8, 1, 1, 8, 30000",
        "16, 2, 1, 16, 30000",
        "100, 3, 1, 100, 30000",
        "100, 1000000, 1, 100, 30000",
        "400, 2, 3, 400, 30000",
        "2000, 40, 200, 2000, 60000",
        "20000, 100000, 256, 16000, 120000",
        "20000, 30, 256, 16000, 120000",
    })
    void operations_inAnyOrder_agreeWithTheModel(int keys, int low, int high, int most, int steps) {
        Random random = new Random(keys * 31L + low * 7L + high);
        boolean growing = true;
        for (int step = 0; step < steps; step++) {
            if (model.size() >= most * 9 / 10) {
                growing = false;
            } else if (model.size() <= most / 20) {
                growing = true;
            }
            int key = random.nextInt(keys);
            int hash = hash(key, low, high);
            Entry held = model.get(key);
            switch (random.nextInt(8)) {
                case 0 -> replace(key, hash, held);
                case 1 -> assertThat(table.find(hash, key)).isSameAs(held);
                case 2, 3, 4 -> {
                    if (growing) {
                        link(key, hash, held);
                    } else {
                        kill(key, held);
                    }
                }
                case 5 -> link(key, hash, held);
                case 6 -> kill(key, held);
                default -> change(key, hash, held);
            }
            if (step % Math.max(500, most) == 0) {
                check(low, high);
            }
        }
        check(low, high);
        new ArrayList<>(model.keySet()).forEach(key -> kill(key, model.get(key)));
        assertThat(table.tab).isNull();
    }

    private void link(int key, int hash, Entry held) {
        Entry fresh = table.entry(hash, key);
        Entry linked = table.link(fresh, Table.Guard.NONE);
        if (held != null) {
            assertThat(linked).isSameAs(held);
        } else {
            assertThat(linked).isSameAs(fresh);
            model.put(key, fresh);
        }
    }

    private void kill(int key, Entry held) {
        if (held != null) {
            assertThat(table.kill(held)).isNotNegative();
            assertThat(table.kill(held)).isEqualTo(-1);
            model.remove(key);
        }
    }

    private void replace(int key, int hash, Entry held) {
        if (held != null) {
            Entry fresh = table.entry(hash, key);
            assertThat(table.replace(held, fresh, Table.Guard.NONE)).isNotNegative();
            model.put(key, fresh);
        }
    }

    private void change(int key, int hash, Entry held) {
        if (held != null) {
            Object value = new Object();
            assertThat(table.change(held, false, entry -> {
                        entry.publish(value, Entry.NEVER);
                        return true;
                    }))
                    .isTrue();
            assertThat(table.find(hash, key).laValue()).isSameAs(value);
        }
    }

    private void check(int low, int high) {
        assertThat(table.size()).isEqualTo(model.size());
        assertThat(table.isEmpty()).isEqualTo(model.isEmpty());
        model.forEach((key, entry) -> {
            if (table.find(hash(key, low, high), key) != entry) {
                throw new AssertionError("lost: " + key);
            }
        });
        List<Hashed> walked = table.elements();
        assertThat(walked).hasSize(model.size());
        Set<Hashed> distinct = new HashSet<>(walked);
        assertThat(distinct).isEqualTo(new HashSet<>(model.values()));
        assertThat(walked.stream().noneMatch(each -> ((Entry) each).is(Entry.DEAD)))
                .isTrue();
    }
}
