package io.vagus.account;

import io.vagus.identity.IdentityException;
import io.vagus.identity.Nkey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Checks that somebody owns an nkey by what it made of the nonce. Source: nats-server server/auth.go. */
public final class NonceProof {
    private NonceProof() {}

    /**
     * What is wrong with a signature, for the log; null when it is right.
     *
     * @param signature base64, raw URL or standard alphabet; line ends are passed over, as Go's decoder does
     */
    public static @Nullable String problem(String key, @Nullable String signature, String nonce) {
        if (signature == null || signature.isEmpty()) {
            return "Signature missing";
        }
        byte[] bytes = decoded(signature.replace("\n", "").replace("\r", ""));
        if (bytes == null) {
            return "Signature not valid base64";
        }
        try {
            return Nkey.parse(key).verify(nonce.getBytes(StandardCharsets.US_ASCII), bytes)
                    ? null
                    : "Signature not verified";
        } catch (IdentityException malformed) {
            return "User nkey not valid: " + malformed.getMessage();
        }
    }

    private static byte @Nullable [] decoded(String text) {
        byte[] bytes = decoded(text, Base64.getUrlDecoder());
        return bytes == null ? decoded(text, Base64.getDecoder()) : bytes;
    }

    private static byte @Nullable [] decoded(String text, Base64.Decoder decoder) {
        try {
            return decoder.decode(text);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
