package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.policy.Candidate;
import io.cacheado.policy.CandidateList;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PluggedPolicyTest {
    private final List<String> reported = new ArrayList<>();
    private final PluggedPolicies all = new PluggedPolicies();
    private final Stripe[] stripes = new Stripe[16];

    PluggedPolicyTest() {
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe();
        }
        all.reportTo((policy, fault, cause) ->
                reported.add(policy + ": " + fault + (cause == null ? "" : ": " + cause.getMessage())));
    }

    private class Noting implements EvictionPolicy {
        final CandidateList list = new CandidateList();
        final List<Candidate> removed = new ArrayList<>();

        @Override
        public void added(Candidate candidate) {
            requireNoStripe();
            list.addLast(candidate);
        }

        @Override
        public void removed(Candidate candidate) {
            requireNoStripe();
            removed.add(candidate);
            list.remove(candidate);
        }

        @Override
        public Candidate victim() {
            requireNoStripe();
            return list.last();
        }
    }

    private void requireNoStripe() {
        for (Stripe stripe : stripes) {
            assertThat(stripe.isHeldByCurrentThread()).isFalse();
        }
    }

    private DomainQueue queue(EvictionPolicy policy, int home) {
        return new DomainQueue(Eviction.of("mine", () -> policy), 1 << 20, home, 5, stripes, false, all);
    }

    private static RichEntry add(DomainQueue queue, int key) {
        RichEntry entry = Entries.entry(key);
        queue.dress(entry);
        queue.add(entry, 1);
        return entry;
    }

    private static void die(DomainQueue queue, Entry entry) {
        queue.died(entry, Entries.die(entry));
    }

    @Test
    void victim_thatDiedUnseen_isToldAndTheNextIsAsked() {
        Noting policy = new Noting();
        DomainQueue queue = queue(policy, 1);
        RichEntry kept = add(queue, 1);
        RichEntry dead = add(queue, 2);
        die(queue, dead);

        assertThat(queue.poll(0)).isSameAs(kept);
        assertThat(policy.removed).hasSize(2);
        assertThat(queue.poll(0)).isNull();
        assertThat(queue.references()).containsExactly(0, 0, 1);
        assertThat(all.faults()).isZero();
    }

    @Test
    void deaths_ofMany_areToldWhenAskedForWithNoLockHeld() {
        Noting policy = new Noting();
        DomainQueue queue = queue(policy, 1);
        List<RichEntry> entries = new ArrayList<>();
        for (int key = 0; key < 1_000; key++) {
            entries.add(add(queue, key));
        }
        for (int i = 0; i < 900; i++) {
            die(queue, entries.get(i));
        }
        assertThat(policy.removed).isEmpty();
        assertThat(all.isBehind()).isTrue();
        all.catchUp(10);
        assertThat(policy.removed).hasSize(10);
        assertThat(all.isBehind()).isTrue();
        all.catchUp(Integer.MAX_VALUE);

        assertThat(all.isBehind()).isFalse();
        assertThat(queue.references()[1]).isLessThanOrEqualTo(queue.references()[0] / 4 + 16);
        assertThat(policy.list.size()).isEqualTo((int) queue.references()[0]);
        assertThat(policy.removed).allSatisfy(gone -> assertThat(gone.weight()).isZero());
    }

    @Test
    void victim_owedToThePolicy_isToldOnce() {
        Noting policy = new Noting();
        DomainQueue queue = queue(policy, 1);
        List<RichEntry> entries = new ArrayList<>();
        for (int key = 0; key < 100; key++) {
            entries.add(add(queue, key));
        }
        // Enough to be squeezed out, the newest among them, and nobody has told the policy.
        for (int i = 40; i < 100; i++) {
            die(queue, entries.get(i));
        }
        assertThat(queue.poll(0)).isSameAs(entries.get(39));
        assertThat(policy.removed).doesNotHaveDuplicates();
        all.catchUp(Integer.MAX_VALUE);
        assertThat(policy.removed).doesNotHaveDuplicates();
        assertThat(all.faults()).isZero();
    }

    @Test
    void move_underALock_tellsNeitherPolicyYet() {
        Noting from = new Noting();
        Noting to = new Noting();
        DomainQueue one = queue(from, 1);
        DomainQueue other = queue(to, 2);
        RichEntry entry = add(one, 1);
        one.move(entry, other);

        assertThat(to.list.size()).isZero();
        assertThat(from.removed).isEmpty();
        assertThat(one.poll(0)).isNull();
        assertThat(from.removed).hasSize(1);
        assertThat(other.poll(0)).isSameAs(entry);
        assertThat(to.removed).hasSize(1);
        assertThat(all.faults()).isZero();
    }

    @Test
    void faults_ofOneKind_areReportedOnceForEachPolicyWithoutKeys() {
        DomainQueue queue = queue(
                new Noting() {
                    @Override
                    public Candidate victim() {
                        throw new IllegalStateException("the policy's");
                    }
                },
                1);
        DomainQueue other = new DomainQueue(
                Eviction.of("other", () -> new Noting() {
                    @Override
                    public Candidate victim() {
                        return null;
                    }
                }),
                100,
                1,
                5,
                stripes,
                true,
                all);
        for (int key = 0; key < 10; key++) {
            add(queue, key);
            add(other, key);
        }
        for (int key = 0; key < 10; key++) {
            assertThat(queue.poll(0)).isNotNull();
            assertThat(other.poll(0)).isNotNull();
        }

        assertThat(all.faults()).isEqualTo(20);
        assertThat(reported).hasSize(2);
        assertThat(reported.get(0)).isEqualTo("mine: it threw: the policy's");
        assertThat(reported.get(1)).startsWith("other: it named no victim");
    }

    @Test
    void interruptedThread_doesNotWaitForThePolicy_andStaysInterrupted() throws Exception {
        List<Entry> polled = new ArrayList<>();
        List<Boolean> interrupted = new ArrayList<>();
        DomainQueue[] self = new DomainQueue[1];
        self[0] = queue(
                new Noting() {
                    @Override
                    public Candidate victim() {
                        Thread other = new Thread(() -> {
                            Thread.currentThread().interrupt();
                            polled.add(self[0].poll(0));
                            interrupted.add(Thread.currentThread().isInterrupted());
                        });
                        other.start();
                        try {
                            other.join();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return super.victim();
                    }
                },
                1);
        RichEntry first = add(self[0], 1);
        RichEntry second = add(self[0], 2);

        assertThat(self[0].poll(0)).isSameAs(second);
        assertThat(polled).containsExactly(first);
        assertThat(interrupted).containsExactly(true);
        assertThat(all.faults()).isZero();
    }
}
