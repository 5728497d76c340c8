package io.vagus.billing.catalog;

import io.vagus.billing.money.Money;

/**
 * What an account pays for: a fee each month, the data it covers, and the price of more.
 *
 * @param id stable name, kept with accounts; never reused for other conditions
 * @param includedBytes data moved (in and out) that the fee covers each month
 * @param pricePerGiB of 2^30 bytes beyond the included ones, charged for exactly the bytes moved
 */
public record Plan(String id, String name, Money monthlyFee, long includedBytes, Money pricePerGiB) {

    public static final long BYTES_PER_GIB = 1L << 30;

    public Plan {
        if (id.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a plan has an id and a name");
        }
        if (includedBytes < 0) {
            throw new IllegalArgumentException("expected includedBytes >= 0, actual=" + includedBytes);
        }
        if (monthlyFee.isNegative() || pricePerGiB.isNegative()) {
            throw new IllegalArgumentException("a plan of negative price: " + id);
        }
        if (!monthlyFee.equals(monthlyFee.rounded())) {
            throw new IllegalArgumentException("a fee that cannot be paid: " + monthlyFee);
        }
        if (!monthlyFee.currency().equals(pricePerGiB.currency())) {
            throw new IllegalArgumentException("expected one currency in plan " + id);
        }
    }
}
