package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.internal.engine.Audit;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups of entries that are dropped together. */
class TagTest {
    private static final EntryOptions SHOES = EntryOptions.tags("shoes");

    private final TestTime time = new TestTime();
    private final List<RemovalEvent<String, String>> removals = Collections.synchronizedList(new ArrayList<>());
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(1_000).ticker(time).build();
    private final Cache<String, String> cache = cacheado.cache("c", String.class, String.class)
            .removalListener(removals::add)
            .build();
    private final ScopedCache<String, String> acme = cache.in(Shop.org("acme"));
    private final ScopedCache<String, String> ada = cache.in(Shop.user("acme", "ada"));
    private final ScopedCache<String, String> globex = cache.in(Shop.org("globex"));

    @AfterEach
    void invariantsHold() {
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        CacheStats stats = cacheado.stats();
        assertThat(stats.insertCount() - stats.removalCount()).isEqualTo(stats.entryCount());
        cacheado.invalidateTag(Shop.TREE.global(), "shoes");
        cacheado.invalidateTag(Shop.TREE.global(), "red");
        cacheado.cleanUp();
        assertThat(Audit.tags(cacheado)).isZero();
    }

    private List<RemovalCause> causes() {
        cacheado.cleanUp();
        return removals.stream().map(RemovalEvent::cause).toList();
    }

    // ---- what is dropped -----------------------------------------------------------------------------------------

    @Test
    void invalidateTag_dropsThatTagInThatSubtreeOnly() {
        acme.put("a", "1", SHOES);
        ada.put("a", "2", SHOES);
        globex.put("a", "3", SHOES);
        acme.put("red", "4", EntryOptions.tags("red"));
        acme.put("plain", "5");

        cacheado.invalidateTag(Shop.org("acme"), "shoes");

        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(ada.getIfPresent("a")).isNull();
        assertThat(globex.getIfPresent("a")).isEqualTo("3");
        assertThat(acme.getIfPresent("red")).isEqualTo("4");
        assertThat(acme.getIfPresent("plain")).isEqualTo("5");
        assertThat(causes()).containsOnly(RemovalCause.TAG_INVALIDATED).hasSize(2);
    }

    @Test
    void invalidateTag_ofADeeperScope_leavesTheScopesAboveAndBesideIt() {
        acme.put("a", "1", SHOES);
        ada.put("a", "2", SHOES);
        cache.in(Shop.user("acme", "bob")).put("a", "3", SHOES);

        cacheado.invalidateTag(Shop.user("acme", "ada"), "shoes");

        assertThat(acme.getIfPresent("a")).isEqualTo("1");
        assertThat(ada.getIfPresent("a")).isNull();
        assertThat(cache.in(Shop.user("acme", "bob")).getIfPresent("a")).isEqualTo("3");
    }

    @Test
    void invalidateTag_ofOneCache_leavesTheOthers() {
        ScopedCache<String, String> other =
                cacheado.cache("d", String.class, String.class).build().in(Shop.org("acme"));
        acme.put("a", "1", SHOES);
        other.put("a", "2", SHOES);

        cache.invalidateTag(Shop.TREE.global(), "shoes");

        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(other.getIfPresent("a")).isEqualTo("2");
    }

    @Test
    void invalidateTag_onAScopedCache_isOfThatCacheFromThatScopeDown() {
        ScopedCache<String, String> other =
                cacheado.cache("d", String.class, String.class).build().in(Shop.org("acme"));
        acme.put("a", "1", SHOES);
        ada.put("a", "2", SHOES);
        globex.put("a", "3", SHOES);
        other.put("a", "4", SHOES);

        acme.invalidateTag("shoes");

        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(ada.getIfPresent("a")).isNull();
        assertThat(globex.getIfPresent("a")).isEqualTo("3");
        assertThat(other.getIfPresent("a")).isEqualTo("4");
    }

    @Test
    void entryOfSeveralTags_goesWithAnyOfThem() {
        acme.put("a", "1", EntryOptions.tags("shoes", "red"));
        acme.put("b", "1", EntryOptions.tags("shoes", "blue"));
        cacheado.invalidateTag(Shop.org("acme"), "red");

        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(acme.getIfPresent("b")).isEqualTo("1");
        cacheado.invalidateTag(Shop.org("acme"), "shoes");
        assertThat(acme.getIfPresent("b")).isNull();
    }

    /** Drops elsewhere, of its other tags, must not hide one of its own. */
    @Test
    void entryOfSeveralTags_droppedElsewhereInBetween_isDroppedAllTheSame() {
        acme.put("a", "1", EntryOptions.tags("shoes", "red"));
        cacheado.invalidateTag(Shop.org("globex"), "red");
        assertThat(acme.getIfPresent("a")).isEqualTo("1");
        cacheado.invalidateTag(Shop.org("acme"), "shoes");
        cacheado.invalidateTag(Shop.org("globex"), "red");

        assertThat(acme.getIfPresent("a")).isNull();
    }

