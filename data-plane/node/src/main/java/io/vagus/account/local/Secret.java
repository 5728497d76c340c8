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
    private static final int BCRYPT_HEAD = "$2a$08$".length();

    /** A hash of nothing that anybody uses, eight times cheaper than usual ones. */
    private static final String WARM_UP = "$2a$08$......................" + ".".repeat(31);

    /** Whether {@link #matches} takes long, by design of the hash, and must not be asked on an event loop. */
    public boolean isHashed() {
        return value.length() >= BCRYPT_HEAD
                && value.startsWith("$2")
                && "abxy".indexOf(value.charAt(2)) >= 0
                && value.charAt(3) == '$'
                && isDigit(4)
                && isDigit(5)
                && value.charAt(6) == '$';
    }

    private boolean isDigit(int at) {
        return value.charAt(at) >= '0' && value.charAt(at) <= '9';
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** Whether this is what a client sent; the time taken does not tell how much of it was right. */
    public boolean matches(@Nullable String sent) {
        String candidate = sent == null ? "" : sent;
        if (isHashed()) {
            try {
                return OpenBSDBCrypt.checkPassword(knownVersion(), candidate.toCharArray());
            } catch (RuntimeException malformedHash) {
                return false;
            }
        }
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Has the JVM compile what compares hashes, which takes the first comparison several times as long as later ones. Takes about a
     * tenth of one; not for an event loop.
     */
    public static void warmUp() {
        new Secret(WARM_UP).matches("");
    }

    /** The letters differ only in bugs that early implementations had; the algorithm is that of {@code 2a} for all. */
    private String knownVersion() {
        return "$2a" + value.substring(3);
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
