package io.vagus.identity;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues tokens with one key: what a control plane does as operator, and as each account. Does not own the key. */
public final class JwtIssuer {
    private static final String MONITORING_DOCS = "https://docs.nats.io/nats-server/configuration/sys_accounts";

    /** Lets every account ask for its own monitoring data and read its own events. */
    private static final List<Export> SYSTEM_EXPORTS = List.of(
            new Export(
                    "account-monitoring-services",
                    "$SYS.REQ.ACCOUNT.*.*",
                    Export.Kind.SERVICE,
                    "Stream",
                    4,
                    false,
                    "Request account specific monitoring services for: SUBSZ, CONNZ, LEAFZ, JSZ and INFO",
                    MONITORING_DOCS),
            new Export(
                    "account-monitoring-streams",
                    "$SYS.ACCOUNT.*.>",
                    Export.Kind.STREAM,
                    "",
                    3,
                    false,
                    "Account specific monitoring stream",
                    MONITORING_DOCS));

    private final NkeyPair key;
    private final InstantSource clock;

    public JwtIssuer(NkeyPair key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** Any claims, as they are. */
    public String issue(Claims claims) {
        return Jwt.encode(claims, key, clock.instant());
    }

    /** The operator itself; this issuer's key has to be the operator's root key. */
    public String operator(String name, List<String> signingKeys, String systemAccount) {
        return issue(OperatorClaims.builder(key.publicKey().toString())
                .name(name)
                .signingKeys(signingKeys)
                .systemAccount(systemAccount)
                .build());
    }

    /** A system account, which exports monitoring to all others. */
    public String systemAccount(String name, String accountKey, List<SigningKey> signingKeys) {
        return issue(AccountClaims.builder(accountKey)
                .name(name)
                .signingKeys(signingKeys)
                .exports(SYSTEM_EXPORTS)
                .build());
    }

    /** A user with limits of its own, {@code expires} null for a user without end; this issuer's key has to be the account's or a plain signing key of it. */
    public String user(String name, String userKey, String accountKey, UserLimits limits, @Nullable Instant expires) {
        UserClaims.Builder user = UserClaims.builder(userKey).name(name).limits(limits);
        if (!key.publicKey().toString().equals(accountKey)) {
            user.issuerAccount(accountKey);
        }
        if (expires != null) {
            user.expires(expires);
        }
        return issue(user.build());
    }

    /** A user whose permissions and limits are those of the scoped signing key that this issuer holds. */
    public String scopedUser(String name, String userKey, String accountKey, @Nullable Instant expires) {
        return user(name, userKey, accountKey, UserLimits.NONE, expires);
    }

    /** The order to delete accounts from every server's resolver; this issuer's key has to be the operator's. */
    public String deletion(List<String> accountKeys) {
        return issue(GenericClaims.builder(key.publicKey().toString())
                .accounts(accountKeys)
                .build());
    }
}
