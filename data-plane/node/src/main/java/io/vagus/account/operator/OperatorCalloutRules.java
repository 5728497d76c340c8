package io.vagus.account.operator;

import io.vagus.account.callout.AuthCallout;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.AuthorizationResponseClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.UserClaims;
import io.vagus.identity.UserLimits;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What an account's authentication service may say. Source: nats-server server/auth_callout.go. */
final class OperatorCalloutRules implements AuthCallout.Rules {
    private static final long LOOKUP_SECONDS = 2;

    private final OperatorAccounts accounts;
    private final OperatorAccount service;

    OperatorCalloutRules(OperatorAccounts accounts, OperatorAccount service) {
        this.accounts = accounts;
        this.service = service;
    }

    @Override
    public @Nullable String signerProblem(AuthorizationResponseClaims answer) {
        AccountClaims claims = service.state().claims();
        if (!answer.issuerAccount().isEmpty() && !answer.issuerAccount().equals(claims.subject())) {
            return "auth callout response issuer account \"" + answer.issuerAccount() + "\" is not the callout account";
        }
        return answer.issuer().equals(claims.subject()) || claims.signingKey(answer.issuer()) != null
                ? null
                : "auth callout signing key is unknown";
    }

    @Override
    public AuthCallout.Place place(UserClaims user) {
        String own = service.account().name();
        String target = user.account();
        if (!target.equals(own) && !service.state().claims().authorization().allows(target)) {
            throw new IdentityException("account \"" + user.issuer()
                    + "\" not permitted as valid account option for auth callout for account \"" + own + "\"");
        }
        OperatorAccount account;
        try {
            account = lookup(target);
        } catch (IdentityException missing) {
            throw new IdentityException("no valid account \"" + target + "\" for auth callout response on account \""
                    + own + "\": " + missing.getMessage());
        }
        AccountClaims claims = account.state().claims();
        UserLimits limits;
        try {
            limits = ClaimsConversion.effectiveLimits(
                    user, claims, accounts.operators().isStrict(claims.issuer()));
        } catch (IdentityException refused) {
            throw new IdentityException("user JWT is not valid: " + refused.getMessage());
        }
        return new AuthCallout.Place(
                account.account(), limits, ClaimsConversion.permissions(limits, claims), user.issuer());
    }

    private OperatorAccount lookup(String accountKey) {
        OperatorAccount account;
        try {
            account = accounts.lookup(accountKey).toCompletableFuture().get(LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IdentityException(
                    failed.getCause() == null
                            ? ""
                            : String.valueOf(failed.getCause().getMessage()));
        } catch (TimeoutException slow) {
            throw new IdentityException("fetching jwt timed out");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IdentityException("interrupted");
        }
        if (account.state().expired()) {
            throw new IdentityException("account expired");
        }
        return account;
    }
}
