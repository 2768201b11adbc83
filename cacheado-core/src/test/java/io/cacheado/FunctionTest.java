package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.CurrentScope.Closing;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FunctionTest {
    private static final Scope ACME = Shop.org("acme");
    private static final Scope ANN = Shop.user("acme", "ann");

    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.deterministic().maximumWeight(1000).ticker(time).build();
    private final AtomicInteger calls = new AtomicInteger();

    private record Query(String org, int days) {}

    private record Report(String title) {}

    @AfterEach
    void close() {
        cacheado.close();
    }

    private Report compute(Query query) {
        calls.incrementAndGet();
        return new Report(query.org() + " " + query.days());
    }

    /** An overload: types come first, so that it is no question which is meant. */
    @SuppressWarnings("unused")
    private Report compute(String query) {
        throw new AssertionError(query);
    }

    private FunctionBuilder<Query, Report> reports() {
        return cacheado.function("report", Query.class, Report.class);
    }

    // ---- calls ---------------------------------------------------------------------------------------------------

    @Test
    void function_inTheCurrentScope_runsOnceForEachScopeAndArgument() {
        ScopedFunction<Query, Report> report = reports().scope("organization").wrap(this::compute);
        try (Closing opened = CurrentScope.open(ANN)) {
            assertThat(report.apply(new Query("x", 1))).isEqualTo(new Report("x 1"));
            assertThat(report.apply(new Query("x", 1))).isEqualTo(new Report("x 1"));
            assertThat(calls).hasValue(1);
            report.apply(new Query("x", 2));
            assertThat(calls).hasValue(2);
        }
        try (Closing opened = CurrentScope.open(Shop.user("acme", "bob"))) {
            report.apply(new Query("x", 1));
            assertThat(calls).hasValue(2);
        }
        try (Closing opened = CurrentScope.open(Shop.org("globex"))) {
            report.apply(new Query("x", 1));
            assertThat(calls).hasValue(3);
        }
        assertThat(report.cache().name()).isEqualTo("report");
        assertThat(report.cache().evict(ACME)).isEqualTo(2);
        assertThat(report).hasToString("Scoped[report]");
    }

    @Test
    void function_whoseScopeIsMadeOfTheArgument_needsNoCurrentOne() {
        Function<Query, Report> report = reports()
                .scope(query -> Shop.TREE.scope("organization", query.org()))
                .expireAfterWrite(Duration.ofMinutes(5))
                .wrap(this::compute);
        report.apply(new Query("acme", 1));
        report.apply(new Query("acme", 1));
        report.apply(new Query("globex", 1));
        assertThat(calls).hasValue(2);
        assertThat(cacheado.evict(ACME)).isEqualTo(1);
        time.advance(Duration.ofMinutes(6));
        report.apply(new Query("globex", 1));
        assertThat(calls).hasValue(3);
    }

    @Test
    void function_inAGivenScope_isCutToItsLevel_andSharedWithCallersOfTheCurrentOne() {
        ScopedFunction<Query, Report> report = reports().scope("organization").wrap(this::compute);
        report.apply(ANN, new Query("x", 1));
        CurrentScope.run(ACME, () -> report.apply(new Query("x", 1)));
        assertThat(calls).hasValue(1);
        report.invalidate(ACME, new Query("x", 1));
        report.apply(ACME, new Query("x", 1));
        assertThat(calls).hasValue(2);
        CurrentScope.run(ANN, () -> report.invalidate(new Query("x", 1)));
        report.apply(ACME, new Query("x", 1));
        assertThat(calls).hasValue(3);
        assertThatThrownBy(() -> report.apply(Shop.TREE.global(), new Query("x", 1)))
                .isInstanceOf(MissingScopeException.class);
    }

    @Test
    void function_thatIsEveryones_saysGlobal() {
        ScopedFunction<Query, Report> report = reports().scope("global").wrap(this::compute);
        report.apply(new Query("x", 1));
        CurrentScope.run(ANN, () -> report.apply(new Query("x", 1)));
        assertThat(calls).hasValue(1);
    }

    @Test
    void function_runsWithTheEntrysScopeAsTheCurrentOne_andHidesTheCallers() {
        List<String> seen = new ArrayList<>();
        ScopedFunction<String, String> function = cacheado.function("f", String.class, String.class)
                .scope("organization")
                .wrap(argument -> {
                    seen.add(CurrentScope.require("organization") + " "
                            + CurrentScope.find("user").isPresent()
                            + CurrentScope.find("tenant").isPresent());
                    return argument;
                });
        try (Closing user = CurrentScope.open(ANN);
                Closing tenant = CurrentScope.open(Shop.tenant("t"))) {
            function.apply("a");
        }
        assertThat(seen).containsExactly("organization:acme falsefalse");
    }

    @Test
    void asyncFunction_runsWithTheEntrysScopeAsTheCurrentOne_onTheExecutorsThread() throws Exception {
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        ScopedFunction<String, CompletableFuture<String>> function = threaded.function("f", String.class, String.class)
                .scope("organization")
                .wrapAsync(argument -> CompletableFuture.completedFuture(
                        CurrentScope.require("organization") + " " + CurrentScope.find("user")));
        CompletableFuture<String> seen = CurrentScope.call(ANN, () -> function.apply("a"));
        assertThat(seen.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("organization:acme Optional.empty");
        threaded.close();
    }

    @Test
    void nullAsAResult_isAbsent_andRememberedWhenAsked() {
        Function<String, String> absent = cacheado.function("absent", String.class, String.class)
                .scope("global")
                .wrap(argument -> {
                    calls.incrementAndGet();
                    return null;
                });
        assertThat(absent.apply("x")).isNull();
        assertThat(absent.apply("x")).isNull();
        assertThat(calls).hasValue(2);
        Function<String, String> remembered = cacheado.function("remembered", String.class, String.class)
                .scope("global")
                .expireAbsentAfter(Duration.ofMinutes(1))
                .wrap(argument -> {
                    calls.incrementAndGet();
                    return null;
                });
        remembered.apply("x");
        remembered.apply("x");
        assertThat(calls).hasValue(3);
    }

    // ---- keys ----------------------------------------------------------------------------------------------------

    @Test
    void nullAsAnArgument_isAKeyLikeAnyOther() {
        Function<String, String> function = cacheado.function("f", String.class, String.class)
                .scope("global")
                .wrap(argument -> argument + calls.incrementAndGet());
        assertThat(function.apply(null)).isEqualTo("null1");
        assertThat(function.apply(null)).isEqualTo("null1");
        assertThat(function.apply("null")).isEqualTo("null2");
    }

    @Test
    void argumentOfTheCaller_isNeverChanged_andWhatItBecomesLaterChangesNoEntry() {
        ScopedFunction<Map<String, List<String>>, Integer> function = cacheado.function(
                        "f", new TypeRef<Map<String, List<String>>>() {}, new TypeRef<Integer>() {})
                .scope("global")
                .wrap(argument -> calls.incrementAndGet());
        Map<String, List<String>> mine = new HashMap<>(Map.of("org_id", new ArrayList<>(List.of("acme"))));
        assertThat(function.apply(mine)).isEqualTo(1);
        assertThat(mine).isEqualTo(Map.of("org_id", List.of("acme")));

        mine.get("org_id").add("globex");
        assertThat(function.apply(mine)).isEqualTo(2);
        mine.put("more", null);
        assertThat(function.apply(mine)).isEqualTo(3);
        assertThat(function.apply(Map.of("org_id", List.of("acme")))).isEqualTo(1);
        assertThat(function.apply(Map.of("org_id", List.of("acme", "globex")))).isEqualTo(2);
        Function<String, List<Integer>> listed = cacheado.function(
                        "listed", String.class, new TypeRef<List<Integer>>() {})
                .scope("global")
                .wrap(argument -> List.of(argument.length()));
        assertThat(listed.apply("abc")).containsExactly(3);
    }

    @Test
    void argumentWithoutEquals_isRefusedByFunctionAndClass_andNothingHasRun() {
        ScopedFunction<Object, Integer> function = cacheado.function("f", Object.class, Integer.class)
                .scope("global")
                .wrap(argument -> calls.incrementAndGet());
        Runnable lambda = () -> {};
        for (Object refused : new Object[] {new int[] {1}, new Object(), lambda, new String[0]}) {
            assertThatThrownBy(() -> function.apply(refused))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the argument of function f")
                    .hasMessageContaining(refused.getClass().getTypeName())
                    .hasMessageContaining("has no equals of its own");
            assertThatThrownBy(() -> function.invalidate(refused)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> function.apply(List.of(Map.of("k", refused))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the argument of function f holds an object that");
        }
        assertThat(calls).hasValue(0);
        assertThat(cacheado.stats().loadCount()).isZero();
    }

    @Test
    void key_madeOfTheArgument_decidesWhatIsEqual() {
        ScopedFunction<int[], Integer> sum = cacheado.function("sum", int[].class, Integer.class)
                .scope("global")
                .key(argument -> List.of(argument.length, argument[0]))
                .wrap(argument -> calls.incrementAndGet());
        assertThat(sum.apply(new int[] {1, 2})).isEqualTo(1);
        assertThat(sum.apply(new int[] {1, 3})).isEqualTo(1);
        assertThat(sum.apply(new int[] {2, 3})).isEqualTo(2);
        sum.invalidate(new int[] {1, 9});
        assertThat(sum.apply(new int[] {1, 2})).isEqualTo(3);

        Function<String, Integer> nulls = cacheado.function("nulls", String.class, Integer.class)
                .scope("global")
                .key(argument -> null)
                .wrap(argument -> 1);
        assertThatThrownBy(() -> nulls.apply("x"))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the key of function nulls is null");
        Function<String, Integer> arrays = cacheado.function("arrays", String.class, Integer.class)
                .scope("global")
                .key(argument -> new int[0])
                .wrap(argument -> 1);
        assertThatThrownBy(() -> arrays.apply("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the key of function arrays");
    }

    // ---- names ---------------------------------------------------------------------------------------------------

    @Test
    void functions_ofDifferentNames_shareNothing() {
        Function<String, String> one = cacheado.function("one", String.class, String.class)
                .scope("global")
                .wrap(argument -> "one");
        Function<String, String> two = cacheado.function("two", String.class, String.class)
                .scope("global")
                .wrap(argument -> "two");
        assertThat(one.apply("x")).isEqualTo("one");
        assertThat(two.apply("x")).isEqualTo("two");
    }

    @Test
    void functions_givenOneNameOnPurpose_shareTheirEntries_andACacheOfThatNameToo() {
        Function<String, String> one = cacheado.function("name", String.class, String.class)
                .scope("global")
                .wrap(argument -> "one");
        Function<String, String> two = cacheado.function("name", String.class, String.class)
                .scope("global")
                .wrap(argument -> "two");
        assertThat(one.apply("x")).isEqualTo("one");
        assertThat(two.apply("x")).isEqualTo("one");
        Cache<String, String> cache = cacheado.cache("name", String.class, String.class)
                .scopedTo("global")
                .build();
        assertThat(cache.inCurrentScope().getIfPresent("x")).isEqualTo("one");
    }

    @Test
    void name_withOtherTypesOrSettings_isRefusedNamingBoth() {
        reports().scope("organization").wrap(this::compute);
        assertThatThrownBy(() -> cacheado.function("report", Query.class, String.class)
                        .scope("organization")
                        .wrap(Query::org))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cache report exists with other types or settings")
                .hasMessageContaining("Report")
                .hasMessageContaining("String");
        assertThatThrownBy(() -> reports().scope("user").wrap(this::compute)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () -> reports().scope("organization").key(Query::days).wrap(this::compute))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cacheado.function("", Query.class, Report.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
    }

    // ---- whose ---------------------------------------------------------------------------------------------------

    @Test
    void wrap_withoutAWordOfWhoseItIs_isRefusedAndSaysWhatToSay() {
        assertThatThrownBy(() -> reports().wrap(this::compute))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("function report: it was not said whose its results are")
                .hasMessageContaining("scope(\"global\") for everyone's");
        assertThatThrownBy(() -> reports().scope("global").scope(query -> ACME).wrap(this::compute))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("said twice");
        assertThatThrownBy(() -> reports().scope("organisation"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("organisation")
                .hasMessageContaining("organization");
    }

    @Test
    void call_withoutAScope_isAnErrorAndRunsNothing() {
        ScopedFunction<Query, Report> report = reports().scope("user").wrap(this::compute);
        assertThatThrownBy(() -> report.apply(new Query("x", 1)))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("level user")
                .hasMessageContaining("org_id is missing");
        CurrentScope.run(
                ACME,
                () -> assertThatThrownBy(() -> report.apply(new Query("x", 1)))
                        .isInstanceOf(MissingScopeException.class)
                        .hasMessageContaining("user_id is missing"));
        Function<Query, Report> noScope = cacheado.function("none", Query.class, Report.class)
                .scope(query -> null)
                .wrap(this::compute);
        assertThatThrownBy(() -> noScope.apply(new Query("x", 1)))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("function none");
        ScopeTree other = ScopeTree.of(ScopeLevel.level("organization", "id"));
        Function<Query, Report> foreign = cacheado.function("foreign", Query.class, Report.class)
                .scope(query -> other.scope("organization", "x"))
                .wrap(this::compute);
        assertThatThrownBy(() -> foreign.apply(new Query("x", 1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(calls).hasValue(0);
        assertThat(cacheado.stats().bypassCount()).isZero();
    }

    @Test
    void call_withoutAScope_ofAFunctionThatBypasses_callsItDirectlyAndIsCounted() {
        ScopedFunction<Query, Report> report =
                reports().scope("organization").bypassWithoutScope().wrap(this::compute);
        Function<Query, Report> byArgument = cacheado.function("byArgument", Query.class, Report.class)
                .scope(query -> query.org() == null ? null : Shop.TREE.scope("organization", query.org()))
                .bypassWithoutScope()
                .wrap(this::compute);
        assertThat(report.apply(new Query("x", 1))).isEqualTo(new Report("x 1"));
        assertThat(report.apply(new Query("x", 1))).isEqualTo(new Report("x 1"));
        assertThat(byArgument.apply(new Query(null, 1))).isEqualTo(new Report("null 1"));
        assertThat(calls).hasValue(3);
        assertThat(cacheado.stats().bypassCount()).isEqualTo(3);
        assertThat(report.cache().stats().bypassCount()).isEqualTo(2);
        assertThat(cacheado.stats(ACME).bypassCount()).isZero();
        assertThat(report.cache().stats(ACME).bypassCount()).isZero();
        assertThat(cacheado.stats().requestCount()).isZero();
        assertThat(cacheado.stats().entryCount()).isZero();

        report.apply(ACME, new Query("x", 1));
        CurrentScope.run(ACME, () -> report.apply(new Query("x", 1)));
        byArgument.apply(new Query("acme", 1));
        byArgument.apply(new Query("acme", 1));
        assertThat(calls).hasValue(5);
        assertThat(cacheado.stats().bypassCount()).isEqualTo(3);
    }

    @Test
    void bypass_isOfCheckedAndAsyncFunctionsAndSuppliersToo_andNeedsNoStatistics() throws Exception {
        Cacheado silent = Cacheado.builder().scopes(Shop.TREE).maximumSize(10).build();
        ScopedThrowingFunction<String, String, IOException> checked = silent.function("c", String.class, String.class)
                .scope("user")
                .bypassWithoutScope()
                .wrapChecked(this::failing);
        assertThat(checked.apply("fine")).isEqualTo("fine");
        assertThatThrownBy(() -> checked.apply("fails")).isInstanceOf(IOException.class);
        ScopedFunction<String, CompletableFuture<String>> async = silent.function("a", String.class, String.class)
                .scope("user")
                .bypassWithoutScope()
                .wrapAsync(argument -> argument.equals("fails")
                        ? CompletableFuture.failedFuture(new IOException("fails"))
                        : CompletableFuture.completedFuture(argument));
        assertThat(async.apply("fine").join()).isEqualTo("fine");
        assertThatThrownBy(() -> async.apply("fails").join()).hasCauseInstanceOf(IOException.class);
        Supplier<String> supplier = silent.supplier("s", String.class)
                .scope("user")
                .bypassWithoutScope()
                .wrap(() -> "supplied");
        assertThat(supplier.get()).isEqualTo("supplied");
        assertThat(silent.stats().bypassCount()).isEqualTo(5);
        silent.close();
        assertThatThrownBy(supplier::get).isInstanceOf(IllegalStateException.class);
    }

    private String failing(String argument) throws IOException {
        calls.incrementAndGet();
        if (argument.startsWith("fails")) {
            throw new IOException(argument);
        }
        return argument;
    }

    @Test
    void invalidate_withoutAScope_isAnErrorEvenIfCallsBypass() {
        ScopedFunction<Query, Report> report =
                reports().scope("organization").bypassWithoutScope().wrap(this::compute);
        assertThatThrownBy(() -> report.invalidate(new Query("x", 1))).isInstanceOf(MissingScopeException.class);
        assertThat(cacheado.stats().bypassCount()).isZero();
    }

    // ---- settings ------------------------------------------------------------------------------------------------

    @Test
    void settings_areThoseOfACache() {
        Recorder<Object, Report> recorder = new Recorder<>();
        ScopedFunction<Query, Report> report = reports()
                .scope("organization")
                .maximumSize(5)
                .maximumSizePerScope(3)
                .weigher((key, value) -> 7)
                .expireAfterAccess(Duration.ofMinutes(1))
                .expireAfter((scope, key, value) -> Duration.ofHours(1))
                .eviction(Eviction.lru())
                .removalListener(recorder)
                .wrap(this::compute);
        for (int day = 0; day < 6; day++) {
            report.apply(ACME, new Query("x", day));
            report.apply(Shop.org("globex"), new Query("x", day));
        }
        assertThat(report.cache().policy().maximumSize()).hasValue(5);
        assertThat(report.cache().policy().maximumSizePerScope()).hasValue(3);
        assertThat(report.cache().policy().eviction()).isEqualTo(Eviction.lru());
        assertThat(report.cache().stats().entryCount()).isEqualTo(5);
        assertThat(report.cache().stats().weight()).isEqualTo(35);
        time.advance(Duration.ofMinutes(2));
        cacheado.cleanUp();
        assertThat(recorder.values(RemovalCause.EXPIRED)).hasSize(5);
        assertThat(recorder.events()).hasSize(12).allMatch(event -> event.key() instanceof Query);
    }

    @Test
    void settings_areCheckedAsThoseOfACache() {
        assertThatThrownBy(() -> reports().expireAfterWrite(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expireAfterWrite: PT0S");
        assertThatThrownBy(() -> reports().maximumSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> reports()
                        .scope("global")
                        .expireAfterWrite(Duration.ofHours(1))
                        .expireAfter((scope, key, value) -> Duration.ofHours(1))
                        .wrap(this::compute))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("contradict");
        assertThatThrownBy(() -> reports().scope("global").wrap(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> reports().scope((Function<Query, Scope>) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> reports().key(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cacheado.function("f", (Class<String>) null, String.class))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cacheado.supplier("f", (Class<String>) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void cacheado_thatIsClosed_refusesFunctions() {
        ScopedFunction<Query, Report> report = reports().scope("global").wrap(this::compute);
        report.apply(new Query("x", 1));
        cacheado.close();
        assertThatThrownBy(() -> report.apply(new Query("x", 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(this::reports).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cacheado.supplier("s", String.class)).isInstanceOf(IllegalStateException.class);
    }

    // ---- checked, async, suppliers -------------------------------------------------------------------------------

    @Test
    void checkedFailure_reachesTheCallerAndEachJoinedWaiterUnchanged() {
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        SQLException down = new SQLException("down");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ScopedThrowingFunction<String, String, SQLException> function = threaded.function(
                        "f", String.class, String.class)
                .scope("organization")
                .wrapChecked(argument -> {
                    calls.incrementAndGet();
                    entered.countDown();
                    Threads.await(released);
                    throw down;
                });
        List<FutureTask<Throwable>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Threads.start(() -> {
                try {
                    return new AssertionError(function.apply(ACME, "x"));
                } catch (SQLException e) {
                    return e;
                }
            }));
        }
        Threads.await(entered);
        while (threaded.stats().coalescedCount() < 3) {
            Thread.onSpinWait();
        }
        released.countDown();
        assertThat(callers.stream().map(Threads::join)).containsOnly(down);
        assertThat(calls).hasValue(1);
        threaded.close();
    }

    @Test
    void checkedFunction_cachesInvalidatesAndNames() throws IOException {
        ScopedThrowingFunction<String, String, IOException> function = cacheado.function(
                        "f", String.class, String.class)
                .scope("organization")
                .wrapChecked(this::failing);
        assertThat(function.apply(ACME, "x")).isEqualTo("x");
        assertThat(CurrentScope.<String, IOException>call(ANN, () -> function.apply("x")))
                .isEqualTo("x");
        assertThat(calls).hasValue(1);
        function.invalidate(ACME, "x");
        CurrentScope.run(ACME, () -> function.invalidate("x"));
        function.apply(ACME, "x");
        assertThat(calls).hasValue(2);
        assertThat(function.cache().name()).isEqualTo("f");
    }

    @Test
    void asyncFunction_sharesOneRunWithAllCallers_andGivesEachAFutureOfItsOwn() throws Exception {
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        CompletableFuture<String> answer = new CompletableFuture<>();
        ScopedFunction<String, CompletableFuture<String>> function = threaded.function("f", String.class, String.class)
                .scope("organization")
                .wrapAsync(argument -> {
                    calls.incrementAndGet();
                    return answer;
                });
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            futures.add(function.apply(ACME, "x"));
        }
        futures.get(0).cancel(true);
        answer.complete("done");
        for (CompletableFuture<String> each : futures.subList(1, 10)) {
            assertThat(each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("done");
        }
        assertThat(futures.get(0)).isCancelled();
        assertThat(calls).hasValue(1);
        assertThat(CurrentScope.call(ANN, () -> function.apply("x")).join()).isEqualTo("done");
        function.invalidate(ACME, "x");
        assertThat(function.apply(ACME, "x").join()).isEqualTo("done");
        assertThat(calls).hasValue(2);
        threaded.close();
    }

    @Test
    void asyncFailure_isTheCauseOfEachFuturesException() {
        ScopedFunction<String, CompletableFuture<String>> function = cacheado.function("f", String.class, String.class)
                .scope("global")
                .wrapAsync(argument -> {
                    if (argument.equals("none")) {
                        return null;
                    }
                    return CompletableFuture.failedFuture(new IOException(argument));
                });
        assertThatThrownBy(() -> function.apply("x").join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> function.apply("none").get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void supplier_keepsOneResultForEachScope() throws IOException {
        ScopedSupplier<Integer> supplier =
                cacheado.supplier("s", Integer.class).scope("organization").wrap(calls::incrementAndGet);
        assertThat(supplier.get(ACME)).isEqualTo(1);
        assertThat(CurrentScope.<Integer, RuntimeException>call(ANN, supplier::get))
                .isEqualTo(1);
        assertThat(supplier.get(Shop.org("globex"))).isEqualTo(2);
        supplier.invalidate(ACME);
        assertThat(supplier.get(ACME)).isEqualTo(3);
        CurrentScope.run(ANN, supplier::invalidate);
        assertThat(supplier.get(ACME)).isEqualTo(4);
        assertThat(supplier.cache().name()).isEqualTo("s");
        assertThat(supplier).hasToString("Scoped[s]");

        Supplier<List<Integer>> generic = cacheado.supplier("g", new TypeRef<List<Integer>>() {})
                .scope(() -> CurrentScope.require("organization"))
                .wrap(() -> List.of(calls.incrementAndGet()));
        CurrentScope.run(ANN, generic::get);
        assertThat(CurrentScope.<List<Integer>, RuntimeException>call(ACME, generic::get))
                .containsExactly(5);
    }

    @Test
    void suppliers_checkedAndAsync_keepTheirResultToo() throws Exception {
        ScopedThrowingSupplier<String, IOException> checked = cacheado.supplier("c", String.class)
                .scope("organization")
                .wrapChecked(() -> failing(calls.get() == 0 ? "fails" : "fine"));
        assertThatThrownBy(() -> checked.get(ACME)).isInstanceOf(IOException.class);
        assertThat(checked.get(ACME)).isEqualTo("fine");
        assertThat(CurrentScope.<String, IOException>call(ACME, checked::get)).isEqualTo("fine");
        assertThat(calls).hasValue(2);
        checked.invalidate(ACME);
        CurrentScope.run(ACME, checked::invalidate);
        checked.get(ACME);
        assertThat(calls).hasValue(3);
        assertThat(checked.cache().name()).isEqualTo("c");
        assertThat(checked).hasToString("Scoped[c]");

        ScopedSupplier<CompletableFuture<Integer>> async = cacheado.supplier("a", Integer.class)
                .scope("organization")
                .wrapAsync(() -> CompletableFuture.completedFuture(calls.incrementAndGet()));
        assertThat(async.get(ACME).join()).isEqualTo(4);
        assertThat(async.get(ACME).join()).isEqualTo(4);
    }

    @Test
    void hundredCallers_ofEveryKind_runTheFunctionOnce() {
        Cacheado threaded = Shop.threaded().maximumSize(100).build();
        ScopedFunction<String, String> sync = threaded.function("f", String.class, String.class)
                .scope("organization")
                .wrap(argument -> "v" + calls.incrementAndGet());
        ScopedFunction<String, CompletableFuture<String>> async = threaded.function("f", String.class, String.class)
                .scope("organization")
                .wrapAsync(argument -> CompletableFuture.completedFuture("v" + calls.incrementAndGet()));
        Cache<String, String> cache = threaded.cache("f", String.class, String.class)
                .scopedTo("organization")
                .build();
        Threads.run(100, thread -> {
            String given = switch (thread % 3) {
                case 0 -> sync.apply(ACME, "x");
                case 1 -> async.apply(ACME, "x").get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
                default -> cache.in("acme").get("x", key -> "v" + calls.incrementAndGet());
            };
            assertThat(given).isEqualTo("v1");
        });
        assertThat(calls).hasValue(1);
        threaded.close();
    }
}
