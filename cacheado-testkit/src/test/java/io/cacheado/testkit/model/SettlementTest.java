package io.cacheado.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.policy.Eviction;
import io.cacheado.testkit.model.Setup.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each rule by which departures are judged, against an engine that is said to have broken just this one. */
class SettlementTest {
    private static final long SECOND = 1_000_000_000;

    private Session session = session(Eviction.lru(), Setup.Unit.ENTRIES, 3);
    private long serial;

    private static Session session(Eviction policy, Setup.Unit unit, long budget) {
        CacheSpec spec = new CacheSpec(
                "c",
                null,
                0,
                0,
                unit == Setup.Unit.WEIGHT,
                0,
                0,
                true,
                10 * SECOND,
                0,
                Resilience.NONE,
                null,
                CacheSpec.Loading.NONE);
        Forest forest = Forest.random(new SplittableRandom(1), 1);
        Setup setup =
                new Setup(1, Profile.EXACT, forest, unit, budget, policy, Map.of(), Map.of(), List.of(spec), 200, 200);
        return new Session(setup, engine -> engine);
    }

    private Slot slot(int key) {
        return new Slot(session.setup().forest().global(), 0, session.setup().key(key));
    }

    private Entry entry(int key, long seconds) {
        return session.fresh().entry(slot(key), new ModelValue(serial++, 1, seconds * SECOND), 0);
    }

    private Entry stored(int key, long seconds) {
        Entry entry = entry(key, seconds);
        session.settlement().store(entry);
        return entry;
    }

    private Entry absence(int key) {
        Entry absence = session.fresh().entry(slot(key), null, 0);
        session.settlement().store(absence);
        return absence;
    }

    private void left(Entry entry, RemovalCause cause) {
        session.departures().add(new Departure(entry.slot(), entry.value(), cause));
    }

    private void requireFault(Runnable judged, String... said) {
        assertThatThrownBy(judged::run).isInstanceOf(Violation.class).hasMessageContainingAll(said);
    }

    @Test
    void absence_thatLeavesUnasked_isAFault() {
        left(absence(1), RemovalCause.EXPLICIT);
        requireFault(session.settlement()::rest, "k1=absence", "nobody asked for");
    }

    @Test
    void absence_evictedWhenNothingNeedsRoom_isAFault() {
        left(absence(1), RemovalCause.SIZE);
        requireFault(session.settlement()::rest, "k1=absence was evicted", "what needs room is []");
    }

    @Test
    void absence_expiredBeforeItsTime_isAFault() {
        left(absence(1), RemovalCause.EXPIRED);
        requireFault(session.settlement()::rest, "k1=absence", "before its time");
    }

    @Test
    void absence_thatIsNotThere_isAFault() {
        Entry absence = absence(1);
        session.advance(Duration.ofSeconds(10));
        left(absence, RemovalCause.EXPIRED);
        session.settlement().rest();
        left(absence, RemovalCause.EXPIRED);
        requireFault(session.settlement()::rest, "k1=absence", "not there");
    }

    @Test
    void absence_overwrittenWithoutAWord_isAFault() {
        absence(1);
        stored(1, 60);
        requireFault(session.dues()::requireNone, "without an event", "k1");
    }

    @Test
    void absence_passedOverByThePolicy_isAFault() {
        absence(1);
        Entry second = stored(2, 60);
        stored(3, 60);
        left(second, RemovalCause.SIZE);
        requireFault(() -> stored(4, 60), "lru evicted", "k2", "instead of", "k1=absence");
    }

    @Test
    void absence_evictedBeforeWhatHasExpired_isAFault() {
        Entry absence = absence(1);
        stored(2, 1);
        stored(3, 60);
        session.advance(Duration.ofSeconds(1));
        left(absence, RemovalCause.SIZE);
        requireFault(() -> stored(4, 60), "k1=absence was evicted", "before expired entries");
    }

    @Test
    void live_evictedBeforeAnExpiredAbsence_isAFault() {
        absence(1);
        Entry second = stored(2, 60);
        stored(3, 60);
        session.advance(Duration.ofSeconds(10));
        left(second, RemovalCause.SIZE);
        requireFault(() -> stored(4, 60), "k2", "before expired entries");
    }

    @Test
    void insert_withoutRoom_isAFault() {
        absence(1);
        stored(2, 60);
        stored(3, 60);
        requireFault(() -> stored(4, 60), "without making room under [BUDGET at global]");
    }

    @Test
    void insert_fencedThoughNobodyChangedItsKey_isAFault() {
        left(stored(1, 60), RemovalCause.FENCED);
        requireFault(session.settlement()::rest, "k1", "left with cause FENCED", "nobody asked for");
    }

    @Test
    void refusal_whenRoomCanBeMade_isAFault() {
        stored(1, 60);
        stored(2, 60);
        stored(3, 60);
        Entry fourth = entry(4, 60);
        left(fourth, RemovalCause.SIZE);
        requireFault(() -> session.settlement().store(fourth), "k4", "was refused", "after 0 evictions");
    }

