package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.annotation.CacheEvict;
import io.cacheado.annotation.CacheKey;
import io.cacheado.annotation.CachePut;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.KeyDerivation;
import io.cacheado.annotation.ScopeId;
import io.cacheado.event.RemovalCause;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods that change data: what is removed and stored by them, and when. */
class ProxyChangesTest {
    private static final Scope ACME = Shop.org("acme");
    private static final Scope ANN = Shop.user("acme", "ann");

    private final Cacheado cacheado = Shop.deterministic().maximumWeight(1000).build();

    record Theme(String key, String color) {}

    /** Keys a theme by its own key. */
    static final class ByKey implements KeyDerivation {
        @Override
        public Object keyOf(Method method, List<Object> arguments) {
            return ((Theme) arguments.get(arguments.size() - 1)).key();
        }
    }

    interface Themes {
        @Cached(name = "themes", scope = "user")
        Theme load(String key);

        @Cached(name = "lists", scope = "organization")
        List<Theme> all();

        @CachePut(name = "themes", key = ByKey.class)
        Theme save(Theme theme);

        @CachePut(name = "themes", scope = "user")
        Optional<Theme> saveFor(
                @ScopeId("org_id") String organization,
                @ScopeId("user_id") String user,
                @CacheKey String key,
                String color)
                throws IOException;

        @CacheEvict(name = "themes")
        void delete(String key) throws IOException;

        @CacheEvict(name = "themes", scope = "organization", allEntries = true)
        void deleteAll(@ScopeId("org_id") String organization);

        @CacheEvict(name = "themes", scope = "global", allEntries = true)
        void deleteEverywhere();

        @CacheEvict(name = "themes", allEntries = true)
        void deleteMine();

        @CacheEvict(name = "themes", beforeInvocation = true)
        Theme reload(String key);

        @CachePut(name = "themes", key = ByKey.class)
        @CacheEvict(name = "themes", allEntries = true)
        @CacheEvict(name = "lists", allEntries = true)
        Theme replaceAll(Theme theme);

        @CacheEvict(name = "themes")
        CompletionStage<Void> deleteLater(String key);

        @CachePut(name = "themes", key = ByKey.class)
        CompletableFuture<Theme> saveLater(Theme theme);
    }

    /** The rows, and what the caches were seen to hold while they changed. */
    private final class Table implements Themes {
        private final Map<String, String> rows = new HashMap<>(Map.of("a", "red", "b", "blue"));
        private final List<String> seen = new ArrayList<>();
        private final CompletableFuture<Void> later = new CompletableFuture<>();
        private int loads;
        private boolean down;

        private void sees(String key) {
            Theme there = themes.in("acme", "ann").getIfPresent(key);
            seen.add(there == null ? "nothing" : there.color());
        }

        @Override
        public Theme load(String key) {
            loads++;
            return rows.containsKey(key) ? new Theme(key, rows.get(key)) : null;
        }

        @Override
        public List<Theme> all() {
            loads++;
            return rows.keySet().stream()
                    .map(key -> new Theme(key, rows.get(key)))
                    .toList();
        }

        @Override
        public Theme save(Theme theme) {
            sees(theme.key());
            rows.put(theme.key(), theme.color());
            if (down) {
                throw new IllegalStateException("down after the change");
            }
            return theme.color().isEmpty() ? null : theme;
        }

        @Override
        public Optional<Theme> saveFor(String organization, String user, String key, String color) throws IOException {
            rows.put(key, color);
            if (down) {
                throw new IOException("down after the change");
            }
            return Optional.of(new Theme(key, color)).filter(theme -> !color.isEmpty());
        }

        @Override
        public void delete(String key) throws IOException {
            sees(key);
            rows.remove(key);
            if (down) {
                throw new IOException("down after the change");
            }
        }

        @Override
        public void deleteAll(String organization) {
            rows.clear();
        }

