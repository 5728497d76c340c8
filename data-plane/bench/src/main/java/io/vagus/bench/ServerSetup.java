package io.vagus.bench;

import io.vagus.identity.AccountClaims;
import io.vagus.identity.AccountLimits;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.Permissions;
import io.vagus.identity.SubjectRules;
import io.vagus.identity.UserLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** The configuration that both servers get, and the credentials that fit it. */
record ServerSetup(Path config, Credentials credentials) {
    /** Everybody may connect and do everything. */
    static ServerSetup open(Path directory) throws IOException {
        return of(directory, "open", "max_payload: 1MB\n", Credentials.NONE);
    }

    /** As {@link #open}, with a WebSocket listener. */
    static ServerSetup webSocket(Path directory) throws IOException {
        return of(directory, "websocket", "websocket { listen: \"127.0.0.1:-1\", no_tls: true }\n", Credentials.NONE);
    }

    /** TLS on the client port. */
    static ServerSetup tls(Path directory) throws IOException {
        SelfSigned pair = SelfSigned.make(directory);
        String text =
                "tls { cert_file: \"" + pair.certificate() + "\", key_file: \"" + pair.key() + "\", timeout: 5 }\n";
        return of(directory, "tls", text, Credentials.NONE);
    }

    /** The password of every user of {@link #tenants}. */
    static final String TENANT_PASSWORD = "bench";

    /** Two tenants, {@code quiet} and {@code noisy}. */
    static ServerSetup tenants(Path directory) throws IOException {
        String text = """
            accounts {
              QUIET { users: [ { user: quiet, password: %1$s } ] }
              NOISY { users: [ { user: noisy, password: %1$s } ] }
            }
            """.formatted(TENANT_PASSWORD);
        return of(directory, "tenants", text, Credentials.NONE);
    }

    private static ServerSetup of(Path directory, String name, String text, Credentials credentials)
            throws IOException {
        return new ServerSetup(Files.writeString(directory.resolve(name + ".conf"), text), credentials);
    }

    /** An operator, one account, and a user who may use the subjects of this benchmark and no others. */
    static ServerSetup secured(Path directory) throws IOException {
        SecureRandom random = new SecureRandom();
        NkeyPair operator = NkeyPair.generate(KeyKind.OPERATOR, random);
        NkeyPair system = NkeyPair.generate(KeyKind.ACCOUNT, random);
        NkeyPair account = NkeyPair.generate(KeyKind.ACCOUNT, random);
        NkeyPair user = NkeyPair.generate(KeyKind.USER, random);
        JwtIssuer operatorIssuer = new JwtIssuer(operator, InstantSource.system());
        String systemKey = system.publicKey().toString();
        String accountKey = account.publicKey().toString();
        String accountJwt = operatorIssuer.issue(AccountClaims.builder(accountKey)
                .name("bench")
                .limits(AccountLimits.UNLIMITED)
                .build());
        SubjectRules subjects = SubjectRules.allowing("bench.>", "_INBOX.>");
        String userJwt = new JwtIssuer(account, InstantSource.system())
                .user(
                        "bench",
                        user.publicKey().toString(),
                        accountKey,
                        UserLimits.UNLIMITED.withPermissions(new Permissions(subjects, subjects, null)),
                        null);
        String text = "operator: " + operatorIssuer.operator("bench", List.of(), systemKey) + "\n"
                + "system_account: " + systemKey + "\n"
                + "resolver: MEMORY\n"
                + "resolver_preload: {\n"
                + "  " + systemKey + ": " + operatorIssuer.systemAccount("SYS", systemKey, List.of()) + "\n"
                + "  " + accountKey + ": " + accountJwt + "\n"
                + "}\n";
        return of(directory, "secured", text, Credentials.jwt(userJwt, user));
    }
}
