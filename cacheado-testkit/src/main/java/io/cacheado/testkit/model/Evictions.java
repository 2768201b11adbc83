package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import io.cacheado.policy.Eviction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The judge of who had to make room. A limit that covers the victim must have been short of room and give its cause, nothing
 * expired may have been left under it, and where the policy can be told the victim must have been first in its order.
 */
final class Evictions {
    private final Eviction policy;
    private final Model model;

    Evictions(Setup setup, Model model) {
        this.policy = setup.eviction();
        this.model = model;
    }

    /**
     * A live entry has made room, or one of which a tag was dropped, which says so and not for what limit.
     *
     * @param over the limits that were short of it
     * @param overwritten the entry that the new one takes the place of
     */
    void judge(Entry victim, RemovalCause cause, List<Limit> over, @Nullable Entry overwritten) {
        if (victim == overwritten) {
            throw new Violation(victim + " was evicted by its own overwrite");
        }
        List<Limit> pressing = over.stream()
                .filter(limit -> limit.covers(victim.slot())
                        && (limit.cause(victim.slot()) == cause || cause == RemovalCause.TAG_INVALIDATED))
                .toList();
        if (pressing.isEmpty()) {
            throw new Violation(victim + " was evicted with cause " + cause + ", though what needs room is " + over);
        }
        if (pressing.stream().allMatch(limit -> model.expiredUnder(limit, overwritten))) {
            throw new Violation(
                    victim + " was evicted with cause " + cause + " before expired entries under " + pressing);
        }
        if (victim.isHeld()) {
            throw new Violation(victim + " was evicted with cause " + cause + " while a function computed on it");
        }
        if (victim.dropped() && cause != RemovalCause.TAG_INVALIDATED) {
            throw new Violation(victim + " was evicted with cause " + cause + ", though a tag of it was dropped");
        }
        if (model.order().isExact()) {
            Entry coldest = model.order().coldest(overwritten);
            if (coldest != victim) {
                throw new Violation(policy + " evicted " + victim + " instead of " + coldest);
            }
        }
        model.evicted(victim, cause);
    }
}
