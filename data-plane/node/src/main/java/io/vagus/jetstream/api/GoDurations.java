package io.vagus.jetstream.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes and reads them: {@code 1h2m0.5s}. */
public final class GoDurations {
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> UNITS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    private static final int LONGEST = 64;

    private GoDurations() {}

    /** The nanoseconds; empty when the text is not a duration. */
    public static OptionalLong parse(String text) {
        if (text.equals("0") || text.equals("+0") || text.equals("-0")) {
            return OptionalLong.of(0);
        }
        if (text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        Matcher matcher = PART.matcher(rest);
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (matcher.lookingAt()) {
            String number = matcher.group(1);
            sum = sum.add(new BigDecimal(number.endsWith(".") ? number + "0" : number)
                    .multiply(BigDecimal.valueOf(UNITS.getOrDefault(matcher.group(2), 0L))));
            at = matcher.end();
            matcher.region(at, rest.length());
        }
        if (at == 0 || at != rest.length()) {
            return OptionalLong.empty();
        }
        BigDecimal whole = sum.setScale(0, RoundingMode.DOWN);
        if (whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(negative ? -whole.longValueExact() : whole.longValueExact());
    }

    /** The text of a duration. */
    public static String text(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long rest = Math.abs(nanos);
        if (rest < 1_000) {
            return sign + rest + "ns";
        }
        if (rest < 1_000_000) {
            return sign + decimal(rest, 3) + "µs";
        }
        if (rest < 1_000_000_000) {
            return sign + decimal(rest, 6) + "ms";
        }
        long minutes = rest / 60_000_000_000L;
        String seconds = decimal(rest % 60_000_000_000L, 9) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        return minutes < 60 ? sign + minutes + "m" + seconds : sign + minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, int decimals) {
        BigDecimal shown = BigDecimal.valueOf(value, decimals).stripTrailingZeros();
        return (shown.scale() < 0 ? shown.setScale(0) : shown).toPlainString();
    }
}
