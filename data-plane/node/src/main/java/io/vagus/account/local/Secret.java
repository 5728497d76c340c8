package io.vagus.account.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/**
 * A configured password or token: plain, or a bcrypt hash ({@code $2a$...}). Its text never shows where somebody prints
 * the record that holds it.
 */
public record Secret(String value) {
    private static final String BCRYPT_PREFIX = "$2";
    private static final int BCRYPT_LENGTH = 60;

    /** Whether {@link #matches} takes long, by design of the hash, and must not be asked on an event loop. */
    public boolean isHashed() {
        return value.startsWith(BCRYPT_PREFIX) && value.length() == BCRYPT_LENGTH;
    }

    /** Whether this is what a client sent; the time taken does not tell how much of it was right. */
    public boolean matches(@Nullable String sent) {
        String candidate = sent == null ? "" : sent;
        if (isHashed()) {
            try {
                return OpenBSDBCrypt.checkPassword(value, candidate.toCharArray());
            } catch (RuntimeException malformedHash) {
                return false;
            }
        }
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
