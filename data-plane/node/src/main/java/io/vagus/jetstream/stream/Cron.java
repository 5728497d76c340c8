package io.vagus.jetstream.stream;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cron pattern of six fields: second, minute, hour, day of month, month, day of week; each a list of values, ranges and
 * steps. Immutable.
 */
final class Cron {
    private static final List<String> MONTHS =
            List.of("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final long STAR = 1L << 63;
    private static final int YEARS_AHEAD = 5;
    private static final int MAX_VALUE_DIGITS = 4;

    private final long seconds;
    private final long minutes;
    private final long hours;
    private final long daysOfMonth;
    private final long months;
    private final long daysOfWeek;

    private Cron(long[] fields) {
        seconds = fields[0];
        minutes = fields[1];
        hours = fields[2];
        daysOfMonth = fields[3];
        months = fields[4];
        daysOfWeek = fields[5];
    }

    /** Null when the pattern is none. */
    static @Nullable Cron parse(String pattern) {
        String[] texts = pattern.strip().split("\\s+");
        if (texts.length != 6) {
            return null;
        }
        int[] least = {0, 0, 0, 1, 1, 0};
        int[] most = {59, 59, 23, 31, 12, 6};
        long[] fields = new long[6];
        for (int i = 0; i < 6; i++) {
            List<String> names = i == 4 ? MONTHS : i == 5 ? DAYS : List.of();
            for (String range : texts[i].split(",")) {
                if (range.isEmpty()) {
                    continue;
                }
                long bits = range(range, least[i], most[i], names);
                if (bits == 0) {
                    return null;
                }
                fields[i] |= bits;
            }
        }
        return new Cron(fields);
    }

    /** The bits of one range; 0 when it is not one. */
    private static long range(String text, int least, int most, List<String> names) {
        String[] parts = text.split("/", -1);
        String[] ends = parts[0].split("-", -1);
        if (parts.length > 2 || ends.length > 2) {
            return 0;
        }
        int from;
        int to;
        long star = 0;
        if (ends[0].equals("*") || ends[0].equals("?")) {
            from = least;
            to = most;
            star = STAR;
        } else {
            from = value(ends[0], names);
            to = ends.length == 1 ? from : value(ends[1], names);
        }
        int step = 1;
        if (parts.length == 2) {
            step = value(parts[1], List.of());
            to = ends.length == 1 ? most : to;
            star = step > 1 ? 0 : star;
        }
        if (from < least || to > most || from > to || step <= 0) {
            return 0;
        }
        long bits = star;
        for (int i = from; i <= to; i += step) {
            bits |= 1L << i;
        }
        return bits;
    }

    private static int value(String text, List<String> names) {
        int named = text.isEmpty() ? -1 : names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named;
        }
        if (text.isEmpty() || text.length() > MAX_VALUE_DIGITS) {
            return -1;
        }
        return (int) MessageTtl.Digits.parse(text);
    }

    /** The first time behind this one that the pattern names; null when there is none within five years. */
    @Nullable
    ZonedDateTime next(ZonedDateTime after) {
        ZonedDateTime at = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        int lastYear = at.getYear() + YEARS_AHEAD;
        while (at.getYear() <= lastYear) {
            if (!has(months, at.getMonthValue())) {
                at = at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
            } else if (!matchesDay(at)) {
                at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!has(hours, at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!has(minutes, at.getMinute())) {
                at = at.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            } else if (!has(seconds, at.getSecond())) {
                at = at.plusSeconds(1);
            } else {
                return at;
            }
        }
        return null;
    }

    private static boolean has(long bits, int value) {
        return (bits & 1L << value) != 0;
    }

    private boolean matchesDay(ZonedDateTime at) {
        boolean ofMonth = has(daysOfMonth, at.getDayOfMonth());
        DayOfWeek day = at.getDayOfWeek();
        boolean ofWeek = has(daysOfWeek, day.getValue() % 7);
        return ((daysOfMonth | daysOfWeek) & STAR) != 0 ? ofMonth && ofWeek : ofMonth || ofWeek;
    }
}
