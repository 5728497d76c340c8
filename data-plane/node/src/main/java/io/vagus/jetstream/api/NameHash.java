package io.vagus.jetstream.api;

import io.vagus.base.Sha256;
import java.nio.charset.StandardCharsets;

/** The eight letters and digits that nats-server makes of a name. */
public final class NameHash {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 8;

    private NameHash() {}

    /** The hash: the first bytes of SHA-256, each as one of 62 digits. */
    public static String of(String name) {
        byte[] digest = Sha256.of(name.getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(DIGITS.charAt((digest[i] & 0xff) % DIGITS.length()));
        }
        return text.toString();
    }
}
