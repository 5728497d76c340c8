package io.vagus.storage;

import java.util.function.BooleanSupplier;

/** Damage that is one bit: it is found by trying each, where something tells for certain whether all is as it was. */
final class TurnedBit {

    private TurnedBit() {}

    /**
     * Turns the one bit back, in place.
     *
     * @param from the first byte that is tried
     * @param to where that ends
     * @param isRight whether the bytes are what they were
     * @return the byte that it was in; -1 where it was not that, and the bytes are as they came
     */
    static int putRight(byte[] bytes, int from, int to, BooleanSupplier isRight) {
        for (int at = from; at < to; at++) {
            for (int bit = 1; bit < 256; bit <<= 1) {
                bytes[at] ^= (byte) bit;
                if (isRight.getAsBoolean()) {
                    return at;
                }
                bytes[at] ^= (byte) bit;
            }
        }
        return -1;
    }
}
