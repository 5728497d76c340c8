package io.vagus.controlplane.permissions;

import io.vagus.identity.TimeRange;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A part of each day, {@code HH:mm:ss} each; an end before the start lies on the next day. */
public record TimeWindow(
        @NotNull @Size(max = 8) String start,
        @NotNull @Size(max = 8) String end) {

    TimeRange toClaims() {
        return new TimeRange(start, end);
    }
}
