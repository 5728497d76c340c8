package io.vagus.billing.metering;

import java.util.Optional;

/**
 * How far an account's traffic on one boot of a server has been counted.
 *
 * <p>A meter keeps the largest counts ever read. On one boot counters only grow, so a reading that is late, repeated or
 * out of order says nothing new and a lost one is made good by the next; a restarted server is another boot and so
 * another meter, which starts at zero as the server's counters do. The sum of all deltas of a meter is the largest
 * reading, in whatever order readings come.
 */
public record Meter(MeterKey key, Traffic counted) {

    /** A meter nobody has read: what it shows first was all moved since the server started. */
    public static Meter unread(MeterKey key) {
        return new Meter(key, Traffic.NONE);
    }

    /** What a reading adds to what is counted; empty when it adds nothing. */
    public Optional<UsageDelta> delta(Reading reading) {
        Traffic reached = reached(reading);
        return reached.equals(counted) ? Optional.empty() : Optional.of(UsageDelta.between(counted, reached, reading));
    }

    /** This meter with the reading counted. */
    public Meter after(Reading reading) {
        return new Meter(key, reached(reading));
    }

    private Traffic reached(Reading reading) {
        if (!key.equals(reading.meter())) {
            throw new IllegalArgumentException("expected=" + key + ", actual=" + reading.meter());
        }
        return counted.max(reading.sinceBoot());
    }
}
