package io.vagus.fuzz;

import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.OperatorClaims;
import io.vagus.identity.UserClaims;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens, as they come and with claims made of the bytes: each is read, or refused as what it is not. */
public final class JwtFuzz {
    private static final String HEADER =
            encoded("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(StandardCharsets.US_ASCII));

    private JwtFuzz() {}

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        decode(new String(bytes, StandardCharsets.UTF_8));
        decode(HEADER + "." + encoded(bytes) + "." + encoded(new byte[64]));
    }

    private static void decode(String token) {
        attempt(() -> Jwt.decode(token));
        attempt(() -> Jwt.decode(token, OperatorClaims.class));
        attempt(() -> Jwt.decode(token, AccountClaims.class));
        attempt(() -> Jwt.decode(token, UserClaims.class));
        attempt(() -> Jwt.decodeGeneric(token));
    }

    private static void attempt(Runnable decoding) {
        try {
            decoding.run();
        } catch (IdentityException refused) {
            // As it should be.
        }
    }
}
