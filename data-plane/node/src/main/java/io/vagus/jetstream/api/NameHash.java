package io.vagus.jetstream.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The eight letters and digits that nats-server makes of a name. */
public final class NameHash {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 8;

    private NameHash() {}

    /** The hash: the first bytes of SHA-256, each as one of 62 digits. */
    public static String of(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            StringBuilder text = new StringBuilder(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                text.append(DIGITS.charAt((digest[i] & 0xff) % DIGITS.length()));
            }
            return text.toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
