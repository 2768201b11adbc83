package io.cacheado.testkit.junit;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import io.cacheado.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the extension gives to tests, and what it says of those that leave something behind: classes run inside a test. */
class CacheadoExtensionTest {
    private static final ScopeTree TREE =
            ScopeTree.of(level("organization", "org_id", level("user", "user_id")), level("region", "region_id"));
    private static final Scope ANN = TREE.scope("user", "acme", "ann");
    private static final List<Object> SEEN = Collections.synchronizedList(new ArrayList<>());

    private static JUnitRun run(Class<?> type, String... parameters) {
        SEEN.clear();
        JUnitRun run = JUnitRun.of(List.of(type), parameters);
        assertThat(run.results()).isNotEmpty();
        return run;
    }

    // ---- what it gives -------------------------------------------------------------------------------------------

    static class Field {
        @RegisterExtension
        final CacheadoExtension test =
                CacheadoExtension.of(builder -> builder.scopes(TREE).maximumSize(10));

        private Cache<String, String> cache;

        @BeforeEach
        void begin() {
            cache = test.cacheado()
                    .cache("c", String.class, String.class)
                    .expireAfterWrite(Duration.ofMinutes(1))
                    .build();
        }

        @Test
        void one() {
            use();
        }

        @Test
        void other(Cacheado cacheado, FakeTicker ticker) {
            assertThat(cacheado).isSameAs(test.cacheado());
            assertThat(ticker).isSameAs(test.ticker());
            use();
        }

        private void use() {
            assertThat(test.cacheado().stats().entryCount()).isZero();
            assertThat(test.seed()).isEqualTo(1);
            cache.in(ANN).get("k", key -> "v");
            test.ticker().advance(Duration.ofMinutes(1));
            assertThat(cache.in(ANN).getIfPresent("k")).isNull();
            assertThat(test.cacheado().stats().missCount()).isEqualTo(2);
            SEEN.add(test.cacheado());
        }

        @AfterEach
        void end(Cacheado cacheado) {
            assertThat(cacheado.stats()).isNotNull();
        }
    }

    @Test
    void field_givesEachTestACacheadoOfItsOwn_closedAfterwards() {
        assertThat(run(Field.class).failures()).isEmpty();

        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
        assertThat(SEEN)
                .allSatisfy(each -> assertThatThrownBy(() -> ((Cacheado) each).cleanUp())
                        .isInstanceOf(IllegalStateException.class));
    }

    static final class Setup implements CacheadoSetup {
        private Setup() {}

        @Override
        public void configure(Cacheado.Builder builder) {
            builder.scopes(TREE).maximumSize(10);
        }
    }

    @CacheadoTest(setup = Setup.class)
    static class Annotated {
        @BeforeEach
        void begin(Cacheado cacheado) {
            assertThat(cacheado.scopes()).isEqualTo(TREE);
        }

        @Test
        void one(Cacheado cacheado) {
            SEEN.add(cacheado);
        }

        @Nested
        class Inside {
            @Test
            void nested(Cacheado cacheado, FakeTicker ticker) {
                assertThat(cacheado.scopes()).isEqualTo(TREE);
                assertThat(ticker.read()).isZero();
                SEEN.add(cacheado);
            }
        }
    }

