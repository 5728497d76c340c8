package io.vagus.account.operator;

import io.vagus.account.Account;
import io.vagus.account.Authenticator;
import io.vagus.account.UserIdentity;
import io.vagus.base.Clock;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Cidr;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.Nkey;
import io.vagus.identity.UserClaims;
import io.vagus.identity.UserLimits;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets in users that show a JWT signed for an account of the trusted operators, and prove that they own its key by
 * signing the nonce. Signatures are checked on an executor of its own, so that a storm of logins holds up no event
 * loop; an attempt that the executor refuses is denied.
 */
public final class OperatorAuthenticator implements Authenticator {
    private static final String STANDARD = "STANDARD";

    private final OperatorAccounts accounts;
    private final Executor executor;
    private final Clock clock;

    public OperatorAuthenticator(OperatorAccounts accounts, Executor executor, Clock clock) {
        this.accounts = accounts;
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public boolean authRequired() {
        return true;
    }

    @Override
    public boolean nonceRequired() {
        return true;
    }

    @Override
    public Verdict anonymous() {
        return Denied.violation("Authentication requires a user JWT");
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        if (attempt.connect().jwt() == null) {
            return CompletableFuture.completedFuture(anonymous());
        }
        try {
            return CompletableFuture.supplyAsync(() -> judge(attempt), executor);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.completedFuture(Denied.violation("Too many logins at once"));
        }
    }

    private Verdict judge(Attempt attempt) {
        String token = attempt.connect().jwt();
        if (token == null) {
            return anonymous();
        }
        Account account = null;
        try {
            UserClaims user = user(token);
            OperatorAccount operatorAccount = account(user);
            account = operatorAccount.account();
            return judge(attempt, token, user, operatorAccount);
        } catch (IdentityException refused) {
            return denied(refused.getMessage(), account);
        }
    }

    private Verdict judge(Attempt attempt, String token, UserClaims user, OperatorAccount operatorAccount) {
        AccountClaims claims = operatorAccount.state().claims();
        UserLimits limits = ClaimsConversion.effectiveLimits(user, claims);
        if (limits.proxyRequired()) {
            throw new IdentityException("Proxy Required");
        }
        if (limits.bearer() && claims.limits().bearerDisallowed()) {
            throw new IdentityException("Account does not allow bearer tokens");
        }
        requireConnectionType(limits);
        if (!limits.bearer()) {
            requireSignature(user, attempt.connect(), attempt.nonce());
        }
        if (claims.isRevoked(user.subject(), user.issuedAt())) {
            throw new IdentityException("User authentication revoked");
        }
        requireSource(limits, attempt);
        return new Allowed(
                operatorAccount.account(),
                identity(token, user),
                ClaimsConversion.permissions(limits, claims),
                ClaimsConversion.userLimits(limits),
                expiry(user, limits));
    }

    private UserClaims user(String token) {
        UserClaims user;
        try {
            user = Jwt.decode(token, UserClaims.class);
        } catch (IdentityException malformed) {
            throw new IdentityException("User JWT not valid: " + malformed.getMessage());
        }
        var problems = user.problems(clock.now());
        if (!problems.isEmpty()) {
            throw new IdentityException("User JWT no longer valid: " + problems);
        }
        return user;
    }

    private OperatorAccount account(UserClaims user) {
        OperatorAccount account;
        try {
            account = accounts.lookup(user.account());
        } catch (IdentityException | JwtStore.JwtStoreException missing) {
            throw new IdentityException("Account JWT lookup error: " + missing.getMessage());
        }
        if (account.state().expired()) {
            throw new IdentityException("Account JWT has expired");
        }
        return account;
    }

    private static void requireConnectionType(UserLimits limits) {
        if (!limits.connectionTypes().isEmpty()
                && limits.connectionTypes().stream()
                        .noneMatch(type -> type.toUpperCase(Locale.ROOT).equals(STANDARD))) {
            throw new IdentityException("Connection type not allowed");
        }
    }

    private static void requireSignature(UserClaims user, ConnectOptions connect, String nonce) {
        String signature = connect.signature();
        if (signature == null || signature.isEmpty()) {
            throw new IdentityException("Signature missing");
        }
        if (!Nkey.parse(user.subject()).verify(nonce.getBytes(StandardCharsets.US_ASCII), signatureBytes(signature))) {
            throw new IdentityException("Signature not verified");
        }
    }

    private static byte[] signatureBytes(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notUrl) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException neither) {
                throw new IdentityException("Signature not valid base64");
            }
        }
    }

    private static void requireSource(UserLimits limits, Attempt attempt) {
        var networks = limits.sourceNetworks();
        var address = attempt.remote().getAddress();
        if (!networks.isEmpty()
                && networks.stream().noneMatch(network -> Cidr.parse(network).contains(address))) {
            throw new IdentityException("Bad src Ip " + address.getHostAddress());
        }
    }

    private @Nullable Instant expiry(UserClaims user, UserLimits limits) {
        Instant expires = user.expires() == 0 ? null : Instant.ofEpochSecond(user.expires());
        if (limits.times().isEmpty()) {
            return expires;
        }
        Instant closing = ConnectTimes.openUntil(limits.times(), limits.timeZone(), clock.now());
        if (closing == null) {
            throw new IdentityException("Outside connect times");
        }
        return expires == null || closing.isBefore(expires) ? closing : expires;
    }

    private static UserIdentity identity(String token, UserClaims user) {
        return new UserIdentity(
                user.subject(), user.subject(), user.issuer(), user.issuedAt(), token, user.name(), user.tags());
    }

    private static Denied denied(@Nullable String cause, @Nullable Account account) {
        return new Denied(
                "Authorization Violation",
                ClosedReason.AUTHENTICATION_VIOLATION,
                cause == null ? "Authentication failed" : cause,
                account);
    }
}
