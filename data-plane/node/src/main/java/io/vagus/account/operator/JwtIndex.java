package io.vagus.account.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which accounts a store has, and the digest of each JWT. Not safe for use by several threads: its store guards it. */
final class JwtIndex {
    private static final int DIGEST_BYTES = 32;

    private final Map<String, byte[]> digests = new HashMap<>();
    private final byte[] combined = new byte[DIGEST_BYTES];

    static byte[] digest(String jwt) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(jwt.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    boolean contains(String accountKey) {
        return digests.containsKey(accountKey);
    }

    boolean has(String accountKey, byte[] digest) {
        return Arrays.equals(digests.get(accountKey), digest);
    }

    int size() {
        return digests.size();
    }

    void put(String accountKey, byte[] digest) {
        remove(accountKey);
        digests.put(accountKey, digest);
        combine(digest);
    }

    void remove(String accountKey) {
        byte[] old = digests.remove(accountKey);
        if (old != null) {
            combine(old);
        }
    }

    List<String> keys() {
        return List.copyOf(digests.keySet());
    }

    byte[] combined() {
        return combined.clone();
    }

    private void combine(byte[] digest) {
        for (int i = 0; i < DIGEST_BYTES; i++) {
            combined[i] ^= digest[i];
        }
    }
}
