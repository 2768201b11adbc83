package io.cacheado.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.Shop;
import io.cacheado.ThreadKind;
import io.cacheado.Threads;
import io.cacheado.scope.CurrentScope.Closing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurrentScopeTest {
    private static final Scope ACME = Shop.org("acme");
    private static final Scope ANN = Shop.user("acme", "ann");
    private static final Scope TENANT = Shop.tenant("t1");

    /** A second declaration of levels, of which one has a name that the shop's tree has too. */
    private static final ScopeTree OTHER = ScopeTree.of(ScopeLevel.level("organization", "id"));

    @AfterEach
    void nothingIsLeft() {
        assertThat(current()).isEmpty();
    }

    /** All that is current on this thread of the shop's levels, in text. */
    private static List<String> current() {
        List<String> all = new ArrayList<>();
        for (String level : List.of("session", "user", "organization", "project", "tenant")) {
            CurrentScope.find(level).map(Scope::toString).ifPresent(all::add);
        }
        return all;
    }

    // ---- opening and closing -------------------------------------------------------------------------------------

    @Test
    void open_makesTheScopeAndThoseAboveItCurrent_untilItIsClosed() {
        try (Closing opened = CurrentScope.open(ANN)) {
            assertThat(CurrentScope.require("user")).isEqualTo(ANN);
            assertThat(CurrentScope.require("organization")).isEqualTo(ACME);
            assertThat(CurrentScope.require("global")).isEqualTo(Shop.TREE.global());
            assertThat(CurrentScope.find("session")).isEmpty();
        }
        assertThat(CurrentScope.find("user")).isEmpty();
    }

    @Test
    void open_inAnotherTree_standsBeside() {
        try (Closing user = CurrentScope.open(ANN);
                Closing tenant = CurrentScope.open(TENANT)) {
            assertThat(current()).containsExactly(ANN.toString(), ACME.toString(), TENANT.toString());
        }
    }

    @Test
    void open_inTheSameTree_takesItsPlaceWholeAndGivesItBack() {
        try (Closing ann = CurrentScope.open(ANN);
                Closing tenant = CurrentScope.open(TENANT)) {
            try (Closing globex = CurrentScope.open(Shop.org("globex"))) {
                assertThat(CurrentScope.require("organization")).isEqualTo(Shop.org("globex"));
                assertThat(CurrentScope.find("user")).isEmpty();
                assertThat(CurrentScope.require("tenant")).isEqualTo(TENANT);
            }
            assertThat(CurrentScope.require("user")).isEqualTo(ANN);
        }
    }

    @Test
    void open_theRoot_takesThePlaceOfAllTreesOfThatDeclaration() {
        try (Closing ann = CurrentScope.open(ANN);
                Closing tenant = CurrentScope.open(TENANT);
                Closing elsewhere = CurrentScope.open(OTHER.scope("organization", "x"))) {
            try (Closing root = CurrentScope.open(Shop.TREE.global())) {
                assertThat(CurrentScope.find("user")).isEmpty();
                assertThat(CurrentScope.find("tenant")).isEmpty();
                assertThat(CurrentScope.require("organization").tree()).isEqualTo(OTHER);
                try (Closing again = CurrentScope.open(TENANT)) {
                    assertThat(CurrentScope.require("tenant")).isEqualTo(TENANT);
                }
                assertThat(CurrentScope.find("tenant")).isEmpty();
            }
            assertThat(CurrentScope.require("user")).isEqualTo(ANN);
        }
    }

    @Test
    void close_twice_doesNothingMore() {
        Closing outer = CurrentScope.open(ACME);
        Closing inner = CurrentScope.open(ANN);
        inner.close();
        inner.close();
        assertThat(CurrentScope.require("organization")).isEqualTo(ACME);
        outer.close();
        outer.close();
        assertThat(current()).isEmpty();
    }

    @Test
    void close_ofTheOuterFirst_endsTheInnerToo_andTheInnersCloseBringsNothingBack() {
        Closing outer = CurrentScope.open(ACME);
        Closing inner = CurrentScope.open(TENANT);
        outer.close();
        assertThat(current()).isEmpty();
        inner.close();
        assertThat(current()).isEmpty();
    }

    @Test
    void close_ofTheOuterFirst_withAnotherOpenedSince_leavesThatAlone() {
        Closing outer = CurrentScope.open(ACME);
        Closing inner = CurrentScope.open(ANN);
        outer.close();
        try (Closing later = CurrentScope.open(TENANT)) {
            inner.close();
            outer.close();
            assertThat(current()).containsExactly(TENANT.toString());
        }
    }

    @Test
    void close_onAnotherThread_isRefusedAndChangesNeither() {
        String here = Thread.currentThread().getName();
        try (Closing opened = CurrentScope.open(ANN)) {
            List<String> there = Threads.join(Threads.start(() -> {
                try (Closing own = CurrentScope.open(TENANT)) {
                    assertThatThrownBy(opened::close)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed on thread test")
                            .hasMessageContaining("opened on " + here)
                            .hasMessageContaining("allowed: the thread that opened it");
                    return current();
                }
            }));
            assertThat(there).containsExactly(TENANT.toString());
            assertThat(CurrentScope.require("user")).isEqualTo(ANN);
        }
    }

    @Test
    void close_insideACapturedTaskOfWhatWasOpenedOutside_isRefusedAndChangesNothing() {
        try (Closing opened = CurrentScope.open(ANN)) {
            CurrentScope.capture(() -> {
                        assertThatThrownBy(opened::close)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("opened outside of a load, a listener or a captured task");
                        assertThat(CurrentScope.require("user")).isEqualTo(ANN);
                    })
                    .run();
            assertThat(CurrentScope.require("user")).isEqualTo(ANN);
        }
    }

    @Test
    void nulls_areRefusedBeforeAnythingChanges() {
        try (Closing opened = CurrentScope.open(ACME)) {
            assertThatThrownBy(() -> CurrentScope.open(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> CurrentScope.run(ANN, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> CurrentScope.call(ANN, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> CurrentScope.capture((Runnable) null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> CurrentScope.capture((Callable<?>) null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> CurrentScope.capturing(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> CurrentScope.find(null)).isInstanceOf(NullPointerException.class);
            assertThat(current()).containsExactly(ACME.toString());
        }
    }

    // ---- asking --------------------------------------------------------------------------------------------------

    @Test
    void require_withNothingCurrent_isAnErrorThatNamesTheLevel() {
        assertThatThrownBy(() -> CurrentScope.require("user"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("level user")
                .hasMessageContaining("none at all on this thread");
        assertThatThrownBy(() -> CurrentScope.require("global")).isInstanceOf(MissingScopeException.class);
        assertThat(CurrentScope.find("no such level")).isEmpty();
    }

    @Test
    void require_ofALevelBelowTheCurrentOne_namesLevelAndParameterAndIsNeverAWiderScope() {
        try (Closing opened = CurrentScope.open(ACME)) {
            assertThatThrownBy(() -> CurrentScope.require("session"))
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessageContaining(
                            "no current scope of level session: it needs org_id, user_id, session_id, but user_id is"
                                    + " missing");
        }
    }

    @Test
    void require_ofAnotherTreesLevel_namesItsFirstParameter() {
        try (Closing opened = CurrentScope.open(ANN)) {
            assertThatThrownBy(() -> CurrentScope.require("project"))
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessageContaining("level project: it needs tenant_id, project_id, but tenant_id is missing");
        }
    }

    @Test
    void unknownLevel_isAnErrorThatNamesTheKnownOnes_forFindToo() {
        try (Closing opened = CurrentScope.open(ANN)) {
            assertThatThrownBy(() -> CurrentScope.find("usr"))
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessage("level: usr (allowed: one of global, organization, user, session, tenant, project)");
            assertThatThrownBy(() -> CurrentScope.require("usr")).isInstanceOf(MissingScopeException.class);
        }
    }

    @Test
    void level_thatTwoDeclarationsKnow_isAmbiguousOnlyWhileBothAreCurrent() {
        Scope elsewhere = OTHER.scope("organization", "acme");
        try (Closing opened = CurrentScope.open(ANN);
                Closing other = CurrentScope.open(elsewhere)) {
            assertThatThrownBy(() -> CurrentScope.require("organization"))
                    .isInstanceOf(MissingScopeException.class)
                    .hasMessageContaining("level organization is ambiguous");
            assertThatThrownBy(() -> CurrentScope.find("global")).isInstanceOf(MissingScopeException.class);
            assertThat(CurrentScope.require("user")).isEqualTo(ANN);
        }
        try (Closing other = CurrentScope.open(elsewhere)) {
            assertThat(CurrentScope.require("organization")).isEqualTo(elsewhere);
        }
    }

    // ---- run and call --------------------------------------------------------------------------------------------

    @Test
    void runAndCall_restoreWhatWasThere_alsoAfterExceptions() {
        assertThat(CurrentScope.<Scope, RuntimeException>call(ANN, () -> CurrentScope.require("user")))
                .isEqualTo(ANN);
        assertThat(CurrentScope.<String, RuntimeException>call(ANN, () -> null)).isNull();
        assertThatThrownBy(() -> CurrentScope.call(ANN, () -> {
                    throw new IOException("checked");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("checked");
        assertThatThrownBy(() -> CurrentScope.run(ANN, () -> {
                    throw new IllegalStateException("unchecked");
                }))
                .hasMessage("unchecked");
        List<String> seen = new ArrayList<>();
        CurrentScope.run(ANN, () -> {
            CurrentScope.open(Shop.org("left open"));
            seen.addAll(current());
        });
        assertThat(seen).containsExactly("organization:left open");
        assertThat(current()).isEmpty();
    }

    // ---- other threads -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("io.cacheado.ThreadKind#ofThisJdk")
    void thread_startedWithinAScope_inheritsNothing_virtualOnesIncludedFromJdk21On(ThreadKind kind) {
        try (Closing opened = CurrentScope.open(ANN)) {
            assertThat(kind.run(CurrentScopeTest::current)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.cacheado.ThreadKind#ofThisJdk")
    void capture_carriesAllTreesToAnotherThread_virtualOnesIncludedFromJdk21On(ThreadKind kind) {
        Callable<List<String>> task;
        List<String> here;
        try (Closing user = CurrentScope.open(ANN);
                Closing tenant = CurrentScope.open(TENANT)) {
            task = CurrentScope.capture(CurrentScopeTest::current);
            here = current();
        }
        assertThat(here).hasSize(3);
        assertThat(kind.run(task)).isEqualTo(here);
        assertThat(kind.run(() -> List.of(task.call(), current()))).isEqualTo(List.of(here, List.of()));
    }

    @ParameterizedTest
    @MethodSource("io.cacheado.ThreadKind#ofThisJdk")
    void scopeOpenedOnAThread_isItsOwn_virtualOnesIncludedFromJdk21On(ThreadKind kind) {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<List<String>> there = new CompletableFuture<>();
        kind.start(() -> {
            try (Closing own = CurrentScope.open(ANN)) {
                opened.countDown();
                Threads.await(looked);
                there.complete(current());
            }
        });
        Threads.await(opened);
        assertThat(current()).isEmpty();
        looked.countDown();
        assertThat(there.join()).containsExactly(ANN.toString(), ACME.toString());
    }

    @Test
    void capture_hidesWhatIsCurrentWhereItRuns_alsoWhenNothingWasCaptured() {
        Callable<List<String>> nothing = CurrentScope.capture(CurrentScopeTest::current);
        try (Closing opened = CurrentScope.open(TENANT)) {
            assertThat(call(nothing)).isEmpty();
            assertThat(current()).containsExactly(TENANT.toString());
            Callable<List<String>> tenantsOnly = CurrentScope.capture(CurrentScopeTest::current);
            try (Closing user = CurrentScope.open(ANN)) {
                assertThat(call(tenantsOnly)).containsExactly(TENANT.toString());
            }
        }
        assertThatThrownBy(() -> CurrentScope.capture(() -> {
                            CurrentScope.require("user");
                        })
                        .run())
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("hidden here");
    }

    private static <T> T call(Callable<T> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void pooledThread_isCleanAfterEachTask_evenOneThatThrowsOrLeavesAScopeOpen() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            List<Runnable> tasks = List.of(
                    () -> CurrentScope.require("user"),
                    () -> {
                        throw new IllegalStateException("fails");
                    },
                    () -> CurrentScope.open(Shop.org("globex")),
                    () -> CurrentScope.run(TENANT, () -> CurrentScope.open(Shop.session("a", "b", "c"))));
            for (Runnable task : tasks) {
                try (Closing opened = CurrentScope.open(ANN)) {
                    CompletableFuture<Void> done = CompletableFuture.runAsync(task, CurrentScope.capturing(pool));
                    done.handle((nothing, failure) -> null).get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
                assertThat(pool.submit(CurrentScopeTest::current).get()).isEmpty();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void capturing_capturesEachTaskWhenItIsHandedOver() {
        List<Runnable> waiting = new ArrayList<>();
        List<Optional<Scope>> seen = new ArrayList<>();
        var executor = CurrentScope.capturing(waiting::add);
        Runnable task = () -> seen.add(CurrentScope.find("user"));
        executor.execute(task);
        CurrentScope.run(ANN, () -> executor.execute(task));
        CurrentScope.run(Shop.user("acme", "bob"), () -> waiting.forEach(Runnable::run));
        assertThat(seen).containsExactly(Optional.empty(), Optional.of(ANN));
    }
}