    @Test
    void allWaysToRead_seeNothingOfADroppedTag() {
        for (String key : List.of("a", "b", "c", "d", "e", "f")) {
            acme.put(key, "1", SHOES);
        }
        acme.invalidateTag("shoes");

        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(acme.getAllPresent(List.of("b"))).isEmpty();
        assertThat(acme.resolve("c")).isEmpty();
        assertThat(acme.get("d", key -> "new")).isEqualTo("new");
        assertThat(acme.getAsync("e", key -> CompletableFuture.completedFuture("new")))
                .isCompletedWithValue("new");
        assertThat(acme.getAll(List.of("f"), keys -> Map.of("f", "new"))).containsEntry("f", "new");
        assertThat(cacheado.stats().missCount()).isEqualTo(6);
        assertThat(causes()).hasSize(6).containsOnly(RemovalCause.TAG_INVALIDATED);
    }

    @Test
    void droppedEntry_thatNobodyAsksFor_goesWithCleanUp() {
        for (int i = 0; i < 100; i++) {
            acme.put("k" + i, "1", SHOES);
        }
        globex.put("k", "1", SHOES);
        acme.invalidateTag("shoes");
        cacheado.cleanUp();

        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        assertThat(causes()).hasSize(100).containsOnly(RemovalCause.TAG_INVALIDATED);
    }

    @Test
    void droppedEntry_removedForAnotherReason_saysWhyItWasGone() {
        acme.put("a", "1", SHOES);
        acme.put("b", "1", SHOES);
        acme.invalidateTag("shoes");
        acme.put("a", "2");
        acme.invalidate("b");

        assertThat(causes()).containsExactly(RemovalCause.TAG_INVALIDATED, RemovalCause.TAG_INVALIDATED);
        assertThat(acme.getIfPresent("a")).isEqualTo("2");
    }

    // ---- what has tags -------------------------------------------------------------------------------------------

    @Test
    void overwrittenWithOtherTags_hasTheNewOnesOnly() {
        acme.put("a", "1", SHOES);
        acme.put("a", "2", EntryOptions.tags("red"));
        acme.put("b", "1", SHOES);
        acme.put("b", "2");
        acme.put("c", "1");
        acme.put("c", "2", SHOES);
        acme.put("d", "1", SHOES.withTtl(Duration.ofHours(2)));
        acme.put("d", "2", EntryOptions.tags("red").withTtl(Duration.ofHours(1)));
        acme.invalidateTag("shoes");

        assertThat(acme.getIfPresent("a")).isEqualTo("2");
        assertThat(acme.getIfPresent("b")).isEqualTo("2");
        assertThat(acme.getIfPresent("c")).isNull();
        assertThat(acme.getIfPresent("d")).isEqualTo("2");
        acme.invalidateTag("red");
        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(acme.getIfPresent("d")).isNull();
    }

    @Test
    void putAgainAfterTheDrop_isThere() {
        acme.put("a", "1", SHOES);
        acme.invalidateTag("shoes");
        acme.put("a", "2", SHOES);
        globex.put("a", "3", SHOES);

        assertThat(acme.getIfPresent("a")).isEqualTo("2");
        acme.invalidateTag("shoes");
        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(globex.getIfPresent("a")).isEqualTo("3");
    }

    @Test
    void tagsOfALoader_countAsThoseOfAPut() {
        acme.getWith("a", load -> {
            load.tags("shoes").tags("red");
            return "1";
        });
        assertThat(acme.getIfPresent("a")).isEqualTo("1");
        acme.invalidateTag("shoes");
        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(acme.getWith("a", load -> "2")).isEqualTo("2");
        acme.invalidateTag("red");
        assertThat(acme.getIfPresent("a")).isEqualTo("2");
    }

    @Test
    void tagsThatNoEntryHasAnyMore_areForgotten() {
        Cache<String, String> small = cacheado.cache("small", String.class, String.class)
                .maximumSize(10)
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
        for (int i = 0; i < 500; i++) {
            small.in(Shop.org("acme")).put("k" + i, "v", EntryOptions.tags("t" + i, "all"));
        }
        assertThat(Audit.tags(cacheado)).isEqualTo(11);
        small.in(Shop.org("acme")).invalidate("k499");
        assertThat(Audit.tags(cacheado)).isEqualTo(10);
        time.advance(Duration.ofMinutes(1));
        cacheado.cleanUp();
        assertThat(Audit.tags(cacheado)).isZero();
        for (int i = 0; i < 5; i++) {
            small.in(Shop.user("acme", i)).put("k", "v", EntryOptions.tags("t" + i));
        }
        cacheado.evict(Shop.org("acme"));
        cacheado.cleanUp();
        assertThat(Audit.tags(cacheado)).isZero();
    }

