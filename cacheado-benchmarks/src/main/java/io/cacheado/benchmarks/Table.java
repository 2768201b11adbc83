package io.cacheado.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Lines of text in columns, in ASCII: the first column flush left, the others flush right. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    public Table(String... titles) {
        rows.add(titles.clone());
    }

    /** The table of the program's end. */
    static Table of(List<Line> lines) {
        Table table = new Table("row", "cacheado", "peer", "ratio", "must", "goal", "ok");
        lines.forEach(line -> table.add(line.cells()));
        return table;
    }

    /** Adds a row; cells that are missing stay empty. */
    public void add(String... cells) {
        rows.add(cells.clone());
    }

    /** The text, with a rule under the titles. */
    public String text() {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            append(text, rows.get(r), widths);
            if (r == 0) {
                String[] rule = new String[columns];
                for (int i = 0; i < columns; i++) {
                    rule[i] = "-".repeat(widths[i]);
                }
                append(text, rule, widths);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String gap = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? row[i] + gap : "  " + gap + row[i]);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
