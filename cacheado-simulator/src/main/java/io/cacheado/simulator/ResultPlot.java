package io.cacheado.simulator;

import java.util.List;
import java.util.Locale;

/** The results as a picture: a panel for all together and for each of the busiest tenants, hit rate over budget. */
final class ResultPlot {
    private static final int PANELS = 9;
    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 480;
    private static final int PANEL_HEIGHT = 340;
    private static final int LEGEND_WIDTH = 190;
    private static final int LEFT = 62;
    private static final int RIGHT = 20;
    private static final int TOP = 54;
    private static final int BOTTOM = 56;
    private static final int LONGEST_TITLE = 52;
    private static final String GRID = "#dddddd";
    private static final String FRAME = "#666666";

    private final Results results;

    ResultPlot(Results results) {
        this.results = results;
    }

    String svg() {
        List<Integer> tenants = results.tenants();
        int panels = Math.min(PANELS, tenants.size());
        int columns = Math.min(COLUMNS, panels);
        int rows = (panels + columns - 1) / columns;
        int legendHeight = TOP + 22 * results.policies().size() + 20;
        Svg svg = new Svg(columns * PANEL_WIDTH + LEGEND_WIDTH, Math.max(legendHeight, rows * PANEL_HEIGHT));
        for (int i = 0; i < panels; i++) {
            panel(svg, tenants.get(i), i % columns * PANEL_WIDTH, i / columns * PANEL_HEIGHT);
        }
        legend(svg, columns * PANEL_WIDTH);
        return svg.end();
    }

    private void panel(Svg svg, int tenant, int left, int top) {
        Axis x = budgets(left + LEFT, left + PANEL_WIDTH - RIGHT);
        Axis y = rates(tenant, top + PANEL_HEIGHT - BOTTOM, top + TOP);
        svg.title(left + LEFT, top + TOP - 16, title(tenant));
        for (double tick : y.ticks()) {
            svg.line(x.from(), y.at(tick), x.to(), y.at(tick), GRID);
            svg.text(x.from() - 6, y.at(tick) + 4, "end", ResultText.percent(tick));
        }
        for (double tick : x.ticks()) {
            svg.line(x.at(tick), y.from(), x.at(tick), y.to(), GRID);
            svg.text(x.at(tick), y.from() + 16, "middle", units(tick));
        }
        svg.line(x.from(), y.from(), x.to(), y.from(), FRAME);
        svg.line(x.from(), y.from(), x.from(), y.to(), FRAME);
        svg.text(
                (x.from() + x.to()) / 2,
                y.from() + 36,
                "middle",
                results.course().weighted() ? "budget in units of weight" : "budget in entries");
        svg.upright(left + 16, (y.from() + y.to()) / 2, "hit rate in %");
        // From the last on, so that the first, the default, lies on top.
        for (int i = results.policies().size() - 1; i >= 0; i--) {
            List<Outcome> outcomes = results.outcomes().get(i);
            double[] xs =
                    outcomes.stream().mapToDouble(each -> x.at(each.budget())).toArray();
            double[] ys = outcomes.stream()
                    .mapToDouble(each -> y.at(100 * each.rate(results.reads(), tenant)))
                    .toArray();
            svg.curve(xs, ys, Ink.of(i, results.policies().get(i)));
        }
    }

    private void legend(Svg svg, int left) {
        for (int i = 0; i < results.policies().size(); i++) {
            String policy = results.policies().get(i);
            double y = TOP + 22 * i;
            svg.curve(new double[] {left + 6, left + 34}, new double[] {y, y}, Ink.of(i, policy));
            svg.text(left + 44, y + 4, "start", policy);
        }
    }

    private Axis budgets(double from, double to) {
        List<Long> budgets = results.budgets();
        double least = budgets.get(0);
        double most = budgets.get(budgets.size() - 1);
        // A single budget stands in the middle; points do not stand on the frame.
        double margin = least == most ? 2 : Math.pow(most / least, 0.04);
        return new Axis(least / margin, most * margin, from, to, true);
    }

    private Axis rates(int tenant, double from, double to) {
        double most = results.outcomes().stream()
                .flatMap(List::stream)
                .mapToDouble(each -> 100 * each.rate(results.reads(), tenant))
                .max()
                .orElse(0);
        return new Axis(0, Math.min(100, Math.max(1, most * 1.08)), from, to, false);
    }

    private String title(int tenant) {
        String name = tenant == Results.ALL ? results.course().trace().name() : results.name(tenant);
        return name.length() <= LONGEST_TITLE ? name : name.substring(0, LONGEST_TITLE - 3) + "...";
    }

    private static String units(double budget) {
        return budget < 1e6
                ? String.format(Locale.ROOT, budget < 1 ? "%.1f" : "%,.0f", budget)
                : String.format(Locale.ROOT, "%.0e", budget);
    }
}
