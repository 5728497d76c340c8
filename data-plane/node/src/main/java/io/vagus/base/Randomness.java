package io.vagus.base;

import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;

/** Unpredictable bytes, for nonces, keys and identifiers. Handed in, so that tests can own it. Safe for use by any thread. */
@FunctionalInterface
public interface Randomness {

    /** Fills the array with random bytes. */
    void fill(byte[] bytes);

    /**
     * The machine's source of cryptographically strong randomness: what its kernel has to offer, or else the JDK's. The
     * latter has to set up all its security providers before, which a node that starts would wait for.
     */
    static Randomness secure() {
        try {
            return new KernelRandomness(new FileInputStream("/dev/urandom"));
        } catch (IOException | SecurityException absent) {
            SecureRandom random = new SecureRandom();
            return random::nextBytes;
        }
    }
}
