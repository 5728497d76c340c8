package io.vagus.billing.metering;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** A calendar month in UTC, half open: its first instant belongs to it, the next month's first instant does not. */
public record BillingMonth(YearMonth month) implements Comparable<BillingMonth> {

    public static BillingMonth of(Instant instant) {
        return new BillingMonth(YearMonth.from(instant.atOffset(ZoneOffset.UTC)));
    }

    @Override
    public int compareTo(BillingMonth other) {
        return month.compareTo(other.month);
    }

    /** As `2026-01`. */
    @Override
    public String toString() {
        return month.toString();
    }
}