        @Override
        public void deleteEverywhere() {
            rows.clear();
        }

        @Override
        public void deleteMine() {
            rows.clear();
        }

        @Override
        public Theme reload(String key) {
            sees(key);
            return load(key);
        }

        @Override
        public Theme replaceAll(Theme theme) {
            rows.clear();
            rows.put(theme.key(), theme.color());
            return theme;
        }

        @Override
        public CompletionStage<Void> deleteLater(String key) {
            if (down) {
                throw new IllegalStateException("down at once");
            }
            return key.equals("none") ? null : later.thenRun(() -> rows.remove(key));
        }

        @Override
        public CompletableFuture<Theme> saveLater(Theme theme) {
            return later.thenApply(nothing -> theme);
        }
    }

    private final Table table = new Table();
    private final Themes proxy = cacheado.proxy(Themes.class, table);

    /** The cache that the proxy declared. */
    private final Cache<String, Theme> themes =
            cacheado.cache("themes", String.class, Theme.class).scopedTo("user").build();

    private CurrentScope.Closing opened;

    @BeforeEach
    void open() {
        opened = CurrentScope.open(ANN);
        assertThat(proxy.load("a").color()).isEqualTo("red");
        assertThat(proxy.load("a").color()).isEqualTo("red");
        assertThat(table.loads).isEqualTo(1);
    }

    @AfterEach
    void close() {
        opened.close();
        cacheado.close();
    }

    private Theme cached(String key) {
        return themes.in("acme", "ann").getIfPresent(key);
    }

    // ---- evict ---------------------------------------------------------------------------------------------------

    @Test
    void evict_removesAfterTheMethod() throws IOException {
        proxy.load("b");
        proxy.delete("a");
        assertThat(table.seen).containsExactly("red");
        assertThat(cached("a")).isNull();
        assertThat(cached("b")).isNotNull();
        assertThat(proxy.load("a")).isNull();
    }

    @Test
    void evict_removesAlsoWhenTheMethodThrows_andTheExceptionIsUnchanged() {
        table.down = true;
        assertThatThrownBy(() -> proxy.delete("a"))
                .isInstanceOf(IOException.class)
                .hasMessage("down after the change")
                .hasNoSuppressedExceptions();
        assertThat(cached("a")).isNull();
    }

    @Test
    void evict_beforeInvocation_removesBeforeAndNotAfter() {
        assertThat(proxy.reload("a").color()).isEqualTo("red");
        assertThat(table.seen).containsExactly("nothing");
        themes.in("acme", "ann").put("a", new Theme("a", "kept"));
        CurrentScope.run(Shop.user("acme", "bob"), () -> proxy.reload("a"));
        assertThat(cached("a").color()).isEqualTo("kept");
    }

    @Test
    void evict_ofAllEntries_coversTheScopeAndAllBelowIt_andNoOther() {
        themes.in("acme", "bob").put("a", new Theme("a", "bob's"));
        themes.in("globex", "eve").put("a", new Theme("a", "eve's"));
        proxy.deleteMine();
        assertThat(cached("a")).isNull();
        assertThat(themes.in("acme", "bob").getIfPresent("a")).isNotNull();
        proxy.deleteAll("acme");
        assertThat(themes.in("acme", "bob").getIfPresent("a")).isNull();
        assertThat(themes.in("globex", "eve").getIfPresent("a")).isNotNull();
        proxy.deleteEverywhere();
        assertThat(themes.in("globex", "eve").getIfPresent("a")).isNull();
    }

