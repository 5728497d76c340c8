package io.vagus.monitoring;

import java.time.Duration;
import java.time.Instant;

/** Values as nats-server's language prints them: tools parse these texts. */
final class GoText {
    private GoText() {}

    /** RFC 3339 with as many digits of the second as there are. */
    static String time(Instant instant) {
        String text = instant.toString();
        int dot = text.indexOf('.');
        if (dot < 0) {
            return text;
        }
        int end = text.length() - 1;
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, end) + "Z";
    }

    /** A round trip time: below a millisecond in whole microseconds. */
    static String roundTrip(Duration duration) {
        long nanos = duration.toNanos();
        return duration(nanos > 1_000 && nanos < 1_000_000 ? Duration.ofNanos(nanos / 1_000 * 1_000) : duration);
    }

    /** Such as {@code 1.5s}, {@code 372µs}, {@code 1h2m3s}. */
    static String duration(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos < 1_000) {
            return nanos == 0 ? "0s" : nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return decimal(nanos, 3) + "µs";
        }
        if (nanos < 1_000_000_000) {
            return decimal(nanos, 6) + "ms";
        }
        long minutes = duration.toMinutes();
        String seconds = decimal(nanos % 60_000_000_000L, 9) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    /** Whole seconds with days and years, such as {@code 1d2h3m4s}. */
    static String uptime(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long days = seconds / 86_400;
        StringBuilder text = new StringBuilder();
        if (days >= 365) {
            text.append(days / 365).append('y');
        }
        if (days > 0) {
            text.append(days % 365).append('d');
        }
        if (seconds >= 3_600) {
            text.append(seconds / 3_600 % 24).append('h');
        }
        if (seconds >= 60) {
            text.append(seconds / 60 % 60).append('m');
        }
        return text.append(seconds % 60).append('s').toString();
    }

    private static String decimal(long nanos, int scale) {
        // By hand: the first use of BigDecimal costs a starting node more than all else on its way.
        String digits = "0".repeat(scale + 1) + nanos;
        int point = digits.length() - scale;
        int end = digits.length();
        while (end > point && digits.charAt(end - 1) == '0') {
            end--;
        }
        long whole = Long.parseLong(digits.substring(0, point));
        return end == point ? Long.toString(whole) : whole + "." + digits.substring(point, end);
    }
}
