package io.vagus.controlplane.permissions;

import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.identity.Cidr;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a user may use, and from where, how and when it may come. A number of -1 or none means no limit of
 * its own, an absent or empty list no condition.
 */
public record UserLimits(
        @Min(-1) @Nullable Long subscriptions,
        @Min(-1) @Nullable Long payloadBytes,
        @Size(max = MAX_ENTRIES) @Nullable List<@NotNull @Size(max = 64) String> sourceNetworks,
        @Size(max = MAX_ENTRIES) @Nullable List<@NotNull ConnectionType> connectionTypes,
        @Size(max = MAX_ENTRIES) @Nullable List<@NotNull @Valid TimeWindow> times,
        @Size(max = 64) @Nullable String timeZone) {

    /** How many entries each list may have. */
    public static final int MAX_ENTRIES = 50;

    /** No limit and no condition. */
    public static final UserLimits NONE = new UserLimits(null, null, null, null, null, null);

    /** Refuses what a node could not make sense of. */
    public UserLimits requireMeaning(String field) {
        List<FieldError> errors = new ArrayList<>();
        List<String> networks = orNone(sourceNetworks);
        for (int i = 0; i < networks.size(); i++) {
            if (!Cidr.isValid(networks.get(i))) {
                errors.add(
                        new FieldError(field + ".sourceNetworks[" + i + "]", "must be a network such as 10.0.0.0/8"));
            }
        }
        List<TimeWindow> windows = orNone(times);
        for (int i = 0; i < windows.size(); i++) {
            if (!isTime(windows.get(i).start()) || !isTime(windows.get(i).end())) {
                errors.add(new FieldError(field + ".times[" + i + "]", "must be times of the day such as 08:30:00"));
            }
        }
        if (timeZone != null && !timeZone.isEmpty() && !isZone(timeZone)) {
            errors.add(new FieldError(field + ".timeZone", "must be a time zone such as Europe/Berlin"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return this;
    }

    /** As tokens say it, with the given permissions. */
    public io.vagus.identity.UserLimits toClaims(io.vagus.identity.Permissions permissions, boolean bearer) {
        return new io.vagus.identity.UserLimits(
                permissions,
                orUnlimited(subscriptions),
                io.vagus.identity.UserLimits.UNLIMITED_VALUE,
                orUnlimited(payloadBytes),
                orNone(sourceNetworks),
                orNone(times).stream().map(TimeWindow::toClaims).toList(),
                timeZone == null ? "" : timeZone,
                bearer,
                false,
                orNone(connectionTypes).stream().map(ConnectionType::name).toList());
    }

    private static boolean isTime(String text) {
        try {
            LocalTime.parse(text);
            return text.length() == 8;
        } catch (DateTimeException malformed) {
            return false;
        }
    }

    private static boolean isZone(String text) {
        try {
            ZoneId.of(text);
            return true;
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    private static long orUnlimited(@Nullable Long limit) {
        return limit == null ? io.vagus.identity.UserLimits.UNLIMITED_VALUE : limit;
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
