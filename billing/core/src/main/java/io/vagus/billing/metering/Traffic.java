package io.vagus.billing.metering;

import java.math.BigInteger;

/**
 * What an account moved through a server or in a month.
 *
 * @param in what its clients sent; a message counts once
 * @param out what they received; a message counts once per receiver
 */
public record Traffic(Quantity in, Quantity out) {

    public static final Traffic NONE = new Traffic(Quantity.NONE, Quantity.NONE);

    public Traffic plus(Traffic other) {
        return new Traffic(in.plus(other.in), out.plus(other.out));
    }

    /** @throws IllegalArgumentException when the other is the larger one in any of the four counts */
    public Traffic minus(Traffic other) {
        return new Traffic(in.minus(other.in), out.minus(other.out));
    }

    /** The larger of each of the four counts. */
    public Traffic max(Traffic other) {
        return new Traffic(in.max(other.in), out.max(other.out));
    }

    /** Both directions together; they may exceed a long. */
    public BigInteger bytesMoved() {
        return BigInteger.valueOf(in.bytes()).add(BigInteger.valueOf(out.bytes()));
    }
}
