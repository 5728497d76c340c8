package io.vagus.billing.metering;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Traffic to add to an account's month, once.
 *
 * @param id the same for the same advance of the same meter, whoever computes it and however often
 * @param seenAt decides the month: a delta belongs to the month in which billing saw it, however old the messages
 */
public record UsageDelta(String id, MeterKey meter, Traffic traffic, Instant seenAt) {

    /** The advance of a meter to a count it never showed before. */
    static UsageDelta between(Traffic before, Traffic after, Reading reading) {
        return new UsageDelta(idOf(reading.meter(), after), reading.meter(), after.minus(before), reading.seenAt());
    }

    public BillingMonth month() {
        return BillingMonth.of(seenAt);
    }

    /** A meter reaches each count once at most, so meter and count name the advance. */
    private static String idOf(MeterKey meter, Traffic after) {
        String name = String.join(
                "\n",
                "vagus-usage-delta-1",
                meter.boot().serverId(),
                meter.account().value(),
                Long.toString(after.in().messages()),
                Long.toString(after.in().bytes()),
                Long.toString(after.out().messages()),
                Long.toString(after.out().bytes()));
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
