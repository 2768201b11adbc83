package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;

/** F11: whatever happens, and with every logger at TRACE, no line shows an id, a key or a tag unless asked to, nor ever a value. */
class LogSecrecyTest {
    private static final String ID = "acme-the-tenant";
    private static final String KEY = "key-of-someone";
    private static final String TAG = "tag-of-someone";
    private static final String VALUE = "value-of-someone";

    /** A value that betrays itself when printed. */
    record Value(int n) {
        @Override
        public String toString() {
            return VALUE + n;
        }
    }

    private final TestTime time = new TestTime();

    @Test
    void storm_withMaskedIds_showsNoIdKeyTagOrValue() {
        List<LoggingEvent> lines = storm(false);
        assertThat(lines).allSatisfy(line -> assertThat(Logbook.text(line)).doesNotContain(ID, KEY, TAG, VALUE));
        assertThat(lines).noneMatch(line -> line.getThrowable() != null);
    }

    @Test
    void storm_withOpenIds_showsThem_butNoValue() {
        List<LoggingEvent> lines = storm(true);
        assertThat(lines).allSatisfy(line -> assertThat(Logbook.text(line)).doesNotContain(VALUE));
        String all = lines.stream().map(Logbook::text).collect(Collectors.joining("\n"));
        assertThat(all).contains("organization:" + ID, "key=" + KEY, "tag=" + TAG, "failed for " + KEY);
    }

    private List<LoggingEvent> storm(boolean open) {
        try (Logbook book = Logbook.open(Level.TRACE)) {
            Cacheado.Builder builder = Shop.threaded()
                    .ticker(time)
                    .maximumWeight(60)
                    .quota("user", Quota.limit(20))
                    .executor(task -> {
                        if (Math.floorMod(System.identityHashCode(task), 16) == 0) {
                            throw new RejectedExecutionException("no room for " + KEY + ID);
                        }
                        task.run();
                    })
                    .changeListener(event -> {
                        throw new IllegalStateException(String.valueOf(event.scope()));
                    });
            Cacheado cacheado = (open ? builder.logIds() : builder).build();
            Cache<String, Value> plain = cacheado.cache("plain", String.class, Value.class)
                    .maximumSize(30)
                    .maximumSizePerScope(8)
                    .weigher((key, value) -> 1 + value.n % 3)
                    .loadLimitPerScope(LoadLimit.of(1).waitAtMost(Duration.ZERO))
                    .removalListener(event -> {
                        throw new IllegalStateException("failed for " + event.key() + event.scope());
                    })
                    .build();
            LoadingCache<String, Value> renewed = cacheado.cache("renewed", String.class, Value.class)
                    .expireAfterWrite(Duration.ofMillis(50))
                    .staleIfError(Duration.ofMillis(100))
                    .softLoadTimeout(Duration.ofNanos(1))
                    .hardLoadTimeout(Duration.ofMillis(1))
                    .expireFailureAfter(IllegalStateException.class, Duration.ofMillis(20))
                    .build((scope, key) -> {
                        if (key.endsWith("3")) {
                            throw new IllegalStateException("failed for " + key + " of " + scope);
                        }
                        return new Value(key.hashCode() & 15);
                    });
            var function = cacheado.function("function", String.class, Value.class)
                    .scope("organization")
                    .bypassWithoutScope()
                    .wrap(key -> new Value(1));
            Threads.run(4, me -> {
                Random random = new Random(me);
                for (int i = 0; i < 1_500; i++) {
                    try {
                        step(cacheado, plain, renewed, random);
                        function.apply(KEY + i);
                    } catch (Exception e) {
                        // Told by the loaders and executors above.
                    }
                }
            });
            cacheado.cleanUp();
            plain.in(Shop.org(ID + "full")).get(KEY, outer -> {
                Threads.join(Threads.start(() -> {
                    try {
                        return plain.in(Shop.org(ID + "full")).get(KEY + "inner", inner -> new Value(1));
                    } catch (LoadRejectedException e) {
                        return null;
                    }
                }));
                return new Value(2);
            });
            CompletableFuture<Value> late = new CompletableFuture<>();
            plain.in(Shop.org(ID)).put(KEY, new Value(0));
            try {
                plain.in(Shop.org(ID)).getAsync(KEY + "late", key -> late);
            } catch (RuntimeException e) {
                // Refused.
            }
            cacheado.close();
            late.completeExceptionally(new IllegalStateException("failed for " + KEY));
            List<LoggingEvent> lines = book.lines();
            assertThat(lines.stream().map(LoggingEvent::getMessage).distinct())
                    .contains(
                            "cacheado.built",
                            "cacheado.closed",
                            "cache.created",
                            "cache.bypassed",
                            "setting.changed",
                            "scope.dropped",
                            "cache.dropped",
                            "tag.dropped",
                            "load.failed",
                            "load.rejected",
                            "listener.failed",
                            "executor.refused",
                            "entry.removed",
                            "request.hit",
                            "request.miss");
            checkKeys(lines);
            return lines;
        }
    }

