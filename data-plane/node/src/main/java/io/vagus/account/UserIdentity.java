package io.vagus.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection belongs to. Holds what monitoring shows and what a later revocation is matched against; no secret.
 *
 * @param authorizedUser the text that connz shows: a user name, or the user's public key
 * @param publicKey the user's nkey, when it has one
 * @param issuerKey the key that signed the user's JWT, when there is one
 * @param jwtIssuedAtSeconds the JWT's issue time in Unix seconds; 0 without a JWT
 * @param jwt the user's JWT itself (a statement, not a secret), when there is one
 * @param nameTag the name in the JWT
 * @param tags the tags in the JWT
 */
public record UserIdentity(
        @Nullable String authorizedUser,
        @Nullable String publicKey,
        @Nullable String issuerKey,
        long jwtIssuedAtSeconds,
        @Nullable String jwt,
        @Nullable String nameTag,
        List<String> tags) {

    /** Somebody who showed no credentials. */
    public static final UserIdentity ANONYMOUS = new UserIdentity(null, null, null, 0, null, null, List.of());

    public UserIdentity {
        tags = List.copyOf(tags);
    }

    /** A user known by name only. */
    public static UserIdentity named(String user) {
        return new UserIdentity(user, null, null, 0, null, null, List.of());
    }
}
