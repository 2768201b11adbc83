package io.cacheado.internal.engine;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Random numbers; repeatable when the cacheado is deterministic. */
final class Chance {
    private final @Nullable Random seeded;

    /** @param seed what the numbers follow from, or null */
    Chance(@Nullable Long seed) {
        this.seeded = seed == null ? null : new Random(seed);
    }

    /** From 0 up to but not including 1. */
    double next() {
        return seeded == null ? ThreadLocalRandom.current().nextDouble() : seeded.nextDouble();
    }
}
