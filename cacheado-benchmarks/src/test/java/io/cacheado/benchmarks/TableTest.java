package io.cacheado.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final double NONE = Double.NaN;

    @Test
    void text_lines_standInColumnsInAscii() {
        String text = Table.of(
                        List.of(Line.ratio("hit", "ns cpu", 20, 100, 0.5, 0.3), Line.shown("mix", "ns", 1234, 2468)))
                .text();

        assertThat(text).isEqualToNormalizingNewlines("""
                        row          cacheado   peer  ratio  must  goal    ok
                        -----------  --------  -----  -----  ----  ----  ----
                        hit, ns cpu      20.0    100   0.20  0.50  0.30  goal
                        mix, ns         1,234  2,468   0.50                 -
                        """);
        assertThat(text).matches("\\p{ASCII}*");
    }

    @Test
    void verdict_ratio_followsMustAndGoal() {
        assertThat(verdict(Line.ratio("a", "", 3, 10, 0.5, 0.3))).isEqualTo("goal");
        assertThat(verdict(Line.ratio("a", "", 4, 10, 0.5, 0.3))).isEqualTo("yes");
        assertThat(verdict(Line.ratio("a", "", 6, 10, 0.5, 0.3))).isEqualTo("NO");
        assertThat(verdict(Line.ratio("a", "", 6, 10, 0.5, 0.3).hard())).isEqualTo("NO (exit 1)");
        assertThat(verdict(Line.ratio("a", "", 6, 10, NONE, NONE))).isEqualTo("-");
        assertThat(verdict(Line.ratio("a", "", 6, 10, NONE, 0.5))).isEqualTo("-");
        assertThat(verdict(Line.ratio("a", "", 6, 10, NONE, 0.7))).isEqualTo("goal");
    }

    @Test
    void verdict_figure_isThatOfOurs() {
        assertThat(verdict(Line.figure("a", "B", 48, 200, 56, 40))).isEqualTo("yes");
        assertThat(verdict(Line.figure("a", "B", 57, 200, 56, 40))).isEqualTo("NO");
        assertThat(verdict(Line.figure("a", "B", NONE, 200, 56, 40))).isEqualTo("NO");
    }

    @Test
    void verdict_gap_countsPointsBehind() {
        assertThat(verdict(Line.gap("a", 50, 49, 2, 0.5))).isEqualTo("goal");
        assertThat(verdict(Line.gap("a", 48.5, 50, 2, 0.5))).isEqualTo("yes");
        assertThat(verdict(Line.gap("a", 47.5, 50, 2, 0.5))).isEqualTo("NO");
    }

    @Test
    void hasFailed_report_onlyWhenAHardLineIsNotMet() {
        Report report = new Report(System.out);
        report.add(Line.ratio("a", "", 6, 10, 0.5, 0.3));
        assertThat(report.hasFailed()).isFalse();

        report.add(Line.figure("b", "", 1, 1, 2, 2).hard());
        assertThat(report.hasFailed()).isFalse();

        report.add(Line.figure("b", "", 3, 1, 2, 2).hard());
        assertThat(report.hasFailed()).isTrue();
    }

    @Test
    void number_anySize_keepsThreeDigits() {
        assertThat(Line.number(123456.7)).isEqualTo("123,457");
        assertThat(Line.number(12.34)).isEqualTo("12.3");
        assertThat(Line.number(0.1234)).isEqualTo("0.12");
        assertThat(Line.number(0.01234)).isEqualTo("0.0123");
        assertThat(Line.number(0.0000251)).isEqualTo("2.5e-05");
        assertThat(Line.number(0)).isEqualTo("0");
        assertThat(Line.number(NONE)).isEmpty();
    }

    private static String verdict(Line line) {
        String[] cells = line.cells();
        return cells[cells.length - 1];
    }
}
