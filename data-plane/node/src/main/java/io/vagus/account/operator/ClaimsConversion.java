package io.vagus.account.operator;

import io.vagus.account.AccountLimits;
import io.vagus.account.Permissions;
import io.vagus.account.StreamAllowance;
import io.vagus.account.UserLimits;
import io.vagus.account.claims.ClaimedPermissions;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.JetStreamLimits;
import io.vagus.identity.ScopeTemplate;
import io.vagus.identity.SigningKey;
import io.vagus.identity.UserClaims;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From what tokens say to what the node enforces. */
final class ClaimsConversion {
    private ClaimsConversion() {}

    static AccountLimits limits(AccountClaims claims) {
        return new AccountLimits(
                claims.limits().connections(),
                claims.limits().leafNodes(),
                claims.limits().subscriptions(),
                claims.limits().payloadBytes(),
                FlowTags.read(claims.tags()));
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

    private static long unlimitedIfZero(long limit) {
        return limit == 0 ? -1 : limit;
    }

    private static StreamAllowance.Tier tier(JetStreamLimits limits) {
        return new StreamAllowance.Tier(
                limits.memoryStorageBytes(),
                limits.diskStorageBytes(),
                limits.streams(),
                limits.consumers(),
                unlimitedIfZero(limits.maxAckPending()),
                unlimitedIfZero(limits.memoryMaxStreamBytes()),
                unlimitedIfZero(limits.diskMaxStreamBytes()),
                limits.maxBytesRequired());
    }

    /**
     * What holds for a user of this account: its own limits, or those of the scoped key that signed it.
     *
     * @param strict whether the account itself may sign no users
     * @throws IdentityException when the user's issuer may not sign for the account, or the template does not fit the user
     */
    static io.vagus.identity.UserLimits effectiveLimits(UserClaims user, AccountClaims account, boolean strict) {
        SigningKey key = account.signingKey(user.issuer());
        if (key == null) {
            if (strict || !user.issuer().equals(account.subject())) {
                throw new IdentityException("User JWT issuer is not known");
            }
            return user.limits();
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
        return ClaimedPermissions.of(own.isEmpty() ? account.defaultPermissions() : own);
    }
}