    @Test
    void evict_withoutAScope_isRefusedBeforeTheMethodRuns() {
        opened.close();
        assertThatThrownBy(() -> proxy.delete("a"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("Themes.delete(String)");
        assertThatThrownBy(() -> proxy.deleteAll(null)).isInstanceOf(MissingScopeException.class);
        assertThatThrownBy(() -> proxy.save(new Theme("a", "x"))).isInstanceOf(MissingScopeException.class);
        assertThat(table.rows).containsEntry("a", "red").hasSize(2);
    }

    @Test
    void evict_afterAStage_isDoneWhenItEnds_beforeTheCallerLearnsOfIt() {
        CompletionStage<Void> stage = proxy.deleteLater("a");
        List<Object> atTheEnd = new ArrayList<>();
        stage.thenRun(() -> atTheEnd.add(Optional.ofNullable(cached("a"))));
        assertThat(cached("a")).isNotNull();
        table.later.complete(null);
        assertThat(atTheEnd).containsExactly(Optional.empty());
        assertThat(stage.toCompletableFuture().join()).isNull();
    }

    @Test
    void evict_afterAStageThatFails_orAMethodThatThrows_isDoneAllTheSame() {
        CompletionStage<Void> stage = proxy.deleteLater("a");
        table.later.completeExceptionally(new IOException("down"));
        assertThat(cached("a")).isNull();
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        proxy.load("a");
        table.down = true;
        assertThatThrownBy(() -> proxy.deleteLater("a")).hasMessage("down at once");
        assertThat(cached("a")).isNull();
        proxy.load("a");
        table.down = false;
        themes.in("acme", "ann").put("none", new Theme("none", "x"));
        assertThat(proxy.deleteLater("none")).isNull();
        assertThat(cached("none")).isNull();
    }

    @Test
    void evict_duringALoad_fencesIt() {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch deleted = new CountDownLatch(1);
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        interface Rows {
            @Cached(name = "rows", scope = "user")
            String load(String key);

            @CacheEvict(name = "rows")
            void delete(String key);
        }
        Rows rows = threaded.proxy(Rows.class, new Rows() {
            @Override
            public String load(String key) {
                reading.countDown();
                Threads.await(deleted);
                return "old";
            }

            @Override
            public void delete(String key) {}
        });
        var loader = Threads.start(() -> CurrentScope.call(ANN, () -> rows.load("k")));
        Threads.await(reading);
        rows.delete("k");
        deleted.countDown();
        assertThat(Threads.join(loader)).isEqualTo("old");
        assertThat(threaded.stats().removalCount(RemovalCause.FENCED)).isEqualTo(1);
        assertThat(threaded.stats().entryCount()).isZero();
        threaded.close();
    }

    @Test
    void evict_ofAClosedCacheado_tellsTheFailureOfTheMethodFirst() throws IOException {
        interface Closing {
            @CacheEvict(name = "themes")
            void close(String key) throws IOException;
        }
        Closing closing = cacheado.proxy(Closing.class, key -> {
            cacheado.close();
            if (key.equals("throws")) {
                throw new IOException("own");
            }
        });
        assertThatThrownBy(() -> closing.close("throws"))
                .isInstanceOf(IOException.class)
                .hasMessage("own")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThatThrownBy(() -> closing.close("a")).isInstanceOf(IllegalStateException.class);
    }

    // ---- put -----------------------------------------------------------------------------------------------------

    @Test
    void put_runsAlwaysAndStoresTheResult() throws IOException {
        proxy.save(new Theme("a", "green"));
        proxy.save(new Theme("a", "black"));
        assertThat(table.seen).containsExactly("red", "green");
        assertThat(cached("a").color()).isEqualTo("black");
        assertThat(proxy.load("a").color()).isEqualTo("black");
        assertThat(table.loads).isEqualTo(1);
        assertThat(proxy.saveFor("globex", "eve", "x", "pink")).isPresent();
        assertThat(themes.in("globex", "eve").getIfPresent("x")).isEqualTo(new Theme("x", "pink"));
    }

    @Test
    void put_ofNothing_removesWhatIsThere() throws IOException {
        assertThat(proxy.save(new Theme("a", ""))).isNull();
        assertThat(cached("a")).isNull();
        proxy.load("a");
        assertThat(proxy.saveFor("acme", "ann", "a", "")).isEmpty();
        assertThat(cached("a")).isNull();
    }

    @Test
    void put_byAMethodThatThrows_removesWhatIsThere() {
        table.down = true;
        assertThatThrownBy(() -> proxy.save(new Theme("a", "green"))).hasMessage("down after the change");
        assertThat(cached("a")).isNull();
        proxy.load("a");
        assertThatThrownBy(() -> proxy.saveFor("acme", "ann", "a", "blue")).isInstanceOf(IOException.class);
        assertThat(cached("a")).isNull();
    }

    @Test
    void put_thatTheWeigherRefuses_removesWhatIsThereAndTellsTheCaller() {
        cacheado.cache("weighed", String.class, Theme.class)
                .scopedTo("user")
                .weigher((key, theme) -> theme.color().equals("heavy") ? -1 : 1)
                .build()
                .in("acme", "ann")
                .put("a", new Theme("a", "red"));
        interface Weighed {
            @Cached(name = "weighed", scope = "user")
            Theme load(String key);

            @CachePut(name = "weighed")
            Theme save(String key);
        }
        Weighed weighed = cacheado.proxy(Weighed.class, new Weighed() {
            @Override
            public Theme load(String key) {
                return null;
            }

            @Override
            public Theme save(String key) {
                return new Theme(key, "heavy");
            }
        });
        assertThat(weighed.load("a")).isNotNull();
        assertThatThrownBy(() -> weighed.save("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weigher");
        assertThat(weighed.load("a")).isNull();
    }

    @Test
    void put_ofAStage_isDoneWhenItEnds_andAFailureRemoves() {
        CompletableFuture<Theme> future = proxy.saveLater(new Theme("a", "green"));
        List<String> atTheEnd = new ArrayList<>();
        future.thenAccept(theme -> atTheEnd.add(cached("a").color()));
        assertThat(cached("a").color()).isEqualTo("red");
        table.later.complete(null);
        assertThat(atTheEnd).containsExactly("green");
        assertThat(future.join()).isEqualTo(new Theme("a", "green"));
    }

    @Test
    void put_ofAStageThatFails_removesWhatIsThere() {
        CompletableFuture<Theme> future = proxy.saveLater(new Theme("a", "green"));
        table.later.completeExceptionally(new IOException("down"));
        assertThat(future).isCompletedExceptionally();
        assertThat(cached("a")).isNull();
    }

    @Test
    void putAndEvicts_onOneMethod_areAllDone_andWhatWasPutStays() {
        proxy.load("b");
        CurrentScope.run(ANN, () -> assertThat(proxy.all()).hasSize(2));
        int loads = table.loads;
        proxy.replaceAll(new Theme("c", "gold"));
        assertThat(cached("a")).isNull();
        assertThat(cached("b")).isNull();
        assertThat(cached("c").color()).isEqualTo("gold");
        assertThat(proxy.all()).hasSize(1);
        assertThat(table.loads).isEqualTo(loads + 1);
    }

    @Test
    void keyOfAPut_isMadeBeforeTheMethodRuns_whateverItDoesToItsArguments() {
        interface Lists {
            @Cached(name = "sums", scope = "global")
            Integer sum(List<Integer> of);

            @CachePut(name = "sums")
            Integer change(List<Integer> of);
        }
        Lists lists = cacheado.proxy(Lists.class, new Lists() {
            @Override
            public Integer sum(List<Integer> of) {
                return of.stream().mapToInt(each -> each).sum();
            }

            @Override
            public Integer change(List<Integer> of) {
                of.add(5);
                return 100;
            }
        });
        lists.change(new ArrayList<>(List.of(1, 2)));
        assertThat(lists.sum(List.of(1, 2))).isEqualTo(100);
        assertThat(lists.sum(List.of(1, 2, 5))).isEqualTo(8);
        assertThat(cacheado.stats(ACME).entryCount()).isEqualTo(1);
    }
}
