package io.vagus.account;

import io.vagus.protocol.ConnectOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As whom a connection was let in.
 *
 * @param authorizedUser the text that connz shows: a user name, or the user's public key
 * @param publicKey the user's nkey, when it has one
 * @param issuerKey the key that signed the user's JWT, when there is one
 * @param jwtIssuedAtSeconds the JWT's issue time in Unix seconds; 0 without a JWT
 * @param jwt the user's JWT itself (a statement, not a secret), when there is one
 * @param nameTag the name in the JWT
 * @param tags the tags in the JWT
 * @param proxyKey the nkey of the trusted proxy that the connection came through, when it did
 */
public record UserIdentity(
        @Nullable String authorizedUser,
        @Nullable String publicKey,
        @Nullable String issuerKey,
        long jwtIssuedAtSeconds,
        @Nullable String jwt,
        @Nullable String nameTag,
        List<String> tags,
        @Nullable String proxyKey) {

    /** What stands where a token was shown. */
    public static final String REDACTED = "[REDACTED]";

    /** Somebody who showed no credentials. */
    public static final UserIdentity ANONYMOUS = named(null);

    public UserIdentity {
        tags = List.copyOf(tags);
    }

    /** A user known by name only. */
    public static UserIdentity named(@Nullable String user) {
        return new UserIdentity(user, null, null, 0, null, null, List.of(), null);
    }

    /** Whom a client says to be, without any proof; a token is not repeated. Source: nats-server server/client.go. */
    public static UserIdentity claimed(ConnectOptions connect) {
        return named(claimedUser(connect));
    }

    private static @Nullable String claimedUser(ConnectOptions connect) {
        if (connect.nkey() != null) {
            return connect.nkey();
        }
        if (connect.user() != null) {
            return connect.user();
        }
        return connect.token() == null ? null : REDACTED;
    }

    /** How log lines name somebody. */
    public String label() {
        if (authorizedUser == null) {
            return "User \"N/A\"";
        }
        if (authorizedUser.equals(REDACTED)) {
            return "Token \"" + REDACTED + "\"";
        }
        boolean byKey = authorizedUser.equals(publicKey);
        return (byKey ? jwt == null ? "Nkey" : "JWT User" : "User") + " \"" + authorizedUser + "\"";
    }

    /** The same, come through that proxy. */
    public UserIdentity through(@Nullable String proxy) {
        return proxy == null
                ? this
                : new UserIdentity(authorizedUser, publicKey, issuerKey, jwtIssuedAtSeconds, jwt, nameTag, tags, proxy);
    }
}
