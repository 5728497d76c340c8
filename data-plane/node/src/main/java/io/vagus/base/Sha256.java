package io.vagus.base;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 (FIPS 180-4) of names and configurations. The first call has the JDK set up its security providers, which takes tens of
 * milliseconds: a node makes one as it starts, where nobody waits for it.
 */
public final class Sha256 {

    private Sha256() {}

    /** The hash of these bytes: 32. */
    public static byte[] of(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
