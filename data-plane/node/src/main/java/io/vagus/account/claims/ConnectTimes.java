package io.vagus.account.claims;

import io.vagus.identity.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The daily windows in which a user may be connected. Source: nats-server server/auth.go. */
public final class ConnectTimes {
    private ConnectTimes() {}

    /** Until when somebody may stay who comes now; null when none of the windows is open. */
    public static @Nullable Instant openUntil(List<TimeRange> windows, String zone, Instant now) {
        ZonedDateTime local = now.atZone(zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone));
        Instant latest = null;
        for (TimeRange window : windows) {
            Instant end = openUntil(LocalTime.parse(window.start()), LocalTime.parse(window.end()), local);
            if (end != null && (latest == null || end.isAfter(latest))) {
                latest = end;
            }
        }
        return latest;
    }

    private static @Nullable Instant openUntil(LocalTime start, LocalTime end, ZonedDateTime now) {
        ZonedDateTime opens = now.with(start);
        ZonedDateTime closes = now.with(end);
        if (!end.isBefore(start)) {
            return !now.isBefore(opens) && now.isBefore(closes) ? closes.toInstant() : null;
        }
        // Over midnight.
        if (now.isBefore(closes)) {
            return closes.toInstant();
        }
        return now.isBefore(opens) ? null : closes.plus(Duration.ofDays(1)).toInstant();
    }
}