    @Test
    void badTags_areRefusedBeforeAnythingChanges() {
        assertThatThrownBy(() -> EntryOptions.tags(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: 1 to 256");
        assertThatThrownBy(() -> EntryOptions.tags("x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
        String[] many = new String[65];
        for (int i = 0; i < many.length; i++) {
            many[i] = "t" + i;
        }
        assertThatThrownBy(() -> EntryOptions.tags(many)).hasMessageContaining("at most 64");
        assertThatThrownBy(() -> EntryOptions.tags((String) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tag");
        assertThatThrownBy(() -> acme.getWith("a", load -> load.tags("") == null ? "1" : "2"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(acme.getIfPresent("a")).isNull();
        assertThatThrownBy(() -> acme.invalidateTag("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cacheado.invalidateTag(Shop.org("a"), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- the fence -----------------------------------------------------------------------------------------------

    @Test
    void loadThatBeganBeforeTheDrop_isNotStored_ifItsValueHasTheTag() {
        assertThat(acme.getWith("a", load -> {
                    cacheado.invalidateTag(Shop.org("acme"), "shoes");
                    load.tags("shoes");
                    return "old";
                }))
                .isEqualTo("old");
        assertThat(acme.getIfPresent("a")).isNull();
        assertThat(causes()).containsExactly(RemovalCause.FENCED);
    }

    @Test
    void loadThatBeganBeforeADropOfAnotherTagOrPlace_isStored() {
        acme.getWith("a", load -> {
            acme.invalidateTag("red");
            globex.invalidateTag("shoes");
            cache.in(Shop.user("acme", "ada")).invalidateTag("shoes");
            load.tags("shoes");
            return "1";
        });
        assertThat(acme.getIfPresent("a")).isEqualTo("1");
        acme.getWith("b", load -> {
            acme.invalidateTag("shoes");
            return "untagged";
        });
        assertThat(acme.getIfPresent("b")).isEqualTo("untagged");
    }

    /** A drop of a tag that no entry has yet is remembered for the loads that run. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 1_023, 1_024, 5_000})
    void loadThatBeganBeforeADropManyDropsAgo_isNotStored(int others) {
        acme.getWith("a", load -> {
            acme.invalidateTag("shoes");
            for (int i = 0; i < others; i++) {
                globex.invalidateTag("t" + i);
            }
            load.tags("shoes");
            return "old";
        });
        assertThat(acme.getIfPresent("a")).isNull();
    }

    @Test
    void requestAfterTheDrop_doesNotWaitForALoadFromBeforeIt() throws Exception {
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        ScopedCache<String, String> in =
                threaded.cache("c", String.class, String.class).build().in(Shop.org("acme"));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        FutureTask<String> before = Threads.start(() -> in.getWith("a", load -> {
            begun.countDown();
            Threads.await(over);
            load.tags("shoes");
            return "old";
        }));
        Threads.await(begun);
        in.invalidateTag("shoes");
        String after = in.getWith("a", load -> {
            load.tags("shoes");
            return "new";
        });
        over.countDown();

        assertThat(after).isEqualTo("new");
        assertThat(Threads.join(before)).isEqualTo("old");
        assertThat(in.getIfPresent("a")).isEqualTo("new");
        assertThat(Audit.violations(threaded)).isEmpty();
    }

    // ---- many threads --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void valueFromBeforeADrop_isServedToNobodyAfterIt(boolean byLoads) {
        storm(
                20_000,
                (in, number) -> {
                    if (byLoads) {
                        in.getWith("k", load -> {
                            load.tags("a", "b");
                            return number;
                        });
                    } else {
                        in.put("k", number, EntryOptions.tags("a", number % 2 == 0 ? "b" : "c"));
                    }
                },
                (in, number) -> {});
    }

    /** A reader that holds the old value must not take it for one with the tags of the new one. */
    @Test
    void droppedValue_thatIsOverwritten_isServedToNobody() {
        storm(
                1_000_000,
                (in, number) -> in.put("k", number, EntryOptions.tags("a")),
                (in, number) -> in.put("k", Integer.MAX_VALUE));
    }

    private static void storm(
            int rounds,
            BiConsumer<ScopedCache<String, Integer>, Integer> store,
            BiConsumer<ScopedCache<String, Integer>, Integer> afterDrop) {
        Cacheado cacheado = Shop.threaded().maximumSize(100).build();
        ScopedCache<String, Integer> in =
                cacheado.cache("c", String.class, Integer.class).build().in(Shop.org("acme"));
        AtomicInteger dropped = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> reader = Threads.start(() -> {
            while (!over.get()) {
                int least = dropped.get();
                Integer found = in.getIfPresent("k");
                if (found != null && found <= least) {
                    throw new AssertionError(found + " was served, but all up to " + least + " was dropped");
                }
            }
            return null;
        });
        for (int i = 1; i < rounds && !reader.isDone(); i++) {
            store.accept(in, i);
            in.invalidateTag("a");
            dropped.set(i);
            afterDrop.accept(in, i);
        }
        over.set(true);
        Threads.join(reader);
        in.invalidate("k");
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(Audit.tags(cacheado)).isZero();
    }
}