    /** No line has a key that the guide does not name. */
    private static void checkKeys(List<LoggingEvent> lines) {
        Map<String, LogTable.Row> table = LogTable.read();
        for (LoggingEvent line : lines) {
            LogTable.Row row = table.get(line.getMessage());
            assertThat(row.logger()).isEqualTo(line.getLoggerName());
            line.getKeyValuePairs()
                    .forEach(
                            pair -> assertThat(row.keys()).as(line.getMessage()).contains(pair.key));
        }
    }

    private void step(Cacheado cacheado, Cache<String, Value> plain, LoadingCache<String, Value> renewed, Random random)
            throws Exception {
        Scope scope = random.nextBoolean() ? Shop.org(ID) : Shop.user(ID + random.nextInt(3), ID + random.nextInt(4));
        Cache<String, Value> cache = random.nextBoolean() ? plain : renewed;
        ScopedCache<String, Value> in = cache.in(scope);
        String key = KEY + random.nextInt(12);
        Value value = new Value(random.nextInt(9));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> in.put(key, value);
            case 4 -> in.put(key, value, EntryOptions.tags(TAG));
            case 5, 6, 7 -> in.getIfPresent(key);
            case 8 -> in.get(key, asked -> value);
            case 9 ->
                in.get(key, asked -> {
                    throw new IllegalStateException("failed for " + asked + " of " + scope);
                });
            case 10 -> in.getAsync(key, asked -> CompletableFuture.completedFuture(value));
            case 11 ->
                in.getAll(List.of(key, key + 1), asked -> {
                    throw new IllegalStateException("failed for " + asked);
                });
            case 12 -> renewed.in(scope).get(key);
            case 13 -> renewed.in(scope).refresh(key);
            case 14 -> in.getAll(List.of(key), asked -> Map.of(key, value, key + 1, value));
            case 15 -> time.advance(Duration.ofMillis(random.nextInt(20)));
            case 16 -> in.invalidate(key);
            case 17 -> cacheado.invalidateTag(scope, TAG);
            case 18 -> {
                cacheado.evict(scope);
                cache.evict(scope);
            }
            default -> {
                switch (random.nextInt(6)) {
                    case 0 -> cacheado.quota(scope, Quota.limit(5 + random.nextInt(20)));
                    case 1 -> cacheado.removeQuota(scope);
                    case 2 -> cacheado.loadLimit(scope, LoadLimit.of(1 + random.nextInt(3)));
                    case 3 -> cacheado.eviction(scope, random.nextBoolean() ? Eviction.fifo() : Eviction.lfu());
                    case 4 -> plain.policy().setMaximumSize(20 + random.nextInt(20));
                    default -> cacheado.cleanUp();
                }
            }
        }
    }
}
