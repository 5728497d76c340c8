package io.vagus.controlplane.platform;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A time in a query, as RFC 3339 writes it. Anything else ends the request with 400. */
public record Moment(Instant at) {

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public static Moment fromString(String text) {
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
                throw bad();
            }
            return new Moment(at);
        } catch (DateTimeException e) {
            throw bad();
        }
    }

    private static ProblemException bad() {
        return ProblemException.invalid("time", "must be a time such as 2026-01-31T12:00:00Z");
    }
}
