package io.cacheado.examples.storefront;

import io.cacheado.Cacheado;
import io.cacheado.examples.storefront.Comparison.Run;
import io.cacheado.stats.CacheStats;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What the quickstart shows: the first sales without and with the cache, then all of them with it, then five scenes. */
final class Tour {
    private static final int COMPARED = 10_000;

    /** What the database and the shop take, in MB; most of it is the database. */
    private static final long HEAP = 600;

    private final Options options;
    private final PrintStream out;
    private final boolean console;
    private final Checks checks;

    Tour(Options options, PrintStream out, boolean console) {
        this.options = options;
        this.out = out;
        this.console = console;
        this.checks = new Checks(out);
    }

    /** Shows everything, and returns whether all figures were right. */
    boolean run() {
        requireHeap();
        long start = System.nanoTime();
        say("A shop with 24 stores, on the Foodmart data set; -Dhelp lists the options.");
        say("Opening the database in this process (about 8 s, 400 MB of heap) ...");
        try (Database database = Database.open(options.delayMillis())) {
            List<Visit> visits = Sales.read(database, options.sales());
            Stores stores = new Stores(visits, database);
            say(
                    "%,d sales in %,d visits to %d stores, ready after %.1f s.",
                    Sales.count(visits), visits.size(), stores.ids().size(), (System.nanoTime() - start) / 1e9);
            say("HSQLDB runs on the same processors as the shop, and does not scale over threads.");
            say(
                    options.delayMillis() == 0
                            ? "No delay is added to its queries."
                            : "A delay of %d ms is added to each of its queries, as -Ddelay asks for.",
                    options.delayMillis());
            Shop shop = new DatabaseShop(database);
            Run without = compare(shop, Sales.first(COMPARED, visits), database);
            replay(shop, visits, stores, database, without);
        }
        say("");
        say(checks.wrong() == 0 ? "All figures are right." : "%d figures are WRONG.", checks.wrong());
        return checks.wrong() == 0;
    }

    private static void requireHeap() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        if (heap < HEAP) {
            throw new BadInput("heap: the shop needs " + HEAP + " MB, and this JVM may use " + heap
                    + " MB; allow more by MAVEN_OPTS=-Xmx1g");
        }
    }

    private Run compare(Shop shop, List<Visit> visits, Database database) {
        title("The first %,d sales without and with the cache, by %d threads", Sales.count(visits), options.threads());
        Run without = send("without the cache", visits, shop, database);
        try (Cacheado cacheado = cacheado()) {
            Run with = send("with the cache", visits, new CachedShop(shop, cacheado).shop(), database);
            Comparison comparison = new Comparison(without, with);
            say("");
            say("%s", comparison.summary());
            say("%s", comparison.byRequest());
            long differences = without.result().differences(with.result());
            checks.that(
                    differences == 0,
                    "the answers to all %,d requests compared: those of %,d visits differ",
                    with.result().requests(),
                    differences);
        }
        return without;
    }

    private void replay(Shop shop, List<Visit> visits, Stores stores, Database database, Run without) {
        title("All %,d sales with the cache, by %d threads", Sales.count(visits), options.threads());
        say(
                "One budget of %,d entries for what belongs to all, to a store, a customer or a visit; %s chooses what leaves.",
                budget(), options.policy());
        try (Cacheado cacheado = cacheado()) {
            CachedShop cached = new CachedShop(shop, cacheado);
            Run run = send("with the cache", visits, cached.shop(), database);
            cacheado.cleanUp();
            Histogram latency = run.result().latencies().all();
            say("");
            say(
                    "%,d requests, %,d per second; %,d database statements; p50 %s us, p99 %s us, p99.9 %s us.",
                    run.result().requests(),
                    run.result().perSecond(),
                    run.statements(),
                    Latencies.micros(latency, 50),
                    Latencies.micros(latency, 99),
                    Latencies.micros(latency, 99.9));
            if (visits.size() > without.visits()) {
                Duration all =
                        without.result().time().multipliedBy(visits.size()).dividedBy(without.visits());
                say("Without the cache it would be about %,d s, going by the first sales.", all.toSeconds());
            }
            say("");
            say("%s", byStore(cacheado, stores));
            say("%s", byCache(cacheado.stats(), cached));
            count(cacheado.stats(), run);
            new Sample(shop, cached.shop()).compare(visits, database, checks);
            scenes(shop, cached, cacheado, stores, database);
        }
    }

    /** The cache's own counts, compared with those of the visitors and of the database. */
    private void count(CacheStats all, Run run) {
        long sales = run.result().latencies().of(Request.BUY).getTotalCount();
        checks.that(
                all.requestCount() + sales == run.result().requests(),
                "%,d hits + %,d misses + %,d sales = %,d requests",
                all.hitCount(),
                all.missCount(),
                sales,
                run.result().requests());
        checks.that(
                all.loadCount() + sales == run.statements(),
                "%,d loads + %,d sales = %,d database statements",
                all.loadCount(),
                sales,
                run.statements());
        checks.that(
                all.insertCount() - all.removalCount() == all.entryCount() && all.entryCount() <= budget(),
                "%,d values stored - %,d removed = %,d entries",
                all.insertCount(),
                all.removalCount(),
                all.entryCount());
    }

    private void scenes(Shop shop, CachedShop cached, Cacheado cacheado, Stores stores, Database database) {
        List<Integer> busiest = stores.busiest();
        int first = busiest.get(0);
        int second = busiest.get(busiest.size() > 1 ? 1 : 0);
        title("Scene 1: the best sellers of store %s are out of date, and everybody asks", stores.name(second));
        new Stampede(database, second).play(shop, cached, checks);
        title("Scene 2: store %s is dropped", stores.name(first));
        new StoreDropped(cacheado, stores).play(cached, first, checks);
        title("Scene 3: store %s gets a limit", stores.name(second));
        new StoreLimited(cacheado, stores).play(cached, second, checks);
        title("Scene 4: the pages of store %s expire, and the database fails for a second", stores.name(first));
        new DatabaseDown(shop, database, stores, first, options.threads()).play(checks);
        title("Scene 5: the queries of store %s hang", stores.name(second));
        new StoreSlow(shop, database, stores, second).play(checks);
    }

    private Run send(String title, List<Visit> visits, Shop shop, Database database) {
        database.clearOrders();
        Progress progress = new Progress(out, console, title, Sales.count(visits));
        return new Run(
                Replay.run(shop, visits, options.threads(), progress), database.statementsByRequest(), visits.size());
    }

    private static StatsTable byStore(Cacheado cacheado, Stores stores) {
        StatsTable table = new StatsTable("store", cacheado.stats());
        for (int store : stores.ids()) {
            table.add(stores.name(store), cacheado.stats(cacheado.scope("store", store)));
        }
        table.add("all, with the products", cacheado.stats());
        return table;
    }

    private static StatsTable byCache(CacheStats all, CachedShop shop) {
        StatsTable table = new StatsTable("cache", all);
        shop.caches().forEach(cache -> table.add(cache.name(), cache.stats()));
        return table;
    }

    private Cacheado cacheado() {
        return CachedShop.cacheado(budget(), options.policy()).build();
    }

    private long budget() {
        return options.budget().orElse(Options.SHOP_BUDGET);
    }

    private void title(String format, Object... arguments) {
        String title = String.format(Locale.ROOT, format, arguments);
        say("%n%s%n%s", title, "-".repeat(title.length()));
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
