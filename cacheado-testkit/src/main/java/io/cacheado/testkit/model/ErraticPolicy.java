package io.cacheado.testkit.model;

import io.cacheado.policy.Candidate;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A policy that names whom it likes, be it nobody or one who has left, and fails now and then; always in the same way. */
final class ErraticPolicy implements EvictionPolicy {
    static final Eviction EVICTION = Eviction.of("erratic", ErraticPolicy::new);

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Candidate> known = new ArrayList<>();
    private @Nullable Candidate gone;

    private void failNowAndThen() {
        if (random.nextInt(16) == 0) {
            throw new IllegalStateException("erratic");
        }
    }

    @Override
    public void added(Candidate candidate) {
        failNowAndThen();
        known.add(candidate);
    }

    @Override
    public void removed(Candidate candidate) {
        gone = candidate;
        known.remove(candidate);
        failNowAndThen();
    }

    @Override
    public @Nullable Candidate victim() {
        failNowAndThen();
        int draw = random.nextInt(16);
        if (draw == 0) {
            return gone;
        }
        return draw == 1 || known.isEmpty() ? null : known.get(random.nextInt(known.size()));
    }
}
