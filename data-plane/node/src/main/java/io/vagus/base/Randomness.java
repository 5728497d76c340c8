package io.vagus.base;

import java.security.SecureRandom;

/** Unpredictable bytes, for nonces and identifiers. Handed in, so that tests can own it. Safe for use by any thread. */
@FunctionalInterface
public interface Randomness {

    /** Fills the array with random bytes. */
    void fill(byte[] bytes);

    /** The machine's source of cryptographically strong randomness. */
    static Randomness secure() {
        SecureRandom random = new SecureRandom();
        return random::nextBytes;
    }
}
