package io.vagus.account.operator;

import io.vagus.account.Member;
import io.vagus.account.Permissions;
import io.vagus.account.callout.AuthCallout;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.SigningKey;
import io.vagus.identity.UserClaims;
import io.vagus.protocol.ClosedReason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What changed claims of an account mean for those who are connected: who has to go, and what the others may do now. It owns no
 * state.
 *
 * <p>A login that was judged just before a change may join just after it. So each change is enforced twice: at once,
 * and again when such logins have joined or timed out.
 */
final class ClaimsEnforcement {

    /** Longer than a login may take. */
    private static final Duration LOGIN_GRACE = Duration.ofSeconds(5);

    private final TrustedOperators operators;
    private final ScheduledExecutorService timer;

    ClaimsEnforcement(TrustedOperators operators, ScheduledExecutorService timer) {
        this.operators = operators;
        this.timer = timer;
    }

    /** The account has expired or was deleted. */
    void expire(OperatorAccount account) {
        expireMembers(account);
        again(() -> {
            if (account.state().expired()) {
                expireMembers(account);
            }
        });
    }

    /** The account is none any more that anybody may be in. */
    void dismiss(OperatorAccount account) {
        dismissMembers(account);
        again(() -> {
            if (account.state().expired()) {
                dismissMembers(account);
            }
        });
    }

    private static void dismissMembers(OperatorAccount account) {
        account.account().closeAll(ClosedReason.AUTHENTICATION_VIOLATION, "Authorization Violation");
    }

    private static void expireMembers(OperatorAccount account) {
        account.account().closeAll(ClosedReason.AUTHENTICATION_EXPIRED, "Account Authentication Expired");
    }

    /** The account has other claims than before. */
    void changed(OperatorAccount account, AccountClaims before) {
        AccountClaims claims = account.state().claims();
        Set<String> altered = alteredSigners(before, claims);
        boolean defaultsChanged = !before.defaultPermissions().equals(claims.defaultPermissions());
        account.account().forEachMember(member -> {
            if (!enforceRevocation(member, claims) && !enforceSigner(member, claims, altered) && defaultsChanged) {
                refreshPermissions(member, claims);
            }
        });
        again(() -> account.account()
                .forEachMember(member -> enforceCurrent(member, account.state().claims())));
    }

    /** For somebody who may have joined under earlier claims than those that hold now. */
    private void enforceCurrent(Member member, AccountClaims claims) {
        if (!enforceRevocation(member, claims) && !enforceSigner(member, claims, Set.of())) {
            refreshPermissions(member, claims);
        }
    }

    /** True when the member was closed. */
    private static boolean enforceRevocation(Member member, AccountClaims claims) {
        String user = member.user().publicKey();
        if (user != null && claims.isRevoked(user, member.user().jwtIssuedAtSeconds())) {
            member.close(ClosedReason.CREDENTIALS_REVOKED, "User Authentication Revoked");
            return true;
        }
        UserClaims token = claims.limits().bearerDisallowed() ? token(member) : null;
        if (token != null && token.limits().bearer()) {
            member.close(ClosedReason.AUTHENTICATION_VIOLATION, "Authorization Violation");
            return true;
        }
        return false;
    }

    /** True when the member was closed. */
    private static boolean enforceSigner(Member member, AccountClaims claims, Set<String> altered) {
        String issuer = member.user().issuerKey();
        if (issuer == null || issuer.equals(claims.subject())) {
            return false;
        }
        if (claims.signingKey(issuer) == null || altered.contains(issuer)) {
            member.close(ClosedReason.AUTHENTICATION_VIOLATION, null);
            return true;
        }
        return false;
    }

    private void refreshPermissions(Member member, AccountClaims claims) {
        boolean strict = operators.isStrict(claims.issuer());
        UserClaims token = token(member);
        if (token == null) {
            return;
        }
        try {
            Permissions permissions =
                    ClaimsConversion.permissions(ClaimsConversion.effectiveLimits(token, claims, strict), claims);
            Permissions served =
                    AuthCallout.permissions(permissions, claims.authorization().isEnabled());
            if (!served.equals(member.permissions())) {
                member.updatePermissions(served);
            }
        } catch (IdentityException noLongerAllowed) {
            member.close(ClosedReason.AUTHENTICATION_VIOLATION, null);
        }
    }

    private static @Nullable UserClaims token(Member member) {
        String jwt = member.user().jwt();
        return jwt == null ? null : Jwt.decode(jwt, UserClaims.class);
    }

    /** Keys that no longer sign, or whose scope is another one now. */
    private static Set<String> alteredSigners(AccountClaims before, AccountClaims after) {
        Set<String> altered = new HashSet<>();
        for (SigningKey key : before.signingKeys().values()) {
            if (!Objects.equals(key, after.signingKey(key.key()))) {
                altered.add(key.key());
            }
        }
        return altered;
    }

    private void again(Runnable enforcement) {
        timer.schedule(enforcement, LOGIN_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
