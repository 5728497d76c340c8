package io.vagus.jetstream.consumer;

import org.jspecify.annotations.Nullable;

/** Durations as Go writes and reads them: {@code 1m30s}, {@code 250ms}. */
final class GoDuration {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private GoDuration() {}

    static String text(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 0) {
            return "-" + text(-nanos);
        }
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        if (nanos < MILLI) {
            return decimal(nanos, MICRO) + "µs";
        }
        if (nanos < SECOND) {
            return decimal(nanos, MILLI) + "ms";
        }
        StringBuilder text = new StringBuilder();
        long hours = nanos / HOUR;
        long minutes = nanos % HOUR / MINUTE;
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            text.append(minutes).append('m');
        }
        return text.append(decimal(nanos % MINUTE, SECOND)).append('s').toString();
    }

    private static String decimal(long nanos, long unit) {
        String text = Long.toString(nanos / unit);
        long rest = nanos % unit;
        if (rest == 0) {
            return text;
        }
        String digits = Long.toString(unit + rest).substring(1);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return text + "." + digits.substring(0, end);
    }

    /** Nanoseconds, or null when the text is not a duration. */
    static @Nullable Long parse(String text) {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        boolean negative = text.startsWith("-");
        if (text.substring(at).equals("0")) {
            return 0L;
        }
        double total = 0;
        boolean any = false;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            String number = text.substring(start, at);
            start = at;
            while (at < text.length() && !Character.isDigit(text.charAt(at)) && text.charAt(at) != '.') {
                at++;
            }
            long unit = unit(text.substring(start, at));
            if (unit == 0 || number.isEmpty() || number.equals(".") || number.indexOf('.') != number.lastIndexOf('.')) {
                return null;
            }
            total += Double.parseDouble(number) * unit;
            any = true;
        }
        if (!any || total > Long.MAX_VALUE) {
            return null;
        }
        return negative ? -Math.round(total) : Math.round(total);
    }

    private static long unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> MICRO;
            case "ms" -> MILLI;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            default -> 0;
        };
    }
}
