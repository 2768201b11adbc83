package io.cacheado.examples.storefront;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.examples.storefront.Trace.Tenant;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** A trace in place of the shop: who would hit how often, under a policy and a budget. By one thread, line by line. */
final class TraceReplay {
    private static final int SHOWN = 24;
    private static final int STEP = 1_000;

    private final Trace trace;
    private final ScopeTree tree;
    private final List<Scope> scopes = new ArrayList<>();

    private TraceReplay(Path file) {
        this.trace = Trace.read(file);
        this.tree = tree(trace.tenants().stream()
                .mapToInt(tenant -> tenant.ids().size())
                .max()
                .orElse(1));
        for (Tenant tenant : trace.tenants()) {
            try {
                scopes.add(
                        tree.scope("level " + tenant.ids().size(), tenant.ids().toArray()));
            } catch (IllegalArgumentException e) {
                throw new BadInput("-Dtrace=" + file + ": line " + tenant.line() + ": tenant: " + e.getMessage());
            }
        }
    }

    /** Reads and replays the trace. */
    static void run(Path file, Options options, PrintStream out, boolean console) {
        out.println("Reading " + file + " ...");
        new TraceReplay(file).run(options, out, console);
    }

    private void run(Options options, PrintStream out, boolean console) {
        long unique = uniqueKeys();
        long budget = options.budget().orElse(Math.max(1, unique / 10));
        out.printf(
                Locale.ROOT,
                "%,d requests of %,d tenants for %,d keys; a budget of %,d entries (%.1f %% of the keys), %s%n%n",
                trace.size(),
                scopes.size(),
                unique,
                budget,
                100.0 * budget / unique,
                options.policy());
        try (Cacheado cacheado = Cacheado.builder()
                .scopes(tree)
                .maximumSize(budget)
                .eviction(options.policy())
                .recordStats()
                .build()) {
            Cache<Long, Long> cache =
                    cacheado.cache("trace", Long.class, Long.class).build();
            Histogram latency = new Histogram(3);
            long start = System.nanoTime();
            replay(cache, latency, new Progress(out, console, "the trace", trace.size()));
            double seconds = (System.nanoTime() - start) / 1e9;
            cacheado.cleanUp();
            out.printf(
                    Locale.ROOT,
                    "%nhit rate %s; %,.0f requests per second by one thread; p50 %s, p99 %s, p99.9 %s microseconds%n%n",
                    StatsTable.percent(cacheado.stats().hitRate()),
                    trace.size() / seconds,
                    Latencies.micros(latency, 50),
                    Latencies.micros(latency, 99),
                    Latencies.micros(latency, 99.9));
            out.print(table(cacheado));
        }
    }

    private void replay(Cache<Long, Long> cache, Histogram latency, Progress progress) {
        List<ScopedCache<Long, Long>> tenants = scopes.stream().map(cache::in).toList();
        for (int i = 0; i < trace.size(); i++) {
            ScopedCache<Long, Long> tenant = tenants.get(trace.tenant(i));
            Long key = trace.key(i);
            long start = System.nanoTime();
            switch (trace.op(i)) {
                case 'w' -> tenant.put(key, key);
                case 'd' -> tenant.invalidate(key);
                default -> tenant.get(key, missing -> missing);
            }
            latency.recordValue(System.nanoTime() - start);
            if ((i + 1) % STEP == 0) {
                progress.advance(STEP);
            }
        }
        progress.advance(trace.size() % STEP);
    }

    private StatsTable table(Cacheado cacheado) {
        StatsTable table = new StatsTable("tenant", cacheado.stats());
        List<Tenant> tenants = trace.tenants();
        List<Integer> busiest = new ArrayList<>();
        for (int i = 0; i < tenants.size(); i++) {
            busiest.add(i);
        }
        long[] requests = new long[tenants.size()];
        for (int i = 0; i < trace.size(); i++) {
            requests[trace.tenant(i)]++;
        }
        busiest.sort(Comparator.comparing(tenant -> -requests[tenant]));
        for (int tenant : busiest.subList(0, Math.min(SHOWN, busiest.size()))) {
            table.add(tenants.get(tenant).path(), cacheado.stats(scopes.get(tenant)));
        }
        if (busiest.size() > SHOWN) {
            table.note((busiest.size() - SHOWN) + " more tenants");
        }
        table.add("all", cacheado.stats());
        return table;
    }

    private long uniqueKeys() {
        List<Set<Long>> keys = new ArrayList<>();
        scopes.forEach(scope -> keys.add(new HashSet<>()));
        for (int i = 0; i < trace.size(); i++) {
            keys.get(trace.tenant(i)).add(trace.key(i));
        }
        return keys.stream().mapToLong(Set::size).sum();
    }

    private static ScopeTree tree(int depth) {
        ScopeLevel[] below = {};
        for (int level = depth; level > 0; level--) {
            below = new ScopeLevel[] {ScopeLevel.level("level " + level, "id " + level, below)};
        }
        return ScopeTree.of(below);
    }
}
