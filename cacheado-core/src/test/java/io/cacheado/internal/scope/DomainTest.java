package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Together;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {
    private final Rig rig = Rig.with().quota("org", 1_000).build();

    private Domain whole() {
        return rig.live.root().domain();
    }

    private Domain domain(Scope scope) {
        return rig.live.find(scope).domain();
    }

    private List<Entry> fill(Rig into, Scope scope, TestCache cache, int n) {
        List<Entry> all = new ArrayList<>();
        for (int key = 0; key < n; key++) {
            all.add(into.put(scope, cache, key, 1));
        }
        return all;
    }

    /** Polls victims until there is none; they must be gone from the tables by the caller's hand. */
    private static List<Entry> drain(Rig from, Domain domain) {
        List<Entry> all = new ArrayList<>();
        for (Entry victim = domain.victim(0, null); victim != null; victim = domain.victim(0, null)) {
            all.add(victim);
            assertThat(from.remove(victim)).isTrue();
        }
        return all;
    }

    // ---- what is reserved ----------------------------------------------------------------------------------------

    @Test
    void reservation_ofADroppedScope_countsNoLonger_whileThoseBelowItAreReclaimed() {
        Rig limited = Rig.with().maximum(100).build();
        limited.live.quota(limited.org("a"), Quota.reserve(80));
        limited.live.quota(limited.org("b"), Quota.reserve(80));
        for (int user = 0; user < 3; user++) {
            limited.live.quota(limited.user("a", user), Quota.reserve(5));
            limited.put(limited.user("a", user), "k");
        }
        limited.put(limited.org("b"), "k");
        Reservation other = limited.live.find(limited.org("b")).domain().reservation;
        assertThat(other.units()).isBetween(45L, 50L);
        limited.drop(limited.org("a"));
        do {
            assertThat(other.units()).isEqualTo(80);
        } while (limited.reclaimer.work(1));
        assertThat(other.units()).isEqualTo(80);
        assertThat(limited.live.root().domain().reservation.below).isEqualTo(80);
    }

    @Test
    void scaling_isNotDoneAnew_forEachScopeThatComesAndGoesWhereItBegins() {
        Rig full = Rig.with().maximum(100).build();
        for (int org = 0; org <= 100; org++) {
            full.live.quota(full.org(org), Quota.reserve(1));
        }
        for (int org = 0; org < 100; org++) {
            full.put(full.org(org), "k");
        }
        Reservation whole = full.live.root().domain().reservation;
        assertThat(whole.scale).isEqualTo(1);
        List<Overcommitment> reports = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            full.live.vanish(full.obtain(full.org(100)));
            full.live.domains().forEachOvercommitment(reports::add);
            assertThat(whole.below).isEqualTo(100);
            assertThat(whole.scale).isBetween(0.96, 0.97);
        }
        assertThat(reports).hasSize(1);
        for (int org = 0; org < 3; org++) {
            full.drop(full.org(org));
        }
        assertThat(whole.scale).isEqualTo(1);
    }

    // ---- which scope has which queue -----------------------------------------------------------------------------

    @Test
    void domain_ofAScopeWithAQuota_isItsOwnAndNearestForAllBelow() {
        Region region = (Region) rig.put(rig.session("acme", 1, 1), "k").owner();
        Domain org = domain(rig.org("acme"));

        assertThat(org).isNotNull();
        assertThat(org.node()).isSameAs(rig.live.find(rig.org("acme")));
        assertThat(org.limit()).isEqualTo(1_000);
        assertThat(org.eviction()).isEqualTo(Eviction.fifo());
        assertThat(region.node().domain()).isNull();
        assertThat(region.node().nearestDomain()).isSameAs(org);
        assertThat(org.excess()).isEqualTo(1);
        assertThat(org.isShortOf(999)).isFalse();
        assertThat(org.isShortOf(1_000)).isTrue();
        assertThat(whole().limit()).isEqualTo(Long.MAX_VALUE);
        assertThat(rig.live.domains().mostUnits(org)).isEqualTo(1_000);
    }

    @Test
    void queueOf_aCacheWithoutALimit_isSharedWithTheOthers() {
        rig.put(rig.org("acme"), "k");
        Domain org = domain(rig.org("acme"));

        assertThat(org.queueOf(rig.cache)).isSameAs(org.queueOf(rig.other));
        rig.other.ownQueues = true;
        assertThat(org.queueOf(rig.cache)).isNotSameAs(org.queueOf(rig.other));
        assertThat(org.queueOf(rig.other)).isSameAs(org.queueOf(rig.other));
        assertThat(org.queueOf(rig.cache).home()).isEqualTo(1);
    }

    @Test
    void queueOf_aCacheWithALimit_sitsInTheCachesIndexToo() {
        rig.cache.ownQueues = true;
        fill(rig, rig.org("a"), rig.cache, 3);
        fill(rig, rig.org("b"), rig.cache, 5);

        Entry victim = rig.cache.queues.victim(0, null);
        assertThat(((Region) victim.owner()).node().scope()).isEqualTo(rig.org("b"));
        assertThat(victim.key()).isEqualTo(0);
    }

    @Test
    void queueOf_aCacheWithAPolicyOfItsOwn_followsThat() {
        rig.cache.ownQueues = true;
        rig.cache.eviction = Eviction.lru();
        rig.put(rig.org("a"), "k");

        assertThat(isSpecial(domain(rig.org("a")).queueOf(rig.cache))).isTrue();
        assertThat(isSpecial(domain(rig.org("a")).queueOf(rig.other))).isFalse();
    }

    /** Whether its policy wants to be told of hits. */
    private boolean isSpecial(DomainQueue queue) {
        Entry entry = new Entry(rig.obtain(rig.org("a"), rig.cache), 1, "k");
        queue.dress(entry);
        return entry.is(Entry.SPECIAL);
    }

    @Test
    void domain_ofALevelWithAPolicy_followsItWithoutALimit() {
        Rig lru = Rig.with().eviction("user", Eviction.lru()).build();
        lru.put(lru.session(1, 2, 3), "k");
        Domain user = lru.live.find(lru.user(1, 2)).domain();

        assertThat(user.eviction()).isEqualTo(Eviction.lru());
        assertThat(user.limit()).isEqualTo(Long.MAX_VALUE);
        assertThat(isSpecial(user.queueOf(lru.cache))).isTrue();
    }

    // ---- who pays ------------------------------------------------------------------------------------------------

    @Test
    void victim_ofTheWhole_comesFromTheFullestDomainBelow() {
        fill(rig, rig.org("small"), rig.cache, 3);
        fill(rig, rig.org("large"), rig.cache, 9);
        fill(rig, rig.tree.global(), rig.cache, 5);

        Entry victim = whole().victim(0, null);
        assertThat(((Region) victim.owner()).node().scope()).isEqualTo(rig.org("large"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 60})
    void victim_ofTheWhole_levelsTheDomains(int orgs) {
        for (int org = 0; org < orgs; org++) {
            fill(rig, rig.org(org), rig.cache, 10 + 5 * (org % 7));
        }
        for (int i = 0; i < 3_000 && rig.live.root().units() > orgs * 8L; i++) {
            rig.remove(whole().victim(i, null));
        }

        for (int org = 0; org < orgs; org++) {
            assertThat(rig.units(rig.org(org))).isBetween(7L, 9L);
        }
    }

    @Test
    void victim_untilThereIsNone_isEachEntryOnce() {
        rig.other.ownQueues = true;
        int n = 0;
        for (int org = 0; org < 30; org++) {
            n += fill(rig, rig.session(org, 1, 1), rig.cache, org).size();
            n += fill(rig, rig.user(org, 1), rig.other, 3).size();
        }
        n += fill(rig, rig.tree.global(), rig.cache, 10).size();

        assertThat(drain(rig, whole())).hasSize(n);
        assertThat(rig.live.root().units()).isZero();
        Exact.check(rig);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void victim_whenTheLargestBelowHaveNothingToGive_comesFromTheNext(int users) {
        rig.live.quota(rig.org(1), Quota.limit(1_000));
        for (int user = 1; user < users; user++) {
            rig.live.quota(rig.user(1, user), Quota.limit(1_000));
            fill(rig, rig.user(1, user), rig.cache, 5);
            // Charged, but in no queue: another thread is about to put them in, or has just taken them out.
            while (domain(rig.user(1, user)).victim(0, null) != null) {
                continue;
            }
        }
        rig.live.quota(rig.user(1, 0), Quota.limit(1_000));
        Entry only = fill(rig, rig.user(1, 0), rig.cache, 1).get(0);

        assertThat(whole().victim(0, null)).isSameAs(only);
    }

    @Test
    void leave_ofADroppedDomain_isPaidByNoOne() {
        for (int org = 0; org < 30; org++) {
            fill(rig, rig.org(org), rig.cache, 5);
        }
        fill(rig, rig.org("most"), rig.cache, 100);
        rig.drop(rig.org("most"));
        rig.reclaimer.finish();

        assertThat(((Region) whole().victim(0, null).owner()).node().scope()).isNotEqualTo(rig.org("most"));
    }

    // ---- quotas at run time --------------------------------------------------------------------------------------

    @Test
    void quota_ofADomainThatIsThere_changesItsLimit() {
        rig.put(rig.org("acme"), "k");
        rig.live.quota(rig.org("acme"), Quota.limit(7));

        assertThat(domain(rig.org("acme")).limit()).isEqualTo(7);
        assertThat(fill(rig, rig.user("acme", 1), rig.cache, 8)).containsNull();
    }

    @Test
    void quota_ofAScopeThatHoldsNothing_holdsWhenItDoes() {
        rig.live.quota(rig.user("acme", 1), Quota.limit(2));
        assertThat(rig.paths()).isEmpty();

        assertThat(rig.put(rig.session("acme", 1, 1), "a")).isNotNull();
        assertThat(rig.put(rig.session("acme", 1, 1), "b")).isNotNull();
        assertThat(rig.put(rig.session("acme", 1, 2), "c")).isNull();
        assertThat(rig.put(rig.session("acme", 2, 2), "c")).isNotNull();
    }

    static List<Eviction> policies() {
        return List.of(
                Eviction.fifo(),
                Eviction.lru(),
                Eviction.lfu(),
                Eviction.s3Fifo(),
                Eviction.adaptive(),
                Eviction.sieve());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "lru", "lfu", "s3-fifo", "adaptive", "sieve"})
    void quota_ofAScopeWithEntries_movesThemToItsOwnQueue(String policy) {
        Rig plain = Rig.with().eviction(Eviction.named(policy)).build();
        Scope user = plain.user("acme", 1);
        fill(plain, user, plain.cache, 200);
        fill(plain, plain.session("acme", 1, 1), plain.cache, 100);
        fill(plain, plain.user("acme", 2), plain.cache, 50);
        plain.live.quota(user, Quota.limit(1_000));
        Domain own = plain.live.find(user).domain();

        assertThat(own.queueOf(plain.cache).units()).isEqualTo(300);
        assertThat(plain.live.root().domain().queueOf(plain.cache).units()).isEqualTo(50);
        assertThat(drain(plain, own)).hasSize(300);
        assertThat(drain(plain, plain.live.root().domain())).hasSize(50);
        Exact.check(plain);
    }

    @Test
    void quota_aboveAnotherDomain_takesThatUnderItself() {
        Rig nested = Rig.with().quota("session", 100).build();
        fill(nested, nested.session("acme", 1, 1), nested.cache, 9);
        fill(nested, nested.session("acme", 1, 2), nested.cache, 4);
        fill(nested, nested.session("acme", 2, 1), nested.cache, 6);
        nested.live.quota(nested.user("acme", 1), Quota.limit(50));
        Domain user = nested.live.find(nested.user("acme", 1)).domain();
        List<Scope> paying = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Entry victim = user.victim(0, null);
            paying.add(((Region) victim.owner()).node().scope());
            nested.remove(victim);
        }
        assertThat(paying).containsOnly(nested.session("acme", 1, 1));

        nested.drop(nested.user("acme", 1));
        nested.reclaimer.finish();
        assertThat(drain(nested, nested.live.root().domain())).hasSize(6);
        Exact.check(nested);
    }

    @Test
    void quota_givenWhileEntriesComeAndGo_leavesEachInExactlyOneQueue() throws InterruptedException {
        for (int round = 0; round < 60; round++) {
            Rig plain = Rig.with().eviction(policies().get(round % 4)).build();
            Scope user = plain.user("acme", 1);
            plain.put(plain.tree.global(), "stays");
            plain.put(user, "stays");
            Together.run(3, thread -> {
                if (thread == 0) {
                    plain.live.quota(user, Quota.limit(10_000));
                    plain.live.quota(user.parent(), Quota.limit(20_000));
                    return;
                }
                for (int i = 0; i < 300; i++) {
                    Entry entry = plain.put(plain.session("acme", 1, i % 3), thread * 1_000 + i);
                    if (i % 3 != 0) {
                        plain.remove(entry);
                    }
                }
            });
            assertThat(plain.live.find(user).domain().limit()).isEqualTo(10_000);
            Set<Entry> queued = new HashSet<>();
            int[] references = new int[1];
            Subtree.forEachNode(plain.live.root(), node -> {
                if (node.domain() != null) {
                    node.domain().queueOf(plain.cache).forEach(entry -> {
                        if (!entry.is(Entry.DEAD)
                                && entry.home() == node.scope().depth()) {
                            references[0]++;
                            queued.add(entry);
                        }
                    });
                    long[] counts = node.domain().queueOf(plain.cache).references();
                    assertThat(counts[0] - counts[1])
                            .isEqualTo(node.domain().queueOf(plain.cache).units());
                }
            });
            assertThat(references[0]).isEqualTo(queued.size());
            assertThat((long) queued.size()).isEqualTo(plain.live.root().units());
            Exact.check(plain);
        }
    }
}
