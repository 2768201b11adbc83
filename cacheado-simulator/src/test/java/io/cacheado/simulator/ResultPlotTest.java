package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ResultPlotTest {
    private static Document plot(Trace trace, Long... budgets) throws Exception {
        Course course = Traces.course(trace);
        List<List<Outcome>> outcomes = new ArrayList<>();
        for (String policy : new String[] {"lru", "belady"}) {
            List<Outcome> row = new ArrayList<>();
            for (long budget : budgets) {
                row.add(new Outcome(policy, budget, Traces.play(policy, course, budget), 1));
            }
            outcomes.add(row);
        }
        Results results = new Results(
                course, Tally.reads(trace), List.of("lru", "belady"), List.of(budgets), outcomes, List.of());
        String svg = new ResultPlot(results).svg();
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void svg_ofTenants_hasAPanelForEachAndALegend() throws Exception {
        Document svg = plot(Traces.random(1, 500, 3, 50), 5L, 20L, 60L);
        // Two curves in four panels, and two in the legend.
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(10);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("random", "t0", "t1", "t2", "budget in entries", "hit rate in %", "lru", "belady");
    }

    @Test
    void svg_ofNamesThatAreNoXml_isXmlAllTheSame() throws Exception {
        TraceBuilder trace = new TraceBuilder();
        for (String name : new String[] {"<a&b>", "\"", "\u0001\uFFFE", "x".repeat(300)}) {
            trace.add(trace.tenant(List.of(name)), 1, 1, Trace.READ);
        }
        assertThat(plot(trace.build("n<>"), 1L).getDocumentElement().getTextContent())
                .contains("<a&b>", "??", "n<>", "x...");
    }

    @Test
    void svg_ofManyTenants_drawsTheBusiestOnly() throws Exception {
        Document svg = plot(Traces.random(1, 2_000, 30, 5), 1L, 100L);
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2 * 9 + 2);
    }

    @Test
    void ticks_areRoundAndWithinTheAxis() {
        assertThat(new Axis(0, 38.8, 0, 100, false).ticks()).containsExactly(0.0, 10.0, 20.0, 30.0);
        assertThat(new Axis(0, 100, 0, 100, false).ticks()).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
        assertThat(new Axis(0, 1, 0, 100, false).ticks()).hasSize(6);
        assertThat(new Axis(15, 900, 0, 100, true).ticks()).containsExactly(20.0, 50.0, 100.0, 200.0, 500.0);
        assertThat(new Axis(15, 9000, 0, 100, true).ticks()).containsExactly(30.0, 100.0, 300.0, 1000.0, 3000.0);
        assertThat(new Axis(0.5, 1e6, 0, 100, true).ticks()).hasSize(7);
        assertThat(new Axis(10, 1000, 0, 100, true).at(100)).isEqualTo(50, within(1e-9));
    }

    @Test
    void ink_ofManyPolicies_isDifferentForEach() {
        List<Ink> inks = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            inks.add(Ink.of(i, "p" + i));
        }
        assertThat(inks).doesNotHaveDuplicates();
    }
}
