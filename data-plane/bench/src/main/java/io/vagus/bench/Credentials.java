package io.vagus.bench;

import io.vagus.identity.NkeyPair;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the load generator logs in: not at all, with a password, or with a user JWT and a signed nonce. */
interface Credentials {
    Credentials NONE = nonce -> "";

    /** The fields of CONNECT that prove who we are, each with a comma in front. */
    String connectFields(String nonce);

    static Credentials password(String user, String password) {
        return nonce -> ",\"user\":\"" + user + "\",\"pass\":\"" + password + "\"";
    }

    static Credentials jwt(String jwt, NkeyPair user) {
        return nonce -> {
            byte[] signature = user.sign(nonce.getBytes(StandardCharsets.US_ASCII));
            return ",\"jwt\":\"" + jwt + "\",\"sig\":\""
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(signature) + "\"";
        };
    }
}
