package io.cacheado.testkit.model;

import io.cacheado.LoadContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a loader says about its value: its tags, its life, and whether it is the one that was there.
 *
 * @param outcome how the load ends
 * @param keeping how its value is to be kept
 */
record Decision(Outcome outcome, Keeping keeping) {
    /**
     * Tells the engine what an operation decides, and checks what the engine tells.
     *
     * @param renewed what is to be renewed, or null
     * @param drawn how the load would end if the value that was there is not to stay
     * @param choice the number of the operation's first choice that is free
     */
    static Decision of(
            Session session,
            Op op,
            int choice,
            LoadContext<ModelKey, ModelValue> context,
            Slot slot,
            @Nullable Entry renewed,
            Outcome drawn) {
        if (!context.scope().equals(slot.place().scope()) || !context.key().equals(slot.key())) {
            throw session.violation("the loader of " + slot + " was told of " + context.scope() + ", " + context.key());
        }
        Set<String> tags = Set.of();
        if (op.chance(choice, 70)) {
            tags = TagActions.tags(op, choice + 1);
            context.tags(tags.toArray(String[]::new));
        }
        long ttl = op.chance(choice + 6, 25) ? Durations.ttl(op, choice + 7) : 0;
        if (ttl > 0) {
            context.expireAfterWrite(Duration.ofNanos(ttl));
        }
        ModelValue previous = previous(session, context, slot, renewed);
        if (renewed == null || previous == null || drawn.failure() != null || !op.chance(choice + 10, 55)) {
            return new Decision(drawn, new Keeping(ttl, tags, false, false));
        }
        Outcome unchanged = Outcome.of(context.notModified());
        if (unchanged.value() != previous) {
            throw session.violation("notModified of " + slot + " gave " + unchanged + ", not " + previous);
        }
        session.tally().count(Tally.NOT_MODIFIED);
        // The value keeps its tags; one that is given more is not the one that was there.
        Set<String> all = new TreeSet<>(renewed.tags());
        boolean same = !all.addAll(tags);
        return new Decision(unchanged, new Keeping(ttl, all, true, same));
    }

    /** What is to be renewed, as the loader is told. */
    private static @Nullable ModelValue previous(
            Session session, LoadContext<ModelKey, ModelValue> context, Slot slot, @Nullable Entry renewed) {
        ModelValue previous = renewed == null ? null : renewed.value();
        ModelValue told = context.previous().orElse(null);
        if (!Objects.equals(told, previous)) {
            throw session.violation("the previous value of " + slot + " is said to be " + told + ", not " + previous);
        }
        if (previous == null && !(Outcome.capture(context::notModified).failure() instanceof IllegalStateException)) {
            throw session.violation("notModified of " + slot + ", which had no value, was not refused");
        }
        return previous;
    }
}
