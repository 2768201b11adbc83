package io.cacheado.scope;

import java.util.UUID;

/** The hash and equality of a number's decimal text and of a UUID's canonical text, digit by digit, without the text. */
final class IdDigits {

    private static final String HEX = "0123456789abcdef";

    private IdDigits() {}

    /** Equal to {@code Long.toString(number).hashCode()}; goes from the last digit to the first. */
    static int hash(long number) {
        int hash = 0;
        int power = 1;
        long rest = number;
        do {
            hash += power * lastDigit(rest);
            power *= 31;
            rest /= 10;
        } while (rest != 0);
        return number < 0 ? hash + power * '-' : hash;
    }

    static boolean equal(String text, long number) {
        int i = text.length();
        long rest = number;
        do {
            if (--i < 0 || text.charAt(i) != lastDigit(rest)) {
                return false;
            }
            rest /= 10;
        } while (rest != 0);
        return number < 0 ? i == 1 && text.charAt(0) == '-' : i == 0;
    }

    /** The remainder is made positive, not the number: Long.MIN_VALUE has no positive. */
    private static char lastDigit(long number) {
        return (char) ('0' + Math.abs((int) (number % 10)));
    }

    /** Equal to {@code id.toString().hashCode()}. */
    static int hash(UUID id) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        int hash = hashHex(0, high, 60, 32);
        hash = hashHex(31 * hash + '-', high, 28, 16);
        hash = hashHex(31 * hash + '-', high, 12, 0);
        hash = hashHex(31 * hash + '-', low, 60, 48);
        return hashHex(31 * hash + '-', low, 44, 0);
    }

    private static int hashHex(int before, long bits, int from, int to) {
        int hash = before;
        for (int shift = from; shift >= to; shift -= 4) {
            hash = 31 * hash + hexDigit(bits, shift);
        }
        return hash;
    }

    static boolean equal(String text, UUID id) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        return text.length() == 36
                && text.charAt(8) == '-'
                && text.charAt(13) == '-'
                && text.charAt(18) == '-'
                && text.charAt(23) == '-'
                && equalHex(text, 0, high, 60, 32)
                && equalHex(text, 9, high, 28, 16)
                && equalHex(text, 14, high, 12, 0)
                && equalHex(text, 19, low, 60, 48)
                && equalHex(text, 24, low, 44, 0);
    }

    private static boolean equalHex(String text, int at, long bits, int from, int to) {
        int i = at;
        for (int shift = from; shift >= to; shift -= 4) {
            if (text.charAt(i++) != hexDigit(bits, shift)) {
                return false;
            }
        }
        return true;
    }

    private static char hexDigit(long bits, int shift) {
        return HEX.charAt((int) (bits >>> shift) & 15);
    }
}
