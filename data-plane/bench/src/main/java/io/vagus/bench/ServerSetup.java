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
        Path config = Files.writeString(directory.resolve("open.conf"), "max_payload: 1MB\n");
        return new ServerSetup(config, Credentials.NONE);
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
        Path config = Files.writeString(directory.resolve("secured.conf"), text);
        return new ServerSetup(config, new Credentials(userJwt, user));
    }
}
