package io.vagus.monitoring;

import io.vagus.base.Randomness;

/** Identifiers of events: 22 random letters and digits, as others' NUIDs are. */
final class EventIds {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 22;

    private final Randomness randomness;

    EventIds(Randomness randomness) {
        this.randomness = randomness;
    }

    String next() {
        byte[] random = new byte[LENGTH];
        randomness.fill(random);
        StringBuilder id = new StringBuilder(LENGTH);
        for (byte b : random) {
            id.append(DIGITS.charAt((b & 0xFF) % DIGITS.length()));
        }
        return id.toString();
    }
}
