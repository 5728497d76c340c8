package io.vagus.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Durations as Go writes them: one or more decimal numbers with a unit each ({@code 1h30m}, {@code 1.5s}, {@code 300ms}),
 * with an optional sign; {@code 0} alone needs no unit. Digits below a nanosecond are dropped.
 */
public final class GoDuration {
    private final String text;
    private int at;

    private GoDuration(String text) {
        this.text = text;
    }

    /** The duration, null when the text is none or does not fit 64 bits of nanoseconds. */
    static @Nullable Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
        if (unsigned.equals("0")) {
            return Duration.ZERO;
        }
        try {
            long nanos = new GoDuration(unsigned).nanos();
            return nanos < 0 ? null : Duration.ofNanos(negative ? -nanos : nanos);
        } catch (ArithmeticException tooLong) {
            return null;
        }
    }

    /** Why a text is no duration, in the words of Go's time package. */
    static String problem(String text) {
        String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        GoDuration rest = new GoDuration(unsigned);
        while (rest.at < unsigned.length()) {
            int start = rest.at;
            rest.skipDigits();
            boolean hasPoint = rest.at < unsigned.length() && unsigned.charAt(rest.at) == '.';
            if (hasPoint) {
                rest.at++;
                rest.skipDigits();
            }
            if (rest.at - start == (hasPoint ? 1 : 0)) {
                break;
            }
            int unitStart = rest.at;
            if (rest.unitNanos() == 0) {
                String unit = unsigned.substring(unitStart, rest.at);
                return unit.isEmpty()
                        ? "time: missing unit in duration " + GoQuote.of(text)
                        : "time: unknown unit " + GoQuote.of(unit) + " in duration " + GoQuote.of(text);
            }
        }
        return "time: invalid duration " + GoQuote.of(text);
    }

    /** As Go prints a duration: {@code 1m30s}, {@code 1.5s}, {@code 300ms}. */
    public static String print(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long left = Math.abs(nanos);
        if (left < 1_000L) {
            return sign + left + "ns";
        }
        if (left < 1_000_000L) {
            return sign + decimal(left, 1_000L) + "µs";
        }
        if (left < 1_000_000_000L) {
            return sign + decimal(left, 1_000_000L) + "ms";
        }
        long minutes = left / 60_000_000_000L;
        StringBuilder text = new StringBuilder(sign);
        if (minutes >= 60) {
            text.append(minutes / 60).append('h');
        }
        if (minutes > 0) {
            text.append(minutes % 60).append('m');
        }
        return text.append(decimal(left % 60_000_000_000L, 1_000_000_000L))
                .append('s')
                .toString();
    }

    private static String decimal(long value, long unit) {
        return java.math.BigDecimal.valueOf(value)
                .divide(java.math.BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The sum of the parts; negative when there is none, or one that is malformed. */
    private long nanos() {
        long sum = 0;
        do {
            int start = at;
            long whole = digits();
            long fraction = 0;
            long fractionScale = 1;
            if (at < text.length() && text.charAt(at) == '.') {
                at++;
                while (at < text.length() && isDigit(text.charAt(at))) {
                    if (fractionScale < 1_000_000_000_000_000L) {
                        fraction = fraction * 10 + (text.charAt(at) - '0');
                        fractionScale *= 10;
                    }
                    at++;
                }
            }
            boolean hasDigit = at - start > 1 || at > start && text.charAt(start) != '.';
            long unit = unitNanos();
            if (!hasDigit || unit == 0) {
                return -1;
            }
            long fractionNanos = (long) ((double) fraction * ((double) unit / (double) fractionScale));
            sum = Math.addExact(sum, Math.addExact(Math.multiplyExact(whole, unit), fractionNanos));
        } while (at < text.length());
        return sum;
    }

    private void skipDigits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private long digits() {
        long value = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            value = Math.addExact(Math.multiplyExact(value, 10L), text.charAt(at) - '0');
            at++;
        }
        return value;
    }

    /** Goes past a unit; 0 when there is none. */
    private long unitNanos() {
        int start = at;
        while (at < text.length() && !isDigit(text.charAt(at)) && text.charAt(at) != '.') {
            at++;
        }
        return switch (text.substring(start, at)) {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0;
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
