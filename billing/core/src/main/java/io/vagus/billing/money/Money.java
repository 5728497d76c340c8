package io.vagus.billing.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An exact amount in one currency. Arithmetic never rounds; {@link #rounded()} is the only place that does, and whoever
 * charges money calls it once per line.
 *
 * @param amount written with at least the currency's minor digits and no needless zeros after them, so that equal
 *     amounts are equal records
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

    public Money {
        int minorDigits = minorDigits(currency);
        BigDecimal shortest = amount.stripTrailingZeros();
        amount = shortest.scale() < minorDigits ? shortest.setScale(minorDigits) : shortest;
    }

    /** @param amount a decimal such as {@code 1.07}; @param currencyCode ISO 4217 */
    public static Money of(String amount, String currencyCode) {
        return new Money(new BigDecimal(amount), Currency.getInstance(currencyCode));
    }

    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    public Money plus(Money other) {
        return new Money(amount.add(inSameCurrency(other).amount), currency);
    }

    public Money minus(Money other) {
        return new Money(amount.subtract(inSameCurrency(other).amount), currency);
    }

    public Money times(BigDecimal factor) {
        return new Money(amount.multiply(factor), currency);
    }

    public Money negated() {
        return new Money(amount.negate(), currency);
    }

    public boolean isNegative() {
        return amount.signum() < 0;
    }

    /** The nearest amount that can be paid: whole minor units, a half away from zero. */
    public Money rounded() {
        return new Money(amount.setScale(minorDigits(currency), RoundingMode.HALF_UP), currency);
    }

    /**
     * Splits a payable amount by weights, losing nothing: each share is its exact part cut to whole minor units, and the
     * units left over go to the largest cut-off parts, the earlier one first when they are equal.
     *
     * @param weights not negative, at least one above zero
     * @return one share per weight; they sum to this amount
     * @throws ArithmeticException when this amount is not {@link #rounded()}
     */
    public List<Money> allocate(List<Long> weights) {
        if (weights.stream().anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("expected weights >= 0, actual=" + weights);
        }
        BigInteger whole = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (whole.signum() == 0) {
            throw new IllegalArgumentException("expected a weight above zero, actual=" + weights);
        }
        BigInteger units =
                amount.movePointRight(minorDigits(currency)).toBigIntegerExact().abs();
        List<BigInteger[]> quotients = weights.stream()
                .map(weight -> units.multiply(BigInteger.valueOf(weight)).divideAndRemainder(whole))
                .toList();
        BigInteger shared = quotients.stream().map(quotient -> quotient[0]).reduce(BigInteger.ZERO, BigInteger::add);
        List<BigInteger> shares =
                new ArrayList<>(quotients.stream().map(quotient -> quotient[0]).toList());
        IntStream.range(0, shares.size())
                .boxed()
                .sorted(Comparator.comparing((Integer index) -> quotients.get(index)[1])
                        .reversed())
                .limit(units.subtract(shared).longValueExact())
                .forEach(index -> shares.set(index, shares.get(index).add(BigInteger.ONE)));
        return shares.stream().map(this::signedShare).toList();
    }

    @Override
    public int compareTo(Money other) {
        return amount.compareTo(inSameCurrency(other).amount);
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }

    private Money signedShare(BigInteger units) {
        Money share = new Money(new BigDecimal(units, minorDigits(currency)), currency);
        return isNegative() ? share.negated() : share;
    }

    private Money inSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("expected=" + currency + ", actual=" + other.currency);
        }
        return other;
    }

    /** Digits after the point of the smallest unit that can be paid; currencies without one (gold, tests) have none. */
    private static int minorDigits(Currency currency) {
        return Math.max(0, currency.getDefaultFractionDigits());
    }
}
