package io.cacheado.testkit.model;

import io.cacheado.EntryOptions;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Values with tags, and drops of tags. */
final class TagActions {
    /** Few, so that most drops concern something. */
    private static final int TAGS = 4;

    private static final int LONGEST = 256;

    private TagActions() {}

    /** One to three tags that an operation chooses. */
    static Set<String> tags(Op op, int choice) {
        Set<String> tags = new TreeSet<>();
        for (int i = 0; i <= op.pick(choice, 3); i++) {
            tags.add(tag(op, choice + 1 + i));
        }
        return tags;
    }

    private static String tag(Op op, int choice) {
        return "tag-" + op.pick(choice, TAGS);
    }

    static void put(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        ModelValue value = session.value(op, 0);
        Set<String> tags = tags(op, 10);
        EntryOptions options = EntryOptions.tags(tags.toArray(String[]::new));
        long ttl = op.chance(20, 25) ? Durations.ttl(op, 21) : 0;
        EntryOptions all = ttl > 0 ? options.withTtl(Duration.ofNanos(ttl)) : options;
        if (op.chance(24, 80)) {
            target.handle().put(target.key(), value, all);
        } else {
            var stored = target.handle().putAsync(target.key(), value, all);
            WriteActions.requireDone(stored.isDone(), "putAsync", target.slot());
        }
        session.tally().count(Tally.TAGGED);
        session.flights().fence(target.slot());
        session.settlement()
                .store(session.fresh().entry(target.slot(), value, ttl).tagged(tags));
    }

    /** In a subtree: of one cache, seen from a scope of its own or from any, or of all caches. */
    static void drop(Session session, Op op) {
        String tag = tag(op, 10);
        int cache = Math.floorMod(op.cache(), session.setup().caches().size());
        Place place = DropActions.place(session, op);
        switch (op.pick(11, 4)) {
            case 0 -> {
                Target target = session.target(op);
                if (target != null) {
                    target.handle().invalidateTag(tag);
                    dropped(session, tag, in(target.slot().place(), cache));
                }
            }
            case 1 -> {
                session.cache(cache).invalidateTag(place.scope(), tag);
                dropped(session, tag, in(place, cache));
            }
            default -> {
                session.engine().invalidateTag(place.scope(), tag);
                dropped(session, tag, slot -> slot.place().isWithin(place));
            }
        }
    }

    private static Predicate<Slot> in(Place place, int cache) {
        return slot -> slot.cache() == cache && slot.place().isWithin(place);
    }

    private static void dropped(Session session, String tag, Predicate<Slot> region) {
        session.tally().count(Tally.TAG_DROP);
        session.drops().add(tag, region);
        session.model().drop(tag, region);
    }

    /** A tag that is none must change nothing. */
    static void dropRefused(Session session, Op op) {
        String tag = op.chance(10, 50) ? "" : "x".repeat(LONGEST + 1);
        Place place = DropActions.place(session, op);
        int cache = Math.floorMod(op.cache(), session.setup().caches().size());
        Outcome outcome = session.capture(() -> {
            if (op.chance(11, 50)) {
                session.engine().invalidateTag(place.scope(), tag);
            } else {
                session.cache(cache).invalidateTag(place.scope(), tag);
            }
            return null;
        });
        if (!(outcome.failure() instanceof IllegalArgumentException)) {
            throw new Violation("the drop of a senseless tag gave " + outcome + ", not IllegalArgumentException");
        }
    }
}
