package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cacheado;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.expire.TimerWheel;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds the engine's parts against each other, at rest: every entry is where its table, its queue, its wheel and the counters
 * say it is. For tests; costs O(everything).
 */
public final class Audit {
    private final Engine engine;
    private final List<String> violations = new ArrayList<>();

    private Audit(Engine engine) {
        this.engine = engine;
    }

    /** What does not hold, in words; empty if all does. No call may be in flight meanwhile. */
    public static List<String> violations(Cacheado cacheado) {
        Audit audit = new Audit(CacheadoView.engine(cacheado));
        audit.check();
        return audit.violations;
    }

    /** How many scopes are live, the global one included. */
    public static long nodes(Cacheado cacheado) {
        AtomicLong nodes = new AtomicLong();
        Subtree.forEachNode(CacheadoView.engine(cacheado).live().root(), node -> nodes.incrementAndGet());
        return nodes.get();
    }

    /** How many bounds on loads are in use. */
    public static int bulkheads(Cacheado cacheado) {
        return CacheadoView.engine(cacheado).bulkheads().size();
    }

    /** How many loads run of each cache that has any, fenced ones and those of dropped scopes included. */
    public static Map<String, Long> runningLoads(Cacheado cacheado) {
        Engine engine = CacheadoView.engine(cacheado);
        Map<String, Long> running = new TreeMap<>();
        for (CacheCore<?, ?> core : engine.cores()) {
            long loads = engine.running().count(core, engine.scopes().global());
            if (loads > 0) {
                running.put(core.name(), loads);
            }
        }
        return running;
    }

    /** Whether it was closed. */
    public static boolean isClosed(Cacheado cacheado) {
        return CacheadoView.engine(cacheado).isClosed();
    }

    /** How many tags are known: those that some value has. */
    public static int tags(Cacheado cacheado) {
        return CacheadoView.engine(cacheado).tags().size();
    }

    /** The steps counted in this process so far, by name. */
    public static Map<String, Long> steps(Cacheado cacheado) {
        requireNonNull(cacheado, "cacheado");
        Map<String, Long> all = new LinkedHashMap<>();
        for (Steps each : Steps.values()) {
            all.put(each.toString(), each.sum());
        }
        return all;
    }

    /**
     * Reports remembered absences that leave from now on, each in its place among the events that listeners get. The
     * event's value stands for no value. One auditor at a time.
     */
    public static void absences(Cacheado cacheado, RemovalListener<Object, Object> auditor) {
        CacheadoView.engine(cacheado).auditAbsences(requireNonNull(auditor, "auditor"));
    }

    private void check() {
        Map<ScopeNode, long[]> byNode = new IdentityHashMap<>();
        Map<DomainQueue, long[]> byQueue = new IdentityHashMap<>();
        Map<CacheCore<?, ?>, long[]> byCache = new IdentityHashMap<>();
        long[] timed = new long[1];
        Subtree.forEachRegion(engine.live().root(), region -> {
            if (region.isClosed() || !region.isAlive(engine.live())) {
                return;
            }
            Region found = engine.live().find(region.node().scope(), region.cache());
            expect(found == region, "region of " + region.node().scope() + " is not found by its path");
            long[] own = new long[1];
            region.forEach(element -> {
                Entry entry = (Entry) element;
                expect(!entry.is(Entry.DEAD), "dead entry in a table");
                expect(region.find(entry.hash(), entry.key()) == entry, "entry is not found by its key");
                if (entry.is(Entry.LOADING)) {
                    return;
                }
                own[0]++;
                expect(entry.laValue() != null, "live entry without a value");
                expect(entry.is(Entry.QUEUED), "live entry in no queue");
                boolean expires = entry.deadline() != Entry.NEVER;
                expect(!expires || entry.is(Entry.TIMED), "expiring entry in no wheel");
                timed[0] += entry.is(Entry.TIMED) ? 1 : 0;
                add(byQueue, engine.live().domains().queueHolding(region, entry), entry.weight());
                add(byCache, (CacheCore<?, ?>) region.cache(), 1);
                for (ScopeNode node = region.node(); node != null; node = node.parent()) {
                    add(byNode, node, entry.weight());
                }
            });
            // A limit that was lowered while it ran is kept only after some more writes.
            CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
            long limit = Math.max(cache.maximumPerScope(), cache.settings().maximumPerScope());
            expect(own[0] <= limit, "a scope holds " + own[0] + " entries of a cache, limit " + limit);
        });
        checkNodes(byNode);
        checkQueues(byQueue);
        checkCaches(byCache);
        checkWheels(timed[0]);
    }

    private static <T> void add(Map<T, long[]> sums, T of, long units) {
        long[] sum = sums.computeIfAbsent(of, any -> new long[2]);
        sum[0]++;
        sum[1] += units;
    }

    private void checkNodes(Map<ScopeNode, long[]> byNode) {
        boolean idle = !engine.upkeep().reclaimer().hasWork();
        Subtree.forEachNode(engine.live().root(), node -> {
            long[] sum = byNode.getOrDefault(node, new long[2]);
            if (idle) {
                expect(
                        node.entries(engine.budget()) == sum[0],
                        node.scope() + " counts " + node.entries(engine.budget()) + " entries and has " + sum[0]);
                expect(node.units() == sum[1], node.scope() + " counts " + node.units() + " units and has " + sum[1]);
            }
            if (node.domain() != null) {
                expect(node.units() <= node.domain().limit() || node.units() == sum[1], "over limit: " + node.scope());
            }
        });
        long all = byNode.getOrDefault(engine.live().root(), new long[2])[1];
        if (idle) {
            expect(
                    engine.budget().used() == all,
                    "the budget counts " + engine.budget().used() + " and holds " + all);
        }
        expect(engine.budget().used() >= all, "the budget counts less than it holds");
    }

    private void checkQueues(Map<DomainQueue, long[]> byQueue) {
        byQueue.forEach((queue, sum) -> {
            long[] references = queue.references();
            long live = references[0] - references[1];
            expect(
                    references[1] <= references[0] / 4 + 16 * Math.max(1, references[2]),
                    "a queue of " + references[0] + " references has " + references[1] + " dead ones");
            if (!engine.upkeep().reclaimer().hasWork()) {
                expect(live == sum[0], "a queue has " + live + " live references, the tables " + sum[0]);
                expect(queue.units() == sum[1], "a queue counts " + queue.units() + " units and has " + sum[1]);
            }
        });
    }

    private void checkCaches(Map<CacheCore<?, ?>, long[]> byCache) {
        for (CacheCore<?, ?> cache : engine.cores()) {
            long held = byCache.getOrDefault(cache, new long[2])[0];
            if (!engine.upkeep().reclaimer().hasWork()) {
                expect(cache.entries() == held, cache.name() + " counts " + cache.entries() + " and holds " + held);
            }
        }
    }

    private void checkWheels(long timed) {
        long references = 0;
        for (TimerWheel wheel : engine.upkeep().wheels()) {
            references += wheel.size() - wheel.dead();
            expect(
                    wheel.dead() <= wheel.size() / 4 + 16,
                    "a wheel of " + wheel.size() + " has " + wheel.dead() + " dead");
        }
        if (!engine.upkeep().reclaimer().hasWork()) {
            expect(references == timed, "the wheels hold " + references + " live references, the tables " + timed);
        }
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            violations.add(otherwise);
        }
    }
}
