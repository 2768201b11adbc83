package io.cacheado.benchmarks;

import io.cacheado.benchmarks.memory.FootprintRow;
import io.cacheado.benchmarks.speed.HitRow;
import io.cacheado.benchmarks.speed.PutRow;
import java.util.List;

/** The rows that show soonest that something went badly wrong, small and short. */
final class SmokeRow implements Row {
    private static final List<Row> PARTS = List.of(new HitRow(), new PutRow(), new FootprintRow());

    @Override
    public String name() {
        return "smoke";
    }

    @Override
    public String about() {
        return "hit, put and footprint, small and in less than a minute; figures are rough";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        Settings quick = settings.quickly();
        for (Row part : PARTS) {
            part.run(quick, report);
        }
    }
}