    @Test
    void annotation_givesParameters_inNestedClassesToo() {
        assertThat(run(Annotated.class).failures()).isEmpty();
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    @CacheadoTest
    static class Plain {
        @Test
        void one(Cacheado cacheado) {
            assertThat(cacheado.scopes().levels()).containsExactly("global");
        }
    }

    @Test
    void annotation_withoutSettings_givesAPlainOne() {
        assertThat(run(Plain.class).failures()).isEmpty();
    }

    @CacheadoTest
    static class InConstructor {
        InConstructor(Cacheado cacheado) {
            SEEN.add(cacheado);
        }

        @Test
        void one() {}
    }

    @Test
    void parameter_ofAConstructor_isRefused() {
        assertThat(run(InConstructor.class).failures())
                .singleElement()
                .asString()
                .contains("No ParameterResolver");
    }

    @CacheadoTest(setup = Setup.class, onThreads = true)
    static class Threaded {
        @Test
        void async(Cacheado cacheado) {
            Cache<String, String> cache =
                    cacheado.cache("c", String.class, String.class).build();
            CompletableFuture<String> value = cache.in(ANN)
                    .getAsync(
                            "k",
                            key -> CompletableFuture.completedFuture(
                                    Thread.currentThread().getName()));
            assertThat(value.join()).isEqualTo("cacheado-test");
        }
    }

    @Test
    void onThreads_loadsOnThreadsOfItsOwn() {
        assertThat(run(Threaded.class).failures()).isEmpty();
    }

    @Test
    void questions_outsideOfATest_areAnError() {
        CacheadoExtension extension = CacheadoExtension.of(builder -> builder.maximumSize(1));

        assertThatThrownBy(extension::cacheado)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("0 tests run (allowed: one; in methods before, of, and after each test, or as parameters)");
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class AtOnce {
        @RegisterExtension
        final CacheadoExtension test = CacheadoExtension.of(builder -> builder.maximumSize(10));

        private final CountDownLatch both = new CountDownLatch(2);
        private final CountDownLatch asked = new CountDownLatch(2);

        private void ask(Cacheado cacheado) throws InterruptedException {
            both.countDown();
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            SEEN.add(cacheado);
            assertThatThrownBy(test::cacheado).hasMessageStartingWith("2 tests run");
            asked.countDown();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void one(Cacheado cacheado) throws InterruptedException {
            ask(cacheado);
        }

        @Test
        void other(Cacheado cacheado) throws InterruptedException {
            ask(cacheado);
        }
    }

    @Test
    void testsAtOnce_haveParametersOfTheirOwn_andOneExtensionCannotTellThemApart() {
        JUnitRun run = run(
                AtOnce.class,
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.config.executor-service",
                "WORKER_THREAD_POOL",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "2");

        assertThat(run.failures()).isEmpty();
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    // ---- the seed ------------------------------------------------------------------------------------------------

    static class Seeded {
        @RegisterExtension
        final CacheadoExtension test = CacheadoExtension.of(builder -> builder.maximumSize(10));

        @Test
        void fails() {
            SEEN.add(test.seed());
            throw new AssertionError("wrong");
        }

        @Test
        void aborts() {
            Assumptions.assumeThat(false).isTrue();
        }
    }

    @Test
    void failure_saysTheSeed() {
        JUnitRun run = run(Seeded.class);

        assertThat(run.failure("fails").orElseThrow())
                .hasMessage("wrong")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .hasToString("this test had seed 1: again with -Dio.cacheado.testkit.seed=1"));
    }

    @Test
    void seed_ofTheProperty_takesThePlaceOfTheUsual() {
        assertThat(run(Seeded.class, "io.cacheado.testkit.seed", "42")
                        .failure("fails")
                        .orElseThrow()
                        .getSuppressed())
                .singleElement()
                .asString()
                .contains("seed 42");
        assertThat(SEEN).containsExactly(42L);
        run(Seeded.class, "io.cacheado.testkit.seed", "random");
        Object random = SEEN.get(0);
        run(Seeded.class, "io.cacheado.testkit.seed", "random");
        assertThat(SEEN).doesNotContain(random);
    }

    @Test
    void seed_thatIsNoNumber_isNamedWithWhatIsAllowed() {
        assertThat(run(Seeded.class, "io.cacheado.testkit.seed", "x")
                        .failure("fails")
                        .orElseThrow())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("io.cacheado.testkit.seed: x (allowed: a whole number, or random)");
    }

    static class Unbounded {
        @RegisterExtension
        final CacheadoExtension test = CacheadoExtension.of(builder -> {});

        @Test
        void one() {}
    }

    @Test
    void setup_thatCannotBeBuilt_failsTheTestWithItsOwnWords() {
        assertThat(run(Unbounded.class).failure("one").orElseThrow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unbounded");
    }

    // ---- what was left behind ------------------------------------------------------------------------------------

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @CacheadoTest(setup = Setup.class)
    static class Leaving {
        @Test
        @Order(1)
        void leavesAScopeOpen() {
            CurrentScope.open(ANN);
        }

        @Test
        @Order(2)
        void findsNoScope() {
            assertThat(CurrentScope.find("user")).isEmpty();
        }

        @Test
        @Order(3)
        void leavesALoad(Cacheado cacheado) {
            cacheado.cache("slow", String.class, String.class)
                    .build()
                    .in(ANN)
                    .getAsync("k", key -> new CompletableFuture<>());
        }

        @Test
        @Order(4)
        void leavesBothAndFails(Cacheado cacheado) {
            leavesALoad(cacheado);
            CurrentScope.open(ANN);
            throw new IllegalStateException("wrong");
        }

        @Test
        @Order(5)
        void closesItself(Cacheado cacheado) {
            leavesALoad(cacheado);
            cacheado.close();
        }

        @Test
        @Order(6)
        void opensAndCloses() {
            CurrentScope.run(ANN, () -> assertThat(CurrentScope.find("user")).contains(ANN));
        }
    }

    @Test
    void whatATestLeaves_isToldAndEndsWithIt() {
        JUnitRun run = run(Leaving.class);

        assertThat(run.failure("leavesAScopeOpen").orElseThrow())
                .isInstanceOf(AssertionError.class)
                .hasMessage("after the test:\n  current scopes on the test's thread were left as"
                        + " [organization:acme/user:ann] (allowed: as before the test; close what CurrentScope.open gives)"
                        + "\nseed 1: again with -Dio.cacheado.testkit.seed=1");
        assertThat(run.failure("leavesALoad").orElseThrow())
                .hasMessageContaining(
                        "loads are still running, by cache: {slow=1} (allowed: none; release them, or wait"
                                + " for them)");
        assertThat(run.failure("leavesBothAndFails").orElseThrow())
                .hasMessage("wrong")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .anySatisfy(each -> assertThat(each).hasMessageContainingAll("current scopes", "{slow=1}")));
        assertThat(run.failures()).hasSize(3);
    }

    static class LeavingThreads {
        @RegisterExtension
        final CacheadoExtension test =
                new CacheadoExtension(builder -> builder.maximumSize(10), true, Duration.ofMillis(1));

        @Test
        void leavesATask(Cacheado cacheado) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            cacheado.cache("c", String.class, String.class)
                    .build()
                    .in(cacheado.scopes().global())
                    .getAsync("k", key -> {
                        begun.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException ended) {
                            SEEN.add("interrupted");
                            synchronized (SEEN) {
                                SEEN.notifyAll();
                            }
                        }
                        return CompletableFuture.completedFuture("v");
                    });
            begun.await();
        }

        @Test
        void fails() {
            throw new IllegalStateException("wrong");
        }
    }

    @Test
    void threads_thatDoNotEnd_areToldAndInterrupted_andNoSeedIsSaid() throws InterruptedException {
        JUnitRun run = run(LeavingThreads.class);

        assertThat(run.failure("leavesATask").orElseThrow())
                .hasMessage(
                        "after the test:\n  work in the background has not ended within PT0.001S"
                                + "\n  loads are still running, by cache: {c=1} (allowed: none; release them, or wait for them)");
        assertThat(run.failure("fails").orElseThrow().getSuppressed()).isEmpty();
        synchronized (SEEN) {
            while (SEEN.isEmpty()) {
                SEEN.wait(10_000);
            }
        }
        assertThat(SEEN).containsExactly("interrupted");
    }
}
