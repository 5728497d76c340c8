package io.vagus.billing.metering;

import java.util.Comparator;

/** Names one meter: an account on one boot of a server. Its order is the order in which meters are locked. */
public record MeterKey(ServerBoot boot, AccountKey account) implements Comparable<MeterKey> {

    private static final Comparator<MeterKey> ORDER =
            Comparator.comparing(MeterKey::boot).thenComparing(MeterKey::account);

    @Override
    public int compareTo(MeterKey other) {
        return ORDER.compare(this, other);
    }
}
