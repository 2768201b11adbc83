package io.cacheado.internal.tag;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Shop;
import io.cacheado.Threads;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TagRegistryTest {
    private static final Scope HERE = Shop.org("acme");
    private static final Scope ELSEWHERE = Shop.org("globex");

    private final TagRegistry tags = new TagRegistry(scope -> !scope.level().equals("user"));

    /** A drop here, and then one elsewhere, of two tags of a value that is being looked at. */
    @Test
    void dropOfOneTag_isNotHiddenByALaterOneOfAnother() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            names.add("t" + i);
        }
        AtomicReference<Tags> looked = new AtomicReference<>(requireNonNull(tags.retain(names, tags.now())));
        AtomicReference<Boolean> over = new AtomicReference<>(false);
        FutureTask<Void> reader = Threads.start(() -> {
            while (!over.get()) {
                looked.get().areValid(HERE, 1);
            }
            return null;
        });
        for (int i = 0; i < 20_000; i++) {
            Tags value = requireNonNull(tags.retain(names, tags.now()));
            looked.set(value);
            // So that a look at it takes long enough for two drops.
            names.forEach(name -> tags.drop(ELSEWHERE, name, -1));
            tags.drop(HERE, "t0", -1);
            tags.drop(ELSEWHERE, "t63", -1);
            assertThat(value.areValid(HERE, 1)).as("round " + i).isFalse();
            tags.release(value);
        }
        over.set(true);
        Threads.join(reader);
    }

    /** A tag that some value keeps is dropped in 100,000 scopes that come and go. */
    @Test
    void dropsInScopesThatAreGone_areForgotten() {
        Tags kept = requireNonNull(tags.retain(List.of("t"), tags.now()));
        for (int i = 0; i < 100_000; i++) {
            tags.drop(Shop.user("acme", i), "t", -1);
        }
        assertThat(kept.all()[0].drops()).isLessThan(200);
        assertThat(kept.areValid(ELSEWHERE, 1)).isTrue();
        Tags ofAnotherCache = requireNonNull(tags.retain(List.of("t"), tags.now()));
        tags.drop(Shop.TREE.global(), "t", 2);
        assertThat(kept.areValid(ELSEWHERE, 1)).isTrue();
        assertThat(ofAnotherCache.areValid(ELSEWHERE, 2)).isFalse();
    }

    @Test
    void tag_livesAsLongAsAValueHasIt() {
        Tags one = tags.retain(List.of("a", "b"), 0);
        Tags two = tags.retain(List.of("b"), 0);
        assertThat(tags.size()).isEqualTo(2);
        tags.release(one);
        assertThat(tags.size()).isEqualTo(1);
        tags.release(two);
        tags.release(null);
        assertThat(tags.size()).isZero();
        assertThat(tags.retain(List.of(), 0)).isNull();
    }
}