    /** Stores so many entries, lowers the budget to ten, and says that some were evicted from the oldest on. */
    private void drain(int entries, int evicted) {
        Entry[] all = new Entry[entries];
        for (int key = 0; key < entries; key++) {
            all[key] = stored(key, 60);
        }
        session.limits().change(session.limits().budget(), 10);
        for (int key = 0; key < evicted; key++) {
            left(all[key], RemovalCause.SIZE);
        }
    }

    @Test
    void refusal_beforeOneWriteHasPaidItsShareOfAnExcess_isAFault() {
        session = session(Eviction.lru(), Setup.Unit.ENTRIES, 150);
        drain(150, 63);
        Entry fresh = entry(199, 60);
        left(fresh, RemovalCause.SIZE);
        requireFault(() -> session.settlement().store(fresh), "k199", "was refused", "after 63 evictions");
    }

    @Test
    void refusal_afterOneWriteHasPaidItsShareOfAnExcess_isRight() {
        session = session(Eviction.lru(), Setup.Unit.ENTRIES, 150);
        drain(150, 64);
        Entry fresh = entry(199, 60);
        left(fresh, RemovalCause.SIZE);
        session.settlement().store(fresh);
        assertThat(session.model().held(slot(199))).isNull();
        assertThat(session.model().entries()).hasSize(86);
        assertThat(session.departures().next()).isNull();
    }

    @Test
    void refusal_ofAnOverwrite_takesTheOldValueAlongForTheSameCause() {
        for (RemovalCause cause : List.of(RemovalCause.SIZE, RemovalCause.SCOPE_QUOTA)) {
            session = session(Eviction.lru(), Setup.Unit.WEIGHT, 150);
            Entry old = stored(199, 60);
            drain(140, 64);
            Entry fresh = session.fresh().entry(slot(199), new ModelValue(serial++, 5, 60 * SECOND), 0);
            left(old, RemovalCause.SIZE);
            left(fresh, cause);
            if (cause == RemovalCause.SIZE) {
                session.settlement().store(fresh);
                assertThat(session.model().held(slot(199))).isNull();
            } else {
                requireFault(() -> session.settlement().store(fresh), "k199", "what was to overwrite it did not");
            }
        }
    }

    @Test
    void overwrite_thatEvictsItsOwnEntryAndIsStored_isAFault() {
        session = session(Eviction.lru(), Setup.Unit.WEIGHT, 3);
        Entry old = stored(1, 60);
        stored(2, 60);
        stored(3, 60);
        left(old, RemovalCause.SIZE);
        Entry fresh = session.fresh().entry(slot(1), new ModelValue(serial++, 2, 60 * SECOND), 0);
        requireFault(() -> session.settlement().store(fresh), "k1", "evicted by its own overwrite");
    }

    @Test
    void overwrite_ofWhatHasExpired_keepsItsPlaceInTheQueue() {
        session = session(Eviction.fifo(), Setup.Unit.ENTRIES, 3);
        Entry first = stored(1, 1);
        stored(2, 60);
        session.advance(Duration.ofSeconds(1));
        Entry again = stored(1, 60);
        left(first, RemovalCause.EXPIRED);
        Entry third = stored(3, 60);
        // The first passes the end once, and then the second goes.
        left(third, RemovalCause.SIZE);
        requireFault(() -> stored(4, 60), "fifo evicted", "k3", "instead of", "k2");
        assertThat(session.model().held(slot(1))).isSameAs(again);
    }

    @Test
    void overwrite_thatShortensALife_goesToTheEndOfTheQueue() {
        session = session(Eviction.fifo(), Setup.Unit.ENTRIES, 2);
        Entry first = stored(1, 60);
        Entry second = stored(2, 60);
        Entry shorter = stored(1, 30);
        left(first, RemovalCause.REPLACED);
        left(shorter, RemovalCause.SIZE);
        requireFault(() -> stored(3, 60), "fifo evicted", "k1", "instead of " + second);
    }

    @Test
    void overwritten_evenIfMoreThanMayPassTheEndInARow_isEvictedThen() {
        session = session(Eviction.fifo(), Setup.Unit.ENTRIES, 70);
        for (int round = 0; round < 2; round++) {
            for (int key = 0; key < 70; key++) {
                Entry old = session.model().held(slot(key));
                stored(key, 60);
                if (old != null) {
                    left(old, RemovalCause.REPLACED);
                }
            }
        }
        left(session.model().held(slot(64)), RemovalCause.SIZE);
        stored(70, 60);
        session.settlement().rest();
        assertThat(session.model().held(slot(64))).isNull();
    }

    @Test
    void slot_ofWhatNobodyKnows_isNone() {
        assertThat(session.setup().slot(session.setup().forest().global().scope(), "other", slot(1).key()))
                .isNull();
        assertThat(session.setup().slot(session.setup().forest().global().scope(), "c", "k1"))
                .isNull();
    }
}
