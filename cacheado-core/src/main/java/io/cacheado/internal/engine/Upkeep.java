package io.cacheado.internal.engine;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.event.Removals;
import io.cacheado.internal.evict.PluggedPolicies;
import io.cacheado.internal.expire.TimerWheel;
import io.cacheado.internal.log.Logs;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Reclaimer;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.tag.TagRegistry;
import io.cacheado.internal.tag.Tags;
import io.cacheado.internal.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Removing what has expired and reclaiming what was dropped: a little in passing, by whoever needs room, the rest in the
 * background ({@link Maintenance}) or when asked for.
 */
final class Upkeep {
    private static final int RECLAIMED_IN_PASSING = 64;
    private static final int EXPIRED_IN_PASSING = 64;

    private final LiveScopes live;
    private final Clock clock;
    private final boolean exact;
    private final LoweredLimits lowered;
    private final Deaths deaths;
    private final TagRegistry tags;
    private final Removals removals;
    private final Logs logs;
    private final Reclaimer reclaimer;
    private final TimerWheel[] wheels;
    private final Maintenance maintenance;

    /** @param exact whether everything that is due is done at once */
    Upkeep(Engine engine, LiveScopes live, boolean exact, Executor executor) {
        this.live = live;
        this.clock = engine.clock();
        this.exact = exact;
        this.lowered = engine.lowered();
        this.deaths = engine.deaths();
        this.tags = engine.tags();
        this.removals = engine.removals();
        this.logs = engine.logs();
        this.reclaimer = new Reclaimer(live, deaths);
        this.wheels = new TimerWheel[exact ? 1 : 16];
        for (int i = 0; i < wheels.length; i++) {
            wheels[i] = new TimerWheel();
        }
        this.maintenance = new Maintenance(this, executor);
    }

    Reclaimer reclaimer() {
        return reclaimer;
    }

    Logs logs() {
        return logs;
    }

    Removals removals() {
        return removals;
    }

    Clock clock() {
        return clock;
    }

    TimerWheel[] wheels() {
        return wheels;
    }

    TimerWheel wheel(int hash) {
        return wheels.length == 1 ? wheels[0] : wheels[Mix.stripe(hash, 4)];
    }

    /** Has what was dropped reclaimed soon. */
    void reclaimSoon() {
        maintenance.reclaim();
    }

    /** Ends the work in the background, and does all that is left of what was dropped. */
    void close() {
        maintenance.stop();
        reclaimer.finish();
    }

    /** Reclaims a little of what was dropped; in exact mode all of it. */
    void reclaimSome() {
        if (reclaimer.hasWork()) {
            reclaim(exact ? Integer.MAX_VALUE : RECLAIMED_IN_PASSING);
        }
    }

    /** Reclaims a little more, waiting for another thread that is at it; false if nothing was left. */
    boolean reclaimMore() {
        if (!reclaimer.hasWork() || !reclaimer.workInTurn(RECLAIMED_IN_PASSING)) {
            return false;
        }
        removals.schedule();
        tellPolicies(RECLAIMED_IN_PASSING);
        return true;
    }

    /** Reclaims up to so many steps; false if nothing is left. */
    boolean reclaim(int most) {
        boolean more = reclaimer.work(most);
        removals.schedule();
        tellPolicies(most);
        return more;
    }

    /** Tells plugged policies a little of what has left without them; not while the reclaimer's lock is held. */
    void tellPolicies() {
        tellPolicies(RECLAIMED_IN_PASSING);
    }

    private void tellPolicies(int most) {
        PluggedPolicies plugged = live.domains().plugged();
        if (plugged.isBehind() && !reclaimer.isHeldByCurrentThread()) {
            plugged.catchUp(most);
        }
    }

    /** Removes a little of what has expired; in exact mode all of it. */
    void expireSome(int hash) {
        TimerWheel wheel = wheel(hash);
        long now = clock.now();
        // Asked here, since what is told of expired entries is an object.
        if (wheel.isDue(now, exact)) {
            expire(wheel, exact ? Integer.MAX_VALUE : EXPIRED_IN_PASSING, exact, now);
        }
    }

    /** Removes what has expired, up to so many steps; returns how many it found. */
    int expire(TimerWheel wheel, int most, boolean exactly, long now) {
        return wheel.advance(now, most, exactly, entry -> {
            Region region = (Region) entry.owner();
            RemovalCause cause = region.isAlive(live) ? RemovalCause.EXPIRED : Deaths.dropped(region);
            if (!deaths.die(region, entry, cause, now) && !entry.is(Entry.DEAD)) {
                // It was given a new life between the wheel and here.
                file(entry);
            }
        });
    }

    /** Files an entry that expires. */
    void file(Entry entry) {
        if (entry.deadline() != Entry.NEVER) {
            wheel(entry.hash()).file(entry);
            if (!exact) {
                maintenance.watchClock();
            }
        }
    }

    /** Removes what a tag was dropped of, if any was since the last time. */
    private void sweepTags() {
        if (!tags.hasDroppedSinceSweep()) {
            return;
        }
        Subtree.forEachRegion(live.root(), region -> {
            List<LoadedEntry> dropped = new ArrayList<>();
            region.forEach(element -> {
                if (element instanceof LoadedEntry entry && Deaths.isInvalid(region, (Tags) entry.tags())) {
                    dropped.add(entry);
                }
            });
            for (LoadedEntry entry : dropped) {
                deaths.die(
                        region,
                        entry,
                        RemovalCause.TAG_INVALIDATED,
                        () -> Deaths.isInvalid(region, (Tags) entry.tags()));
            }
        });
    }

    /** Does all that is due. */
    void cleanUp() {
        reclaimer.finish();
        for (TimerWheel wheel : wheels) {
            expire(wheel, Integer.MAX_VALUE, true, clock.exact());
        }
        sweepTags();
        lowered.drainAll();
        tellPolicies(Integer.MAX_VALUE);
        removals.deliverAll();
    }
}
