package io.cacheado.simulator;

import java.util.Locale;

/** The text of an SVG picture. Numbers are in pixels, and written with one digit behind the point. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">",
                width, height, width, height);
        append("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        append("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, colour);
    }

    /** @param anchor {@code start}, {@code middle} or {@code end}: which part of the text stands at x */
    void text(double x, double y, String anchor, String content) {
        append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(content));
    }

    /** A text that reads from below to above. */
    void upright(double x, double y, String content) {
        append(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 %.1f %.1f)\">%s</text>",
                x, y, x, y, escaped(content));
    }

    void title(double x, double y, String content) {
        append("<text x=\"%.1f\" y=\"%.1f\" font-weight=\"bold\">%s</text>", x, y, escaped(content));
    }

    /** A line through points, where a mark stands at each. */
    void curve(double[] xs, double[] ys, Ink ink) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            points.append(String.format(Locale.ROOT, i == 0 ? "%.1f,%.1f" : " %.1f,%.1f", xs[i], ys[i]));
        }
        append(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                points, ink.colour(), ink.dashes().isEmpty() ? "" : " stroke-dasharray=\"" + ink.dashes() + '"');
        for (int i = 0; i < xs.length; i++) {
            append("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", xs[i], ys[i], ink.colour());
        }
    }

    /** The whole picture; nothing can be added after it. */
    String end() {
        return text.append("</svg>\n").toString();
    }

    private void append(String form, Object... values) {
        text.append(String.format(Locale.ROOT, form, values)).append('\n');
    }

    private static String escaped(String content) {
        StringBuilder safe = new StringBuilder();
        content.codePoints().forEach(each -> {
            switch (each) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                // XML has no way to write control characters and lone surrogates.
                default ->
                    safe.appendCodePoint(
                            each < ' ' || each >= 0xD800 && each < 0xE000 || each >= 0xFFFE && each <= 0xFFFF
                                    ? '?'
                                    : each);
            }
        });
        return safe.toString();
    }
}
