package io.vagus.controlplane.tokens;

import io.vagus.controlplane.platform.Digests;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The text of a personal access token.
 *
 * <p>Shape: {@code vgs_}, 43 characters of base62 (32 random bytes), 6 characters of base62 (CRC-32 of all before). The
 * checksum lets scanners of leaked secrets, and us, tell a token from something alike without asking anybody.
 */
final class Secret {

    static final String START = "vgs_";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int LENGTH = START.length() + RANDOM_LENGTH + CHECKSUM_LENGTH;
    private static final int SHOWN = START.length() + 8;

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    static Secret generate() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        String body = START + base62(new BigInteger(1, bytes), RANDOM_LENGTH);
        return new Secret(body + checksum(body));
    }

    /** Null when the text cannot be a token of ours. */
    static @Nullable Secret parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(START)) {
            return null;
        }
        String body = text.substring(0, LENGTH - CHECKSUM_LENGTH);
        return text.endsWith(checksum(body)) ? new Secret(text) : null;
    }

    String text() {
        return text;
    }

    /** What may be shown, to recognise the token by. */
    String prefix() {
        return text.substring(0, SHOWN);
    }

    /** What is stored. The secret has 256 random bits, so a fast hash is as good as a slow one. */
    byte[] hash() {
        return Digests.sha256(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return prefix() + "…";
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
    }

    private static String base62(BigInteger value, int length) {
        StringBuilder text = new StringBuilder(length);
        BigInteger rest = value;
        for (int i = 0; i < length; i++) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            text.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return text.reverse().toString();
    }
}
