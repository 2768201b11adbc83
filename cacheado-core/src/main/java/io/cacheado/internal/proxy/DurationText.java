package io.cacheado.internal.proxy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in annotations: {@code 10m} and the like, or ISO-8601. */
final class DurationText {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private DurationText() {}

    /** @param argument names the text in messages */
    static Duration parse(String argument, String text) {
        Matcher units = SHORT.matcher(text);
        try {
            return units.matches()
                    ? Duration.of(Long.parseLong(units.group(1)), UNITS.get(units.group(2)))
                    : Duration.parse(text);
        } catch (ArithmeticException | DateTimeParseException e) {
            throw new IllegalArgumentException(
                    argument + ": \"" + text
                            + "\" (allowed: such as 250ms, 30s, 10m, 1h, 1d, or ISO-8601 such as PT10M)",
                    e);
        }
    }
}
