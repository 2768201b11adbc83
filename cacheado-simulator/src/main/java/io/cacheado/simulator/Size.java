package io.cacheado.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount as people write it: a number of units, or a share of a whole.
 *
 * @param text as it was written
 * @param number units, or percent
 * @param isShare whether {@code number} is in percent
 */
record Size(String text, BigDecimal number, boolean isShare) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * Reads {@code 1000} or {@code 0.1%}.
     *
     * @param name what the amount is for, as an error names it
     */
    static Size parse(String name, String text) {
        boolean share = text.endsWith("%");
        String digits = share ? text.substring(0, text.length() - 1) : text;
        if (digits.matches(share ? "\\d{1,3}(\\.\\d{1,9})?" : "\\d{1,18}")) {
            BigDecimal number = new BigDecimal(digits);
            if (number.signum() > 0 && (!share || number.compareTo(HUNDRED) <= 0)) {
                return new Size(text, number, share);
            }
        }
        throw BadInput.of(name, text, "a whole number from 1 on, or a share up to 100%");
    }

    /** The units that it means; at least 1. */
    long of(long whole) {
        if (!isShare) {
            return number.longValueExact();
        }
        BigDecimal units = number.multiply(BigDecimal.valueOf(whole)).divide(HUNDRED, 0, RoundingMode.HALF_UP);
        return Math.max(1, units.longValueExact());
    }
}
