package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The drops of tags, in their order: which loads that ran meanwhile come too late. */
final class TagDrops {
    /** So many of the latest drops are remembered; a load that is older than them is taken for dropped. */
    private static final int REMEMBERED = 1024;

    private final List<Drop> drops = new ArrayList<>();

    private record Drop(String tag, Predicate<Slot> region) {}

    int count() {
        return drops.size();
    }

    void add(String tag, Predicate<Slot> region) {
        drops.add(new Drop(tag, region));
    }

    /** Whether any tag was dropped of what a slot may hold, after so many drops. */
    boolean concern(Slot slot, int since) {
        return anySince(since, drop -> drop.region().test(slot));
    }

    /** Whether any of these tags was dropped of what a slot may hold, after so many drops. */
    boolean concern(Slot slot, Set<String> tags, int since) {
        return !tags.isEmpty()
                && anySince(
                        since,
                        drop -> tags.contains(drop.tag()) && drop.region().test(slot));
    }

    private boolean anySince(int since, Predicate<Drop> concerns) {
        return drops.size() - since > REMEMBERED
                || drops.subList(since, drops.size()).stream().anyMatch(concerns);
    }
}
