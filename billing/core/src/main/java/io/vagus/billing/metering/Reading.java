package io.vagus.billing.metering;

import java.time.Instant;

/**
 * What a meter showed.
 *
 * @param sinceBoot counted by the server since its start
 * @param seenAt when billing saw it, by billing's clock: servers' clocks decide nothing
 */
public record Reading(MeterKey meter, Traffic sinceBoot, Instant seenAt) {

    public BillingMonth month() {
        return BillingMonth.of(seenAt);
    }

    /** Says what both say: the larger counts, seen at the later time. */
    public Reading merge(Reading other) {
        if (!meter.equals(other.meter)) {
            throw new IllegalArgumentException("expected=" + meter + ", actual=" + other.meter);
        }
        return new Reading(meter, sinceBoot.max(other.sinceBoot), seenAt.isAfter(other.seenAt) ? seenAt : other.seenAt);
    }
}
