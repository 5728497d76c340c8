package io.vagus.controlplane.teams;

import io.vagus.controlplane.platform.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The secret in the link of an invitation: 32 random bytes as base64url. Only its SHA-256 is stored. */
final class InvitationCode {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private InvitationCode() {}

    static String generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] hash(String code) {
        return Digests.sha256(code.getBytes(StandardCharsets.UTF_8));
    }

    static boolean matches(@Nullable String code, byte[] hash) {
        return code != null && MessageDigest.isEqual(hash(code), hash);
    }
}
