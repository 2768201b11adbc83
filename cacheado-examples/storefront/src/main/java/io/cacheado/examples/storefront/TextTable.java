package io.cacheado.examples.storefront;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Columns of text: the first one flush left, the others flush right. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... titles) {
        row((Object[]) titles);
    }

    /** Adds a line; whole numbers are written with thousands separators. */
    TextTable row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(
                    cell instanceof Long || cell instanceof Integer
                            ? String.format(Locale.ROOT, "%,d", ((Number) cell).longValue())
                            : cell.toString());
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String pad = " ".repeat(width(column) - row.get(column).length());
                line.append("  ").append(column == 0 ? row.get(column) + pad : pad + row.get(column));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
