package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who pays when room is needed: reservations, weights, and whose branch it is. */
class NestedQuotaTest {
    private final List<Cacheado> built = new ArrayList<>();
    private Cacheado cacheado;
    private Cache<Integer, Integer> cache;

    private void build(Cacheado.Builder builder) {
        cacheado = builder.build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class).build();
    }

    @AfterEach
    void everythingIsWhereTheCountersSay() {
        for (Cacheado each : built) {
            each.cleanUp();
            assertThat(Audit.violations(each)).isEmpty();
        }
    }

    private void fill(Scope scope, int from, int to) {
        for (int key = from; key < to; key++) {
            cache.in(scope).put(key, key);
        }
    }

    private long held(Scope scope) {
        return cacheado.stats(scope).entryCount();
    }

    /** The weight with which a scope gives nearly all that is not reserved for it to those that want it. */
    private static final double LEAST = 1e-6;

    private static final Scope A = Shop.org("a");
    private static final Scope B = Shop.org("b");
    private static final Scope C = Shop.org("c");

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void reserved_isNeverEvictedForOthers(String policy) {
        build(Shop.deterministic().maximumSize(100).eviction(Eviction.named(policy)));
        cacheado.quota(A, Quota.reserve(50));
        fill(A, 0, 50);
        fill(B, 0, 10_000);
        assertThat(held(A)).isEqualTo(50);
        assertThat(held(B)).isEqualTo(50);
        for (int key = 0; key < 50; key++) {
            assertThat(cache.in(A).getIfPresent(key)).isEqualTo(key);
        }
    }

    @Test
    void idleReservation_isUsedByOthersAndWonBackAtTheOwnersSpeed() {
        build(Shop.deterministic().maximumSize(100).quota("organization", Quota.reserve(50)));
        fill(B, 0, 1_000);
        assertThat(held(B)).isEqualTo(100);
        for (int n = 1; n <= 50; n++) {
            fill(A, n, n + 1);
            assertThat(held(A)).isEqualTo(n);
            assertThat(held(B)).isEqualTo(100 - n);
        }
        fill(A, 100, 200);
        assertThat(held(A)).isEqualTo(50);
        assertThat(held(B)).isEqualTo(50);
    }

    @Test
    void nothingIsEvicted_whileThereIsRoom() {
        build(Shop.deterministic()
                .maximumSize(100)
                .quota("organization", Quota.reserve(10).withWeight(3)));
        fill(A, 0, 90);
        fill(B, 0, 10);
        assertThat(cacheado.stats().removalCount()).isZero();
    }

    @Test
    void weights_divideWhatIsReservedForNobody() {
        build(Shop.deterministic().maximumSize(1_000).eviction(Eviction.fifo()));
        cacheado.quota(A, Quota.weight(3));
        cacheado.quota(B, Quota.weight(1));
        cacheado.quota(C, Quota.reserve(200));
        for (int key = 0; key < 20_000; key++) {
            fill(A, key, key + 1);
            fill(B, key, key + 1);
            fill(C, key % 200, key % 200 + 1);
        }
        assertThat(held(C)).isEqualTo(200);
        assertThat(held(A)).isBetween(598L, 602L);
        assertThat(held(B)).isBetween(198L, 202L);
    }

    @Test
    void weight_countsOnlyBeyondTheReservation() {
        build(Shop.deterministic().maximumSize(1_000).eviction(Eviction.fifo()));
        cacheado.quota(A, Quota.reserve(400));
        cacheado.quota(B, Quota.weight(2));
        for (int key = 0; key < 20_000; key++) {
            fill(A, key, key + 1);
            fill(B, key, key + 1);
        }
        assertThat(held(A)).isBetween(598L, 602L);
        assertThat(held(B)).isBetween(398L, 402L);
    }

    @Test
    void allReservedAndUsed_aNewcomerIsNotStored_andItsLoadersValueIsReturned() {
        List<RemovalCause> causes = new ArrayList<>();
        cacheado = Shop.deterministic().maximumSize(100).build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .removalListener(event -> causes.add(event.cause()))
                .build();
        cacheado.quota(A, Quota.reserve(60));
        cacheado.quota(B, Quota.reserve(40));
        fill(A, 0, 60);
        fill(B, 0, 40);
        cache.in(C).put(1, 1);
        assertThat(cache.in(C).getIfPresent(1)).isNull();
        assertThat(cache.in(C).get(2, key -> 22)).isEqualTo(22);
        assertThat(causes).containsExactly(RemovalCause.SIZE, RemovalCause.SIZE);
        assertThat(held(A)).isEqualTo(60);
        assertThat(held(B)).isEqualTo(40);
    }

    @Test
    void allReservedAndUsed_theInsertersOwnBranchPays() {
        build(Shop.deterministic().maximumSize(100).quota("organization", Quota.reserve(50)));
        fill(A, 0, 50);
        fill(B, 0, 50);
        fill(Shop.user("b", 1), 100, 200);
        assertThat(held(A)).isEqualTo(50);
        assertThat(held(B)).isEqualTo(50);
        assertThat(cache.in(Shop.user("b", 1)).getIfPresent(199)).isEqualTo(199);
    }

    @Test
    void limitAbove_isPaidByTheSiblingBeyondItsReservation() {
        build(Shop.deterministic().maximumSize(1_000).quota("user", Quota.reserve(20)));
        cacheado.quota(A, Quota.limit(60));
        fill(Shop.user("a", 1), 0, 20);
        fill(Shop.user("a", 2), 0, 500);
        fill(A, 1_000, 2_000);
        assertThat(held(Shop.user("a", 1))).isEqualTo(20);
        // What is beyond reservations, 20 of 60, is halved between the user and what the organization holds itself.
        assertThat(held(Shop.user("a", 2))).isBetween(29L, 30L);
        assertThat(held(A)).isEqualTo(60);
    }

    @Test
    void reservationBelowALimit_isProtectedFromOutsideToo() {
        build(Shop.deterministic().maximumSize(100).quota("user", Quota.reserve(10)));
        cacheado.quota(A, Quota.limit(60).withWeight(LEAST));
        fill(Shop.user("a", 1), 0, 10);
        fill(A, 0, 50);
        fill(B, 0, 10_000);
        assertThat(held(Shop.user("a", 1))).isEqualTo(10);
        assertThat(held(A)).isEqualTo(10);
    }

    @Test
    void overcommitment_isScaledDownAlikeForAll() {
        build(Shop.deterministic().maximumSize(1_000));
        for (int org = 0; org < 4; org++) {
            cacheado.quota(Shop.org(org), Quota.reserve(org == 0 ? 1_000 : 500).withWeight(LEAST));
            fill(Shop.org(org), 0, 1);
        }
        fill(Shop.org(0), 0, 1_000);
        fill(B, 0, 10_000);
        // 400 of its 1,000, less what scaling leaves as a slack, and less what three entries of the others take.
        assertThat(held(Shop.org(0))).isBetween(388L, 400L);
        assertThat(held(B)).isBetween(597L, 610L);
    }

    @Test
    void overcommitment_ends_whenAScopeIsDroppedOrTheBudgetGrows() {
        build(Shop.deterministic().maximumSize(100));
        cacheado.quota(A, Quota.reserve(80).withWeight(LEAST));
        cacheado.quota(B, Quota.reserve(80).withWeight(LEAST));
        fill(A, 0, 50);
        fill(B, 0, 50);
        fill(C, 0, 500);
        assertThat(held(A)).isBetween(48L, 50L);
        cacheado.evict(B);
        fill(A, 0, 80);
        fill(C, 0, 500);
        assertThat(held(A)).isEqualTo(80);
        cacheado.maximumSize(200);
        fill(B, 0, 80);
        fill(C, 0, 1_000);
        assertThat(held(A)).isEqualTo(80);
        assertThat(held(B)).isEqualTo(80);
        assertThat(held(C)).isEqualTo(40);
    }

    @Test
    void reservationOfALevel_isThatOfEachAndGoesWithIt() {
        build(Shop.deterministic().maximumSize(100).quota("organization", Quota.reserve(10)));
        for (int round = 0; round < 50; round++) {
            fill(Shop.org(round), 0, 10);
            fill(B, 0, 500);
            assertThat(held(Shop.org(round))).isEqualTo(10);
            cacheado.evict(Shop.org(round));
        }
        fill(B, 0, 500);
        assertThat(held(B)).isEqualTo(100);
    }

    @Test
    void quotaGivenLater_protectsWhatIsThere_untilItIsTakenBack() {
        build(Shop.deterministic().maximumSize(100));
        fill(A, 0, 40);
        cacheado.quota(A, Quota.reserve(40));
        fill(B, 0, 1_000);
        assertThat(held(A)).isEqualTo(40);
        cacheado.quota(A, Quota.reserve(20).withWeight(LEAST));
        fill(B, 0, 1_000);
        assertThat(held(A)).isEqualTo(20);
        cacheado.quota(A, Quota.weight(LEAST));
        fill(B, 0, 1_000);
        assertThat(held(A)).isZero();
        fill(A, 0, 1);
        cacheado.removeQuota(A);
        fill(B, 0, 1_000);
        assertThat(held(A)).isEqualTo(1);
    }

    @Test
    void limitOfACache_isNotPaidWithWhatIsReserved() {
        cacheado = Shop.deterministic().maximumSize(1_000).build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(50)
                .build();
        cacheado.quota(A, Quota.reserve(30));
        fill(A, 0, 30);
        fill(B, 0, 1_000);
        assertThat(held(A)).isEqualTo(30);
        assertThat(held(B)).isEqualTo(20);
        fill(A, 100, 200);
        assertThat(held(A)).isGreaterThanOrEqualTo(30);
        assertThat(cache.stats().entryCount()).isEqualTo(50);
    }

    @Test
    void limitOfACache_allOfWhichIsReserved_isPaidByTheInserter() {
        cacheado = Shop.deterministic().maximumSize(1_000).build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(50)
                .build();
        cacheado.quota(A, Quota.reserve(30));
        cacheado.quota(B, Quota.reserve(20));
        fill(A, 0, 30);
        fill(B, 0, 20);
        fill(C, 0, 10);
        fill(B, 100, 200);
        assertThat(held(A)).isEqualTo(30);
        assertThat(held(B)).isEqualTo(20);
        assertThat(held(C)).isZero();
    }

    @Test
    void weightedEntries_thatWouldTakeMoreThanTheExcess_stay() {
        cacheado = Shop.deterministic().maximumWeight(1_000).build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .build();
        cacheado.quota(A, Quota.reserve(500));
        for (int key = 0; key < 6; key++) {
            cache.in(A).put(key, 90);
        }
        for (int key = 0; key < 1_000; key++) {
            cache.in(B).put(key, 30);
        }
        assertThat(cacheado.stats(A).weight()).isEqualTo(540);
        assertThat(cacheado.stats(B).weight()).isBetween(430L, 460L);
    }

    @Test
    void loweredLimitOfACache_holdsAfterCleanUp_thoughAllIsReserved() {
        cacheado = Shop.deterministic()
                .maximumSize(1_000)
                .quota("organization", Quota.reserve(50))
                .build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(100)
                .build();
        fill(A, 0, 50);
        fill(B, 0, 50);
        cache.policy().setMaximumSize(10);
        cacheado.cleanUp();
        assertThat(held(A)).isEqualTo(5);
        assertThat(held(B)).isEqualTo(5);
    }

    @Test
    void loweredWeight_holdsAfterCleanUp_thoughNoEntryIsLightEnoughForWhatIsNotReserved() {
        cacheado = Shop.deterministic()
                .maximumWeight(100)
                .quota("user", Quota.reserve(10))
                .build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> 10)
                .build();
        for (int user = 0; user < 6; user++) {
            fill(user < 3 ? Shop.user("a", user) : Shop.user("b", user), 0, 1);
        }
        cacheado.quota(A, Quota.limit(25));
        cacheado.cleanUp();
        assertThat(cacheado.stats(A).weight()).isEqualTo(20);
        cacheado.maximumSize(45);
        cacheado.cleanUp();
        assertThat(cacheado.stats().weight()).isEqualTo(40);
    }

    @Test
    void tenThousandScopesWithReservations_areAllProtected() {
        build(Shop.deterministic().maximumSize(60_000).quota("user", Quota.reserve(5)));
        for (int user = 0; user < 10_000; user++) {
            fill(Shop.user("a", user), 0, 5);
        }
        fill(B, 0, 100_000);
        assertThat(held(A)).isEqualTo(50_000);
        assertThat(held(B)).isEqualTo(10_000);
    }

    @Test
    void heavyVictims_doNotHoldBackTheLightOnesBehindThem() {
        cacheado = Shop.deterministic()
                .maximumWeight(1_019)
                .eviction(Eviction.fifo())
                .build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .build();
        cacheado.quota(A, Quota.reserve(1_000));
        for (int key = 0; key < 40; key++) {
            cache.in(A).put(key, 20);
        }
        for (int key = 100; key < 319; key++) {
            cache.in(A).put(key, 1);
        }
        for (int key = 0; key < 100; key++) {
            cache.in(B).put(key, 1);
            assertThat(cache.in(B).getIfPresent(key)).isEqualTo(1);
        }
        // Of the 19 beyond the reservation each has half.
        assertThat(cacheado.stats(B).weight()).isBetween(9L, 10L);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 300, 1_000})
    void limitOfACache_isPaidByTheOneScopeThatMay_amongManyThatMayNot(int tenants) {
        cacheado = Shop.deterministic()
                .maximumSize(1_000_000)
                .quota("user", Quota.reserve(10))
                .build();
        built.add(cacheado);
        cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(tenants * 10L + 5)
                .build();
        for (int user = 0; user < tenants; user++) {
            fill(Shop.user("a", user), 0, 10);
        }
        fill(B, 0, 5);
        cacheado.quota(C, Quota.weight(1));
        fill(C, 0, 20);
        assertThat(held(A)).isEqualTo(tenants * 10L);
        assertThat(held(C)).isBetween(2L, 3L);
        assertThat(cache.in(C).getIfPresent(19)).isEqualTo(19);
    }
}
