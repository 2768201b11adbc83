package io.cacheado.testkit.model;

import io.cacheado.policy.Eviction;
import io.cacheado.testkit.model.Setup.Profile;
import io.cacheado.testkit.model.Setup.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The maker of random setups. The same seed and profile give the same setup. */
final class SetupSource {
    private static final List<Eviction> POLICIES = List.of(
            Eviction.adaptive(),
            Eviction.s3Fifo(),
            Eviction.lru(),
            Eviction.lfu(),
            Eviction.fifo(),
            Eviction.sieve(),
            ErraticPolicy.EVICTION);
    private static final long MILLI = 1_000_000L;
    /** Times to live of every order that a timer wheel has a level for. */
    private static final long[] TTLS = {
        MILLI,
        3 * MILLI + 1,
        15 * MILLI,
        100 * MILLI,
        1_000 * MILLI,
        60_000 * MILLI,
        3_600_000 * MILLI,
        864_000_000 * MILLI
    };

    private final SplittableRandom random;
    private final long seed;
    private final Profile profile;

    private SetupSource(long seed, Profile profile) {
        this.random = new SplittableRandom(seed);
        this.seed = seed;
        this.profile = profile;
    }

    static Setup setup(long seed, Profile profile) {
        return new SetupSource(seed, profile).make();
    }

    /** The profile of the n-th setup of a run: a twentieth split, a tenth collide, a quarter are exact. */
    static Profile profileOf(int n) {
        if (n % 20 == 7) {
            return Profile.SPLITTING;
        }
        if (n % 10 == 3) {
            return Profile.COLLIDING;
        }
        return n % 4 == 2 ? Profile.EXACT : Profile.SMALL;
    }

    private Setup make() {
        boolean splitting = profile == Profile.SPLITTING;
        Forest forest = Forest.random(random, splitting ? 4 : 4 + random.nextInt(36));
        Unit unit = unit();
        long budget = budget(unit);
        List<CacheSpec> caches = new ArrayList<>();
        int count = splitting ? 1 + random.nextInt(2) : 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            caches.add(cache(i, forest, unit, budget));
        }
        Map<String, Eviction> levelEvictions = new TreeMap<>();
        Map<String, Long> levelQuotas = new TreeMap<>();
        if (profile == Profile.SMALL || profile == Profile.COLLIDING) {
            for (String level :
                    forest.tree().levels().subList(1, forest.tree().levels().size())) {
                if (chance(15)) {
                    levelEvictions.put(level, policy());
                }
                if (chance(35)) {
                    levelQuotas.put(level, 1 + random.nextLong(Math.max(2, budget * 3 / 4)));
                }
            }
        }
        Eviction eviction =
                profile == Profile.EXACT && chance(80) ? chance(65) ? Eviction.lru() : Eviction.fifo() : policy();
        int keys = keys(unit, budget);
        int hashes = profile == Profile.COLLIDING ? 1 + random.nextInt(3) : keys;
        return new Setup(
                seed, profile, forest, unit, budget, eviction, levelEvictions, levelQuotas, caches, keys, hashes);
    }

    private Unit unit() {
        int draw = random.nextInt(100);
        if (profile == Profile.SPLITTING || draw < 55) {
            return Unit.ENTRIES;
        }
        return draw < 95 ? Unit.WEIGHT : Unit.UNBOUNDED;
    }

    private long budget(Unit unit) {
        long entries = switch (profile) {
            case SPLITTING -> 4_500 + random.nextInt(2_500);
            case COLLIDING -> 250 + random.nextInt(350);
            default ->
                chance(10) ? 1 + random.nextInt(4) : chance(60) ? 5 + random.nextInt(40) : 5 + random.nextInt(250);
        };
        return unit == Unit.WEIGHT ? entries * 4 : entries;
    }

    private int keys(Unit unit, long budget) {
        long entries = unit == Unit.WEIGHT ? budget / 4 : budget;
        return switch (profile) {
            case SPLITTING -> 6_500;
            case COLLIDING -> 150 + random.nextInt(350);
            default -> 2 + random.nextInt((int) Math.max(4, Math.min(120, entries * 2)));
        };
    }

    private CacheSpec cache(int number, Forest forest, Unit unit, long budget) {
        boolean limited = profile == Profile.SMALL || profile == Profile.COLLIDING;
        boolean expiring = profile != Profile.SPLITTING;
        List<String> levels = forest.tree().levels();
        String level = chance(45) ? levels.get(random.nextInt(levels.size())) : null;
        long maximum = limited && chance(25) ? 1 + random.nextLong(Math.max(2, budget)) : 0;
        long perScope = limited && chance(25) ? 1 + random.nextLong(Math.max(2, budget / 4)) : 0;
        boolean weighed = unit == Unit.WEIGHT && chance(85);
        boolean ttlOfEntry = expiring && chance(15);
        long ttlWrite = expiring && !ttlOfEntry && chance(45) ? ttl() : 0;
        long ttlAccess = expiring && chance(20) ? ttl() : 0;
        return new CacheSpec(
                "cache-" + number,
                profile == Profile.SPLITTING ? null : level,
                maximum,
                perScope,
                weighed,
                ttlWrite,
                ttlAccess,
                ttlOfEntry,
                expiring && chance(20) ? ttl() : 0,
                expiring && chance(55) ? ttl() : 0,
                expiring ? resilience(ttlWrite, ttlWrite > 0 || ttlOfEntry, ttlAccess > 0) : Resilience.NONE,
                limited && chance(15) ? policy() : null,
                loading());
    }

    private long ttl() {
        return TTLS[random.nextInt(TTLS.length)] * (1 + random.nextInt(5)) + (chance(20) ? random.nextInt(1_000) : 0);
    }

    private CacheSpec.Loading loading() {
        if (chance(50)) {
            return CacheSpec.Loading.NONE;
        }
        CacheSpec.Loading[] loaders = {
            CacheSpec.Loading.SINGLE, CacheSpec.Loading.DECIDING, CacheSpec.Loading.DECIDING, CacheSpec.Loading.BULK
        };
        return loaders[random.nextInt(loaders.length)];
    }

    private Resilience resilience(long ttlWrite, boolean expires, boolean idles) {
        boolean stale = expires && !idles && chance(75);
        long revalidate = stale && chance(45) ? near(ttlWrite) : 0;
        long ifError = stale && (revalidate == 0 || chance(85)) ? near(ttlWrite) : 0;
        long refresh = ttlWrite > 0 ? Math.max(1, ttlWrite / 10 * (1 + random.nextInt(9))) : ttl();
        long refreshAfter = chance(45) ? refresh : 0;
        double earliness = expires && chance(50) ? (1 + random.nextInt(30)) / 10.0 : 0;
        long pause = (stale || refreshAfter > 0 || earliness > 0) && chance(60) ? Math.max(1, near(ttlWrite) / 4) : 0;
        // Where the victim is told, and where reads prolong a life, what cannot be seen of it would matter.
        boolean varies = expires && !idles && profile != Profile.EXACT && chance(40);
        double jitter = varies ? (1 + random.nextInt(9)) / 10.0 : 0;
        return new Resilience(
                refreshAfter, earliness, revalidate, ifError, pause, pause * (1 + random.nextInt(6)), jitter);
    }

    /** A time of the order of another. */
    private long near(long time) {
        return time == 0 ? ttl() : Math.max(1, time / 8 * (1 + random.nextInt(16)));
    }

    private Eviction policy() {
        return POLICIES.get(random.nextInt(POLICIES.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
