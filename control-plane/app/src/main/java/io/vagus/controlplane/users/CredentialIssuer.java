package io.vagus.controlplane.users;

import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.Digests;
import io.vagus.identity.CredsFile;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Makes a user's key and token and hands both out, as a credentials file or as a bearer token. Keeps neither. */
@ApplicationScoped
class CredentialIssuer {

    /** What was handed out. */
    record Issued(String publicKey, String secret, String checksum) {

        @Override
        public String toString() {
            return "Issued[" + publicKey + "]";
        }
    }

    private final SecureRandom random = new SecureRandom();

    /** @param issuedAt when it counts as issued, to the second */
    Issued issue(
            NkeyPair signingKey,
            Account account,
            boolean scoped,
            NewUser wanted,
            Instant issuedAt,
            @Nullable Instant expires) {
        try (NkeyPair user = NkeyPair.generate(KeyKind.USER, random)) {
            String userKey = user.publicKey().toString();
            UserClaims.Builder claims = UserClaims.builder(userKey)
                    .name(wanted.name())
                    .tags(wanted.tags())
                    .issuerAccount(account.publicKey())
                    .limits(scoped ? io.vagus.identity.UserLimits.NONE : limits(wanted));
            if (expires != null) {
                claims.expires(expires);
            }
            String jwt = Jwt.encode(claims.build(), signingKey, issuedAt);
            if (wanted.bearer()) {
                return new Issued(userKey, jwt, checksum(jwt));
            }
            byte[] file = CredsFile.format(jwt, user);
            try {
                return new Issued(userKey, new String(file, StandardCharsets.US_ASCII), checksum(jwt));
            } finally {
                Arrays.fill(file, (byte) 0);
            }
        }
    }

    private static io.vagus.identity.UserLimits limits(NewUser wanted) {
        UserLimits limits = wanted.limits() == null ? UserLimits.NONE : wanted.limits();
        return limits.toClaims(
                wanted.permissions() == null
                        ? io.vagus.identity.Permissions.ANYTHING
                        : wanted.permissions().toClaims(),
                wanted.bearer());
    }

    private static String checksum(String jwt) {
        return HexFormat.of().formatHex(Digests.sha256(jwt.getBytes(StandardCharsets.US_ASCII)));
    }
}
