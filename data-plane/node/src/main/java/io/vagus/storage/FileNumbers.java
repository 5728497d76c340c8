package io.vagus.storage;

/**
 * Numbers in the names of files, with zeros in front so that names sort as numbers do. By hand: the first use of a {@link
 * java.util.Formatter} takes the JVM many milliseconds, for locales that no name has.
 */
final class FileNumbers {
    private static final int DECIMAL_DIGITS = 12;
    private static final int HEXADECIMAL_DIGITS = 16;

    private FileNumbers() {}

    /** Twelve digits, or as many as the number has. */
    static String decimal(long number) {
        return padded(Long.toString(number), DECIMAL_DIGITS);
    }

    /** Sixteen digits. */
    static String hexadecimal(long number) {
        return padded(Long.toHexString(number), HEXADECIMAL_DIGITS);
    }

    private static String padded(String digits, int width) {
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
