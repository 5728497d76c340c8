package io.vagus.controlplane.metrics;

import io.vagus.controlplane.platform.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A stretch of time and its steps. */
public record Span(Instant from, Instant to, int stepSeconds) {

    static final int SECONDS = 10;
    static final int MINUTES = 60;
    static final int HOURS = 3600;

    /** More points than that are not answered at once. */
    static final int MAX_POINTS = 3_000;

    private static final Duration FINE = Duration.ofHours(1);
    private static final Duration MIDDLE = Duration.ofHours(24);

    /** Reads the parameters of a request; without them the last hour, in the finest steps that are kept for so long. */
    public static Span of(Instant now, @Nullable String from, @Nullable String to, @Nullable Integer step) {
        Instant end = to == null ? now : moment("to", to);
        Instant start = from == null ? end.minus(FINE) : moment("from", from);
        if (!start.isBefore(end)) {
            throw ProblemException.invalid("from", "must be before to");
        }
        Duration ago = Duration.between(start, now);
        int seconds =
                step != null ? step : ago.compareTo(FINE) <= 0 ? SECONDS : ago.compareTo(MIDDLE) <= 0 ? MINUTES : HOURS;
        if (seconds != SECONDS && seconds != MINUTES && seconds != HOURS) {
            throw ProblemException.invalid("step", "must be 10, 60 or 3600");
        }
        if (Duration.between(start, end).toSeconds() / seconds > MAX_POINTS) {
            throw ProblemException.invalid("step", "is too short for so long a time");
        }
        return new Span(start, end, seconds);
    }

    /** The last while in the finest steps. */
    static Span recent(Instant now, Duration time) {
        return new Span(now.minus(time), now.plusSeconds(1), SECONDS);
    }

    private static Instant moment(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(field, "must be a time as RFC 3339 has it, in UTC");
        }
    }
}
