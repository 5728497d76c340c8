package io.vagus.jetstream;

import io.vagus.base.Randomness;

/** Random names and numbers. Safe for use by any thread if its randomness is. */
final class Ids {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 22;

    private final Randomness randomness;

    Ids(Randomness randomness) {
        this.randomness = randomness;
    }

    /** 22 characters of base 62. */
    String unique() {
        byte[] bytes = new byte[LENGTH];
        randomness.fill(bytes);
        StringBuilder text = new StringBuilder(LENGTH);
        for (byte b : bytes) {
            text.append(DIGITS.charAt((b & 0xff) % DIGITS.length()));
        }
        return text.toString();
    }

    /** A number in {@code [0, bound)}. */
    long below(long bound) {
        byte[] bytes = new byte[Long.BYTES];
        randomness.fill(bytes);
        long number = 0;
        for (byte b : bytes) {
            number = number << 8 | (b & 0xff);
        }
        return Math.floorMod(number, bound);
    }
}
