package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.GoDurations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** When a schedule message fires (ADR-51): {@code @at}, {@code @every}, or cron with a time zone. Pure. */
final class Schedule {
    private static final long SECOND = 1_000_000_000L;

    private Schedule() {}

    /**
     * What the headers say.
     *
     * @param timeNanos when it fires next; meaningless for none
     * @param repeats whether it fires again after that
     * @param error why they are no schedule; null when they are one, or say nothing
     */
    record Reading(
            long timeNanos, boolean repeats, @Nullable ApiError error, boolean isNone) {
        private static Reading none() {
            return new Reading(0, false, null, true);
        }

        private static Reading invalid(ErrorCode code) {
            return new Reading(0, false, code.error(), false);
        }

        private static Reading at(long timeNanos, boolean repeats) {
            return new Reading(timeNanos, repeats, null, false);
        }
    }

    /**
     * Reads the headers.
     *
     * @param from the time from which a repeating schedule counts
     * @param now times before are passed over, but for a one-shot
     */
    static Reading read(byte @Nullable [] headers, long from, long now) {
        String zoneText = HeaderBlock.value(headers, HeaderNames.SCHEDULE_TIME_ZONE);
        ZoneId zone = null;
        if (zoneText != null) {
            try {
                zone = ZoneId.of(zoneText);
            } catch (DateTimeException unknown) {
                return Reading.invalid(ErrorCode.MESSAGE_SCHEDULES_TIME_ZONE_INVALID);
            }
        }
        String pattern = HeaderBlock.text(headers, HeaderNames.SCHEDULE);
        return pattern.isEmpty() ? Reading.none() : read(pattern, zone, from, now);
    }

    private static Reading read(String pattern, @Nullable ZoneId zone, long from, long now) {
        boolean simple = pattern.startsWith("@at ") || pattern.startsWith("@every ");
        if (simple && zone != null) {
            return Reading.invalid(ErrorCode.MESSAGE_SCHEDULES_PATTERN_INVALID);
        }
        if (pattern.startsWith("@at ")) {
            try {
                return Reading.at(
                        nanos(OffsetDateTime.parse(pattern.substring(4)).toInstant()), false);
            } catch (DateTimeException | ArithmeticException malformed) {
                return Reading.invalid(ErrorCode.MESSAGE_SCHEDULES_PATTERN_INVALID);
            }
        }
        if (pattern.startsWith("@every ")) {
            OptionalLong period = GoDurations.parse(pattern.substring(7));
            if (period.isEmpty() || period.getAsLong() < SECOND) {
                return Reading.invalid(ErrorCode.MESSAGE_SCHEDULES_PATTERN_INVALID);
            }
            long next = rounded(from) + period.getAsLong();
            return Reading.at(next < now ? rounded(now) + period.getAsLong() : next, true);
        }
        Cron cron = Cron.parse(expanded(pattern));
        Long next = cron == null ? null : next(cron, zone, from);
        if (cron != null && next != null && next < now) {
            next = next(cron, zone, rounded(now));
        }
        return next == null ? Reading.invalid(ErrorCode.MESSAGE_SCHEDULES_PATTERN_INVALID) : Reading.at(next, true);
    }

    private static String expanded(String pattern) {
        return switch (pattern) {
            case "@yearly", "@annually" -> "0 0 0 1 1 *";
            case "@monthly" -> "0 0 0 1 * *";
            case "@weekly" -> "0 0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 0 * * *";
            case "@hourly" -> "0 0 * * * *";
            default -> pattern;
        };
    }

    private static @Nullable Long next(Cron cron, @Nullable ZoneId zone, long from) {
        ZonedDateTime start = Instant.ofEpochSecond(0, from).atZone(zone == null ? ZoneOffset.UTC : zone);
        ZonedDateTime next = cron.next(start);
        return next == null ? null : nanos(next.toInstant());
    }

    private static long rounded(long nanos) {
        return (nanos + SECOND / 2) / SECOND * SECOND;
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano());
    }
}
