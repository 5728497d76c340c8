package io.vagus.account.operator;

import io.vagus.account.AccountLimits;
import io.vagus.account.Permissions;
import io.vagus.account.StreamAllowance;
import io.vagus.account.UserLimits;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.JetStreamLimits;
import io.vagus.identity.ScopeTemplate;
import io.vagus.identity.SigningKey;
import io.vagus.identity.SubjectRules;
import io.vagus.identity.UserClaims;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From what tokens say to what the node enforces. */
final class ClaimsConversion {
    private static final int DEFAULT_RESPONSES = 1;
    private static final Duration DEFAULT_RESPONSE_TIME = Duration.ofMinutes(2);

    private ClaimsConversion() {}

    static AccountLimits limits(AccountClaims claims) {
        return new AccountLimits(
                claims.limits().connections(),
                claims.limits().leafNodes(),
                claims.limits().subscriptions(),
                claims.limits().payloadBytes());
    }

    /** What the account may keep in streams; null when it may not keep any. */
    static @Nullable StreamAllowance streams(AccountClaims claims) {
        if (!claims.limits().isJetStreamEnabled()) {
            return null;
        }
        Map<String, StreamAllowance.Tier> tiers = new HashMap<>();
        if (claims.limits().jetStreamTiers().isEmpty()) {
            tiers.put("", tier(claims.limits().jetStream()));
        }
        claims.limits().jetStreamTiers().forEach((name, limits) -> tiers.put(name, tier(limits)));
        return new StreamAllowance(tiers);
    }

    private static StreamAllowance.Tier tier(JetStreamLimits limits) {
        return new StreamAllowance.Tier(
                limits.memoryStorageBytes(),
                limits.diskStorageBytes(),
                limits.streams(),
                limits.consumers(),
                limits.maxAckPending(),
                limits.memoryMaxStreamBytes(),
                limits.diskMaxStreamBytes(),
                limits.maxBytesRequired());
    }

    /**
     * What holds for a user of this account: its own limits, or those of the scoped key that signed it.
     *
     * @throws IdentityException when the user's issuer may not sign for the account, or the template does not fit the user
     */
    static io.vagus.identity.UserLimits effectiveLimits(UserClaims user, AccountClaims account) {
        if (user.issuer().equals(account.subject())) {
            return user.limits();
        }
        SigningKey key = account.signingKey(user.issuer());
        if (key == null) {
            throw new IdentityException("User JWT issuer is not known");
        }
        if (key.scope() == null) {
            return user.limits();
        }
        if (!user.hasNoLimits()) {
            throw new IdentityException("scoped users require no permissions or limits set");
        }
        return ScopeTemplate.expand(key.scope().template(), user, account);
    }

    static UserLimits userLimits(io.vagus.identity.UserLimits limits) {
        return new UserLimits(limits.subscriptions(), limits.payloadBytes());
    }

    /** A user without permissions of its own has the account's default ones. */
    static Permissions permissions(io.vagus.identity.UserLimits limits, AccountClaims account) {
        io.vagus.identity.Permissions own = limits.permissions();
        return permissions(own.isEmpty() ? account.defaultPermissions() : own);
    }

    private static Permissions permissions(io.vagus.identity.Permissions permissions) {
        return new Permissions(
                rules(permissions.publish()), rules(permissions.subscribe()), responses(permissions.responses()));
    }

    private static Permissions.Rules rules(SubjectRules rules) {
        return new Permissions.Rules(rules.allow(), rules.deny());
    }

    private static Permissions.@Nullable Responses responses(
            io.vagus.identity.Permissions.@Nullable ResponsePermission permission) {
        if (permission == null) {
            return null;
        }
        return new Permissions.Responses(
                permission.maxMessages() == 0 ? DEFAULT_RESPONSES : permission.maxMessages(),
                permission.ttl().isZero() ? DEFAULT_RESPONSE_TIME : permission.ttl());
    }
}
