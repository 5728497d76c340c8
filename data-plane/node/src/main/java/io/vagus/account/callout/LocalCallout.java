package io.vagus.account.callout;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.Authenticator.Allowed;
import io.vagus.account.Authenticator.Attempt;
import io.vagus.account.Authenticator.Denied;
import io.vagus.account.Authenticator.Verdict;
import io.vagus.account.Permissions;
import io.vagus.account.UserIdentity;
import io.vagus.account.claims.ClaimedPermissions;
import io.vagus.identity.AuthorizationResponseClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.UserClaims;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The authentication service that the configuration names, and whom it decides about. */
public final class LocalCallout {
    private final CalloutSettings settings;
    private final AuthCallout callout;
    private final Accounts accounts;
    private final Map<String, Permissions> defaults;

    /** @param defaults the default permissions of accounts that have some, by name */
    public LocalCallout(
            CalloutSettings settings, AuthCallout callout, Accounts accounts, Map<String, Permissions> defaults) {
        this.settings = settings;
        this.callout = callout;
        this.accounts = accounts;
        this.defaults = Map.copyOf(defaults);
    }

    /** What a user of the configuration may do, given that the service listens in one of the accounts. */
    public Permissions permissions(String account, Permissions permissions) {
        return AuthCallout.permissions(permissions, account.equals(settings.account()));
    }

    /**
     * The last word on an attempt.
     *
     * @param configured what the configuration alone says
     * @param user the user that the attempt is about; null when there is none
     * @param proxyRequired whether that user has to come through a trusted proxy
     * @param trustedProxy whether it did
     */
    public CompletionStage<Verdict> decide(
            Attempt attempt, Verdict configured, @Nullable String user, boolean proxyRequired, boolean trustedProxy) {
        if (configured instanceof Allowed allowed) {
            String account = allowed.account().name();
            if (!account.equals(Accounts.GLOBAL) && !settings.concerns(account)) {
                return done(configured);
            }
        }
        if (user != null && settings.authUsers().contains(user)) {
            return done(
                    configured instanceof Allowed allowed
                            ? allowed.with(permissions(allowed.account().name(), allowed.permissions()))
                            : configured);
        }
        if (configured instanceof Allowed allowed && allowed.account().isFull()) {
            return done(Denied.full());
        }
        Account account = accounts.getOrCreate(settings.account());
        AuthCallout.Question question = new AuthCallout.Question(
                attempt,
                account,
                settings.issuer(),
                settings.xkey(),
                UserIdentity.claimed(attempt.connect()),
                null,
                proxyRequired,
                trustedProxy);
        return callout.ask(question, new ConfiguredRules());
    }

    private static CompletionStage<Verdict> done(Verdict verdict) {
        return CompletableFuture.completedStage(verdict);
    }

    private final class ConfiguredRules implements AuthCallout.Rules {

        @Override
        public @Nullable String signerProblem(AuthorizationResponseClaims answer) {
            return answer.issuer().equals(settings.issuer()) ? null : "auth callout signing key is unknown";
        }

        @Override
        public AuthCallout.Place place(UserClaims user) {
            if (!user.issuerAccount().isEmpty()) {
                throw new IdentityException("error non operator mode account \"" + settings.account()
                        + "\": attempted to use issuer_account");
            }
            if (!user.issuer().equals(settings.issuer())) {
                throw new IdentityException("wrong issuer for auth callout response on account \"" + settings.account()
                        + "\", expected \"" + settings.issuer() + "\" got \"" + user.issuer() + "\"");
            }
            Account account = accounts.find(user.audience());
            if (account == null) {
                throw new IdentityException("no valid account \"" + user.audience()
                        + "\" for auth callout response on account \"" + settings.account() + "\": account missing");
            }
            io.vagus.identity.Permissions own = user.limits().permissions();
            Permissions permissions =
                    own.isEmpty() ? defaults.getOrDefault(account.name(), Permissions.ALL) : ClaimedPermissions.of(own);
            return new AuthCallout.Place(account, user.limits(), permissions, account.name());
        }
    }
}
