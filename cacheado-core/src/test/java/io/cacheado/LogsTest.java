package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.cacheado.event.RemovalCause;
import io.cacheado.internal.log.CacheLogs;
import io.cacheado.internal.log.Logs;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Quota;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;

/** F11: events with stable names, levels and keys; one line of what fails often; nothing done for what is off. */
class LogsTest {
    private final TestTime time = new TestTime();

    private Cacheado.Builder builder() {
        return Shop.deterministic().maximumSize(100).ticker(time);
    }

    private static LoggingEvent only(Logbook book, String name) {
        List<LoggingEvent> found = book.lines().stream()
                .filter(line -> line.getMessage().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static void check(Logbook book, String name, String logger, Level level, String pairs) {
        LoggingEvent line = only(book, name);
        assertThat(line.getLoggerName()).isEqualTo(logger);
        assertThat(line.getLevel()).isEqualTo(level);
        assertThat(book.lines(name).get(0)).matches(pairs);
        assertThat(line.getThrowable()).isNull();
    }

    @Test
    void life_isLogged() {
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            Cacheado cacheado = builder().build();
            Cache<String, Integer> cache = cacheado.cache("life", String.class, Integer.class)
                    .scopedTo("user")
                    .build();
            cacheado.cache("life", String.class, Integer.class).scopedTo("user").build();
            cache.in("acme", 1).put("k", 1);
            cacheado.close();
            cacheado.close();
            check(
                    book,
                    "cacheado.built",
                    "io.cacheado.cacheado",
                    Level.DEBUG,
                    "levels=global,.*session.* maximum=100 unit=entries");
            check(
                    book,
                    "cache.created",
                    "io.cacheado.cache",
                    Level.DEBUG,
                    "cache=life level=user keys=java.lang.String values=java.lang.Integer");
            check(book, "cacheado.closed", "io.cacheado.cacheado", Level.INFO, "entries=1 loads=0 undelivered=0");
        }
    }

    @Test
    void drops_areLogged_withWhatTheyHeld() {
        Cacheado cacheado = builder().build();
        Cache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).build();
        cache.in(Shop.user("acme", 1)).put("k", 1);
        cache.in(Shop.user("acme", 2)).put("k", 1);
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            cache.evict(Shop.user("acme", 2));
            check(
                    book,
                    "cache.dropped",
                    "io.cacheado.drop",
                    Level.DEBUG,
                    "cache=c scope=organization:~\\w{8}/user:~\\w{8} entries=1");
            cacheado.evict(Shop.org("acme"));
            check(
                    book,
                    "scope.dropped",
                    "io.cacheado.drop",
                    Level.DEBUG,
                    "scope=organization:~\\w{8} entries=1 micros=0");
            cacheado.invalidateTag(Shop.org("acme"), "red");
            check(book, "tag.dropped", "io.cacheado.drop", Level.DEBUG, "scope=organization:~\\w{8} tag=~\\w{8}");
        }
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            cacheado.evict(Shop.org("nobody"));
            cacheado.evictAll();
            cache.invalidateAll();
            cache.invalidateTag(Shop.org("acme"), "red");
            assertThat(book.lines("scope.dropped"))
                    .satisfiesExactly(
                            line -> assertThat(line).endsWith(" entries=0 micros=0"),
                            line -> assertThat(line).isEqualTo("scope=global micros=0"));
            assertThat(book.lines("cache.dropped")).containsExactly("cache=c scope=global");
            assertThat(book.lines("tag.dropped")).singleElement().asString().startsWith("cache=c scope=");
        }
        cacheado.close();
    }

    @Test
    void settings_thatAreChanged_areLogged() {
        Cacheado cacheado = builder().build();
        Cache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).maximumSize(10).build();
        try (Logbook book = Logbook.open(Level.INFO)) {
            cache.policy().setMaximumSize(20);
            cache.policy().setMaximumSize(20);
            cacheado.quota(Shop.org("acme"), Quota.limit(5));
            assertThat(book.lines("setting.changed"))
                    .satisfiesExactly(
                            line -> assertThat(line).isEqualTo("setting=MAXIMUM_SIZE cache=c old=10 new=20"),
                            line -> assertThat(line)
                                    .matches("setting=QUOTA scope=organization:~\\w{8} old=none new=Quota\\[limit=5]"));
            assertThat(book.lines())
                    .allMatch(line -> line.getLevel() == Level.INFO
                            && line.getLoggerName().equals("io.cacheado.change"));
        }
        cacheado.close();
    }

    @Test
    void failingLoads_areOneWarningForEachPeriod_theOthersAreAtDebugAndCounted() {
        Cacheado cacheado = builder().build();
        Cache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).build();
        Cache<String, Integer> other =
                cacheado.cache("other", String.class, Integer.class).build();
        Runnable failing =
                () -> assertThatThrownBy(() -> cache.in(Shop.org("acme")).get("k", key -> {
                            throw new IllegalStateException("secret");
                        }))
                        .hasMessage("secret");
        try (Logbook book = Logbook.open(Level.INFO)) {
            for (int i = 0; i < 50; i++) {
                failing.run();
            }
            check(
                    book,
                    "load.failed",
                    "io.cacheado.load",
                    Level.WARN,
                    "cache=c scope=organization:~\\w{8} key=~\\w{8} failure=java.lang.IllegalStateException micros=0"
                            + " suppressed=0");
            assertThatThrownBy(() -> other.in(Shop.org("acme")).get("k", key -> {
                        throw new CompletionFailure(new java.io.IOException("secret"));
                    }))
                    .isInstanceOf(CompletionFailure.class);
            time.advance(Duration.ofSeconds(10));
            failing.run();
            assertThat(book.lines("load.failed"))
                    .satisfiesExactly(
                            line -> assertThat(line).endsWith("suppressed=0"),
                            line -> assertThat(line)
                                    .contains("cache=other", "$CompletionFailure root=java.io.IOException"),
                            line -> assertThat(line).contains("cache=c").endsWith("suppressed=49"));
        }
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            failing.run();
            failing.run();
            assertThat(book.lines()).hasSize(2).allMatch(line -> line.getLevel() == Level.DEBUG);
            assertThat(book.lines("load.failed")).noneMatch(line -> line.contains("suppressed"));
        }
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(54);
        cacheado.close();
    }

    private static final class CompletionFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CompletionFailure(Throwable cause) {
            super("secret", cause);
        }
    }

    @Test
    void loads_thatAreRejectedOrTimeOut_andFailedRefreshes_haveNamesOfTheirOwn() throws Exception {
        // On real executors and time: the alarms of time-outs know no other.
        Cacheado cacheado = Shop.threaded().maximumSize(100).build();
        LoadLimit none = LoadLimit.of(1).waitAtMost(Duration.ZERO);
        Cache<String, Integer> limited = cacheado.cache("limited", String.class, Integer.class)
                .loadLimitPerScope(none)
                .build();
        Cache<String, Integer> timed = cacheado.cache("timed", String.class, Integer.class)
                .hardLoadTimeout(Duration.ofMillis(5))
                .build();
        LoadingCache<String, Integer> renewed = cacheado.cache("renewed", String.class, Integer.class)
                .refreshAfterWrite(Duration.ofDays(1))
                .build((scope, key) -> {
                    throw new IllegalStateException();
                });
        CompletableFuture<Integer> slow = new CompletableFuture<>();
        try (Logbook book = Logbook.open(Level.INFO)) {
            CompletableFuture<Integer> first = limited.in(Shop.org("acme")).getAsync("one", key -> slow);
            assertThatThrownBy(() -> limited.in(Shop.org("acme")).get("two", key -> 2))
                    .isInstanceOf(LoadRejectedException.class);
            slow.complete(1);
            assertThat(first.get()).isEqualTo(1);
            assertThatThrownBy(() -> timed.in(Shop.org("acme"))
                            .getAsync("k", key -> new CompletableFuture<Integer>())
                            .get())
                    .hasCauseInstanceOf(LoadTimeoutException.class);
            renewed.in(Shop.org("acme")).put("k", 1);
            assertThatThrownBy(() -> renewed.in(Shop.org("acme")).refresh("k").get())
                    .hasCauseInstanceOf(IllegalStateException.class);
            Threads.awaitTrue(() -> book.lines("load.rejected").size() == 1
                    && book.lines("load.timed-out").size() == 1
                    && book.lines("refresh.failed").size() == 1);
            assertThat(book.lines("load.failed")).isEmpty();
            assertThat(book.lines()).allMatch(line -> line.getLevel() == Level.WARN);
        }
        cacheado.close();
    }

    @Test
    void slowLoad_thatIsAnsweredWithAnExpiredValue_isLogged() throws Exception {
        Cacheado cacheado = Shop.threaded().maximumSize(100).ticker(time).build();
        CompletableFuture<Integer> never = new CompletableFuture<>();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .expireAfterWrite(Duration.ofSeconds(1))
                .staleIfError(Duration.ofHours(1))
                .softLoadTimeout(Duration.ofMillis(1))
                .build();
        cache.in(Shop.org("acme")).put("k", 7);
        time.advance(Duration.ofSeconds(2));
        try (Logbook book = Logbook.open(Level.INFO)) {
            assertThat(cache.in(Shop.org("acme")).getAsync("k", key -> never).get())
                    .isEqualTo(7);
            assertThat(cache.in(Shop.org("acme")).get("k", key -> 8)).isEqualTo(7);
            check(
                    book,
                    "load.slow",
                    "io.cacheado.load",
                    Level.WARN,
                    "cache=c scope=organization:~\\w{8} key=~\\w{8} suppressed=0");
        }
        never.complete(8);
        cacheado.close();
    }

    @Test
    void listeners_thatThrow_areOneWarningForEachCacheAndPeriod() {
        Cacheado cacheado = builder()
                .changeListener(event -> {
                    throw new IllegalStateException("secret");
                })
                .build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .removalListener(event -> {
                    throw new IllegalArgumentException("secret");
                })
                .build();
        try (Logbook book = Logbook.open(Level.WARN)) {
            for (int i = 0; i < 5; i++) {
                cache.in(Shop.org("acme")).put("k", i);
                cacheado.maximumSize(200 + i);
            }
            assertThat(book.lines("listener.failed"))
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line)
                                    .matches("listener=removal cache=c scope=organization:~\\w{8} key=~\\w{8}"
                                            + " cause=REPLACED failure=java.lang.IllegalArgumentException"
                                            + " suppressed=0"),
                            line -> assertThat(line)
                                    .isEqualTo("listener=change failure=java.lang.IllegalStateException suppressed=0"));
        }
        assertThat(cacheado.stats().listenerFailureCount()).isEqualTo(9);
        cacheado.close();
    }

    @Test
    void executor_thatRefuses_isLogged() {
        AtomicBoolean refuses = new AtomicBoolean(true);
        Cacheado cacheado = Shop.threaded()
                .maximumSize(100)
                .ticker(time)
                .executor(task -> {
                    if (refuses.get()) {
                        throw new RejectedExecutionException("secret");
                    }
                    task.run();
                })
                .build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .removalListener(event -> {})
                .build();
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            cache.in(Shop.org("acme")).put("k", 1);
            cache.in(Shop.org("acme")).put("k", 2);
            cacheado.evict(Shop.org("acme"));
            cache.in(Shop.org("acme")).getAsync("k", key -> CompletableFuture.completedFuture(1));
            assertThat(book.lines("executor.refused"))
                    .contains(
                            "work=events failure=java.util.concurrent.RejectedExecutionException suppressed=0",
                            "work=reclaim failure=java.util.concurrent.RejectedExecutionException",
                            "work=load failure=java.util.concurrent.RejectedExecutionException");
        }
        refuses.set(false);
        cacheado.close();
    }

    @Test
    void reservations_thatComeToMoreThanThereIs_areLoggedWithTheirSums() {
        Cacheado cacheado = Shop.deterministic()
                .logIds()
                .maximumSize(100)
                .quota("organization", Quota.reserve(40))
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        try (Logbook book = Logbook.open(Level.WARN)) {
            for (int org = 0; org < 3; org++) {
                cache.in(Shop.org(org)).put(1, 1);
            }
            assertThat(cacheado.quota(Shop.org(0)).orElseThrow().reservation()).isEqualTo(32);
            for (int key = 0; key < 200; key++) {
                cache.in(Shop.org(0)).put(key, key);
            }
            assertThat(book.lines("quota.overcommitted"))
                    .containsExactly("scope=global reserved=120 available=100 suppressed=0");
            cacheado.quota(Shop.org("later"), Quota.reserve(7));
            assertThat(cacheado.quota(Shop.org("later"))).contains(Quota.reserve(7));
            assertThat(cacheado.quota(Shop.tenant("t"))).isEmpty();
        }
        cacheado.close();
    }

    @Test
    void expiry_inTheBackground_isLoggedWithHowMany() {
        Cacheado cacheado = Shop.threaded().maximumSize(100).build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .expireAfterWrite(Duration.ofMillis(2))
                .build();
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            cache.in(Shop.org("acme")).put("k", 1);
            Threads.awaitTrue(() -> !book.lines("expiry.swept").isEmpty());
            assertThat(book.lines("expiry.swept").get(0)).matches("entries=1 micros=\\d+");
        }
        cacheado.close();
    }

    @Test
    void bypass_isLogged_withCacheAndLevel() {
        Cacheado cacheado = builder().build();
        var function = cacheado.function("reports", String.class, String.class)
                .scope("organization")
                .bypassWithoutScope()
                .wrap(argument -> argument);
        var byArgument = cacheado.function("byArgument", String.class, String.class)
                .scope(argument -> {
                    throw new MissingScopeException(argument);
                })
                .bypassWithoutScope()
                .wrap(argument -> argument);
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            function.apply("x");
            byArgument.apply("x");
            assertThat(book.lines("cache.bypassed"))
                    .containsExactly("cache=reports level=organization", "cache=byArgument level=any");
        }
        assertThat(cacheado.stats().bypassCount()).isEqualTo(2);
        cacheado.close();
    }

    @Test
    void requestsAndRemovals_areLoggedAtTrace_ofCachesMadeWhileItIsOn() {
        Cacheado cacheado = builder().build();
        try (Logbook book = Logbook.open(Level.TRACE)) {
            Cache<String, Integer> cache =
                    cacheado.cache("c", String.class, Integer.class).build();
            cache.in(Shop.org("acme")).getIfPresent("k");
            cache.in(Shop.org("acme")).put("k", 1);
            cache.in(Shop.org("acme")).getIfPresent("k");
            cache.in(Shop.org("acme")).invalidate("k");
            check(book, "request.miss", "io.cacheado.request", Level.TRACE, "cache=c scope=organization:~\\w{8}");
            check(book, "request.hit", "io.cacheado.request", Level.TRACE, "cache=c scope=organization:~\\w{8}");
            check(
                    book,
                    "entry.removed",
                    "io.cacheado.removal",
                    Level.TRACE,
                    "cache=c scope=organization:~\\w{8} key=~\\w{8} cause=EXPLICIT");
        }
        cacheado.close();
    }

    @Test
    void masks_ofEqualIds_areEqual_andOfOthersNot() {
        Cacheado cacheado = builder().build();
        try (Logbook book = Logbook.open(Level.DEBUG)) {
            cacheado.evict(Shop.user("acme", 42));
            cacheado.evict(Shop.user("acme", 42));
            cacheado.evict(Shop.user("globex", 42));
            List<String> lines = book.lines("scope.dropped");
            assertThat(lines.get(0)).isEqualTo(lines.get(1));
            String user = lines.get(0).replaceAll(".*user:(~\\w+).*", "$1");
            assertThat(lines.get(2)).contains("organization:~", "user:~").doesNotContain(user);
        }
        cacheado.close();
    }

    @Test
    void ids_thatAreLogged_canForgeNoLine_andAreCutToALength() {
        Cacheado cacheado = builder().logIds().build();
        Cache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).build();
        try (Logbook book = Logbook.open(Level.WARN)) {
            assertThatThrownBy(() -> cache.in(Shop.org("acme\n")).get("k\nWARN all is lost" + "x".repeat(999), key -> {
                        throw new IllegalStateException("told");
                    }))
                    .hasMessage("told");
            String line = book.lines("load.failed").get(0);
            assertThat(line)
                    .contains("scope=organization:acme%0A ", "key=k\uFFFDWARN all")
                    .hasSizeLessThan(600);
            assertThat(only(book, "load.failed").getThrowable()).hasMessage("told");
        }
        cacheado.close();
    }

    @Test
    void logger_thatThrows_harmsNobody_norDoesAKeyThatCannotBePrinted() {
        record Unprintable(int id) {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        }
        Cacheado cacheado = builder().build();
        try (Logbook book = Logbook.open(Level.TRACE, line -> {
            throw new IllegalStateException("disk full");
        })) {
            Cache<Unprintable, Integer> cache =
                    cacheado.cache("c", Unprintable.class, Integer.class).build();
            ScopedCache<Unprintable, Integer> in = cache.in(Shop.org("acme"));
            in.put(new Unprintable(1), 1);
            assertThat(in.getIfPresent(new Unprintable(1))).isEqualTo(1);
            in.invalidate(new Unprintable(1));
            assertThatThrownBy(() -> in.get(new Unprintable(1), key -> {
                        throw new IllegalStateException("told");
                    }))
                    .hasMessage("told");
            cacheado.maximumSize(7);
            assertThat(book.lines("load.failed").get(0)).contains("key=? ");
        }
        assertThat(io.cacheado.internal.engine.Audit.violations(cacheado)).isEmpty();
        cacheado.close();
    }

    @Test
    void levelsThatAreOff_costNoByte_andPrintNothing() {
        Logs logs = new Logs(true, () -> {
            throw new AssertionError("asked for the time");
        });
        CacheLogs cache = logs.of("c");
        Object key = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("printed");
            }
        };
        RuntimeException failure = new RuntimeException();
        var scope = Shop.user("acme", 1);
        Runnable all = () -> {
            cache.created("user", "K", "V");
            cache.bypassed("user");
            cache.dropped(scope, 1);
            cache.loadFailed(scope, key, failure, 1, true);
            cache.slow(scope, key);
            cache.listenerFailed(scope, key, RemovalCause.SIZE, failure);
            cache.removed(scope, key, RemovalCause.SIZE);
            cache.requested(scope, true);
            logs.dropped(scope, 1, 1);
            logs.tagDropped("c", scope, "tag");
            logs.refused("load", failure);
            logs.changeListenerFailed(failure);
            logs.swept(1, 1);
            logs.closed(1, 1, 1);
        };
        for (int i = 0; i < 20_000; i++) {
            all.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                all.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // What the measuring itself takes, but not a byte for each of the 14,000 calls.
        assertThat(least).isLessThan(5_000);
    }

    @Test
    void logger_runsUnderNoLock_itMayCallBack() {
        Cacheado cacheado = builder().eviction(Eviction.fifo()).build();
        Cache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).build();
        AtomicBoolean inside = new AtomicBoolean();
        try (Logbook book = Logbook.open(Level.TRACE, line -> {
            if (inside.compareAndSet(false, true)) {
                // On another thread: a lock that this one holds would let it pass.
                Threads.join(Threads.start(() -> {
                    cache.in(Shop.org("acme")).put("from within", 1);
                    cacheado.cleanUp();
                    cacheado.maximumSize(100 + (System.identityHashCode(line) & 7));
                    return null;
                }));
                inside.set(false);
            }
        })) {
            cache.in(Shop.org("acme")).put("k", 1);
            cache.in(Shop.org("acme")).put("k", 2);
            cache.in(Shop.org("acme")).invalidate("k");
            cacheado.quota(Shop.org("acme"), Quota.limit(5));
            cacheado.evict(Shop.org("acme"));
            cache.invalidateAll();
            assertThat(book.lines()).isNotEmpty();
        }
        cacheado.close();
    }
}
