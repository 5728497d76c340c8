package io.vagus.bench;

import io.vagus.identity.NkeyPair;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How the load generator logs in: not at all, or with a user JWT and a signed nonce. */
record Credentials(@Nullable String jwt, @Nullable NkeyPair user) {
    static final Credentials NONE = new Credentials(null, null);

    /** The fields of CONNECT that prove who we are, each with a comma in front. */
    String connectFields(String nonce) {
        if (jwt == null || user == null) {
            return "";
        }
        byte[] signature = user.sign(nonce.getBytes(StandardCharsets.US_ASCII));
        return ",\"jwt\":\"" + jwt + "\",\"sig\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature) + "\"";
    }
}
