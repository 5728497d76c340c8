package io.vagus.account.operator;

import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts a store has, the digest of each JWT, and when it is past its time. The account that was used longest ago
 * comes first. Not safe for use by several threads: its store guards it.
 */
final class JwtIndex {
    private static final int DIGEST_BYTES = 32;

    private final Duration timeToLive;
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final byte[] combined = new byte[DIGEST_BYTES];

    /** @param expires null for never */
    private record Entry(byte[] digest, @Nullable Instant expires) {}

    /** @param timeToLive how long an account stays that nobody uses; zero: until its JWT expires */
    JwtIndex(Duration timeToLive) {
        this.timeToLive = timeToLive;
    }

    static byte[] digest(String jwt) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(jwt.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    boolean contains(String accountKey) {
        return entries.containsKey(accountKey);
    }

    boolean has(String accountKey, byte[] digest) {
        Entry entry = entries.get(accountKey);
        return entry != null && Arrays.equals(entry.digest(), digest);
    }

    int size() {
        return entries.size();
    }

    void put(String accountKey, String jwt, byte[] digest, Instant now) {
        remove(accountKey);
        entries.put(accountKey, new Entry(digest, expiry(jwt, now)));
        combine(digest);
    }

    /** The account was used. */
    void touch(String accountKey, Instant now) {
        Entry entry = entries.get(accountKey);
        if (entry != null && !timeToLive.isZero()) {
            entries.put(accountKey, new Entry(entry.digest(), now.plus(timeToLive)));
        }
    }

    void remove(String accountKey) {
        Entry old = entries.remove(accountKey);
        if (old != null) {
            combine(old.digest());
        }
    }

    /** The account that was used longest ago. */
    @Nullable
    String oldest() {
        Iterator<String> keys = entries.keySet().iterator();
        return keys.hasNext() ? keys.next() : null;
    }

    /** Accounts past their time. */
    List<String> expired(Instant now) {
        return entries.entrySet().stream()
                .filter(entry -> {
                    Instant expires = entry.getValue().expires();
                    return expires != null && !expires.isAfter(now);
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    List<String> keys() {
        return entries.keySet().stream().sorted().toList();
    }

    byte[] combined() {
        return combined.clone();
    }

    private @Nullable Instant expiry(String jwt, Instant now) {
        if (!timeToLive.isZero()) {
            return now.plus(timeToLive);
        }
        try {
            long expires = Jwt.peek(jwt).expires();
            return expires == 0 ? null : Instant.ofEpochSecond(expires);
        } catch (IdentityException unreadable) {
            return null;
        }
    }

    private void combine(byte[] digest) {
        for (int i = 0; i < DIGEST_BYTES; i++) {
            combined[i] ^= digest[i];
        }
    }
}
