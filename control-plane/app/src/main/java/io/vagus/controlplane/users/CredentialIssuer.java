package io.vagus.controlplane.users;

import io.vagus.controlplane.keys.Permissions;
import io.vagus.identity.CredsFile;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a user's key and token and hands both out as a credentials file. Keeps neither. */
@ApplicationScoped
class CredentialIssuer {

    /** What was handed out. */
    record Issued(String publicKey, String creds) {

        @Override
        public String toString() {
            return "Issued[" + publicKey + "]";
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;

    CredentialIssuer(InstantSource clock) {
        this.clock = clock;
    }

    Issued issue(NkeyPair signingKey, String accountKey, boolean scoped, NewUser wanted, @Nullable Instant expires) {
        JwtIssuer tokens = new JwtIssuer(signingKey, clock);
        try (NkeyPair user = NkeyPair.generate(KeyKind.USER, random)) {
            String userKey = user.publicKey().toString();
            String jwt = scoped
                    ? tokens.scopedUser(wanted.name(), userKey, accountKey, expires)
                    : tokens.user(wanted.name(), userKey, accountKey, limits(wanted), expires);
            byte[] file = CredsFile.format(jwt, user);
            try {
                return new Issued(userKey, new String(file, StandardCharsets.US_ASCII));
            } finally {
                Arrays.fill(file, (byte) 0);
            }
        }
    }

    private static UserLimits limits(NewUser wanted) {
        io.vagus.controlplane.users.UserLimits limits = wanted.limits();
        Permissions permissions = wanted.permissions();
        return new UserLimits(
                permissions == null ? io.vagus.identity.Permissions.ANYTHING : permissions.toClaims(),
                limits == null ? UserLimits.UNLIMITED_VALUE : orUnlimited(limits.subscriptions()),
                UserLimits.UNLIMITED_VALUE,
                limits == null ? UserLimits.UNLIMITED_VALUE : orUnlimited(limits.payloadBytes()),
                List.of(),
                List.of(),
                "",
                false,
                false,
                List.of());
    }

    private static long orUnlimited(@Nullable Long limit) {
        return limit == null ? UserLimits.UNLIMITED_VALUE : limit;
    }
}
