package io.vagus.controlplane.provisioning;

import io.nats.client.AuthHandler;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.Permissions;
import io.vagus.identity.SubjectRules;
import io.vagus.identity.UserLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Makes a user of an account for this process alone: never stored, never listed, gone with its token. */
@ApplicationScoped
class AccountSignIn {

    /** Longer than a connection is kept. */
    static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private static final Permissions JETSTREAM =
            new Permissions(SubjectRules.allowing("$JS.API.>"), SubjectRules.allowing("_INBOX.>"), null);
    private static final Permissions PUBLISH =
            new Permissions(SubjectRules.ANYTHING, SubjectRules.allowing("_INBOX.>"), null);

    private static final Permissions BACKUP = new Permissions(
            SubjectRules.allowing("$JS.API.>", "$JS.SNAPSHOT.>"), SubjectRules.allowing("_INBOX.>"), null);
    private static final Permissions LISTEN =
            new Permissions(SubjectRules.allowing("$JS.API.>"), SubjectRules.ANYTHING, null);

    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final SeedVault seeds;
    private final InstantSource clock;

    AccountSignIn(Database database, SeedVault seeds, InstantSource clock) {
        this.database = database;
        this.seeds = seeds;
        this.clock = clock;
    }

    /** A fresh user, signed by the account's own key: rotating signing keys does not touch it. */
    AuthHandler user(String accountKey, Errand errand) {
        NkeyPair user = NkeyPair.generate(KeyKind.USER, random);
        try (NkeyPair account = database.await(work -> seeds.open(work, accountKey))) {
            String jwt = new JwtIssuer(account, clock)
                    .user(
                            "vagus-control-plane",
                            user.publicKey().toString(),
                            accountKey,
                            UserLimits.UNLIMITED.withPermissions(permissions(errand)),
                            clock.instant().plus(TOKEN_LIFE));
            return new Auth(jwt, user);
        }
    }

    private static Permissions permissions(Errand errand) {
        return switch (errand) {
            case JETSTREAM -> JETSTREAM;
            case PUBLISH -> PUBLISH;
            case BACKUP -> BACKUP;
            case LISTEN -> LISTEN;
        };
    }

    private record Auth(String jwt, NkeyPair key) implements AuthHandler {

        @Override
        public byte[] sign(byte[] nonce) {
            return key.sign(nonce);
        }

        @Override
        public char[] getID() {
            return key.publicKey().toString().toCharArray();
        }

        @Override
        public char[] getJWT() {
            return jwt.toCharArray();
        }

        @Override
        public String toString() {
            return "Auth[" + key.publicKey() + "]";
        }
    }
}
