package io.vagus.account.operator;

import io.vagus.account.Account;
import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.NonceProof;
import io.vagus.account.Peer;
import io.vagus.account.Permissions;
import io.vagus.account.TrustedProxies;
import io.vagus.account.UserIdentity;
import io.vagus.account.callout.AuthCallout;
import io.vagus.account.claims.ConnectTimes;
import io.vagus.account.claims.ConnectionTypes;
import io.vagus.base.Clock;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Cidr;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.UserClaims;
import io.vagus.identity.UserLimits;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import java.net.InetAddress;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets in users that show a JWT signed for an account of the trusted operators, and prove that they own its key by
 * signing the nonce. Signatures are checked on an executor of its own, so that a storm of logins holds up no event
 * loop; an attempt that the executor refuses is denied. The order of its questions is nats-server's (server/auth.go).
 */
public final class OperatorAuthenticator implements Authenticator {
    private final OperatorAccounts accounts;
    private final TrustedProxies proxies;
    private final @Nullable AuthCallout callout;
    private final Executor executor;
    private final Clock clock;
    private volatile OperatorRules rules;

    /** @param callout asks the authentication services that accounts name; null where none may be asked */
    public OperatorAuthenticator(
            OperatorAccounts accounts,
            OperatorRules rules,
            TrustedProxies proxies,
            @Nullable AuthCallout callout,
            Executor executor,
            Clock clock) {
        this.accounts = accounts;
        this.rules = rules;
        this.proxies = proxies;
        this.callout = callout;
        this.executor = executor;
        this.clock = clock;
    }

    /** Follows these from now on. */
    public void use(OperatorRules changed) {
        rules = changed;
    }

    @Override
    public Threshold threshold(ConnectionType type) {
        return Threshold.REQUIRED;
    }

    @Override
    public boolean nonceRequired() {
        return true;
    }

    @Override
    public Verdict anonymous(Peer peer) {
        return Denied.violation("Authentication requires a user JWT");
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        if (!mayShowJwt(attempt)) {
            return CompletableFuture.completedStage(anonymous(attempt.peer()));
        }
        try {
            return CompletableFuture.supplyAsync(() -> begin(attempt), executor)
                    .thenCompose(begun -> begun)
                    .exceptionally(OperatorAuthenticator::failed);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.completedStage(Denied.violation("Too many logins at once"));
        }
    }

    private boolean mayShowJwt(Attempt attempt) {
        return attempt.connect().jwt() != null || rules.defaultSentinel() != null || isMqtt(attempt);
    }

    private static boolean isMqtt(Attempt attempt) {
        ConnectionType type = attempt.peer().type();
        return type == ConnectionType.MQTT || type == ConnectionType.MQTT_WS;
    }

    /** A login on its way: what the client showed, and how it came. */
    private record Login(
            Attempt attempt,
            String token,
            UserClaims user,
            @Nullable String proxyKey) {}

    private CompletionStage<Verdict> begin(Attempt attempt) {
        if (!(proxies.passage(attempt) instanceof TrustedProxies.Open(String proxyKey))) {
            return CompletableFuture.completedStage(
                    Denied.violation(ClosedReason.PROXY_NOT_TRUSTED, "proxy is not trusted"));
        }
        String token = token(attempt);
        if (token == null) {
            return CompletableFuture.completedStage(anonymous(attempt.peer()));
        }
        Login login = new Login(attempt, token, user(token), proxyKey);
        if (login.user().limits().proxyRequired() && proxyKey == null) {
            return CompletableFuture.completedStage(proxyRequired());
        }
        var problems = login.user().problems(clock.now());
        if (!problems.isEmpty()) {
            throw new IdentityException("User JWT no longer valid: " + problems);
        }
        String accountKey = login.user().account();
        if (!rules.isPinned(accountKey)) {
            accounts.unpinnedLogin();
            throw new IdentityException("Account " + accountKey + " not listed as operator pinned account");
        }
        return accounts.lookup(accountKey)
                .handleAsync(
                        (account, failure) -> {
                            if (failure != null) {
                                throw new IdentityException("Account JWT lookup error: " + text(failure));
                            }
                            return judge(login, account);
                        },
                        executor)
                .thenCompose(verdict -> verdict);
    }

    /** The user's JWT: in CONNECT, in an MQTT password, or the default one where the client shows nothing of the kind. */
    private @Nullable String token(Attempt attempt) {
        ConnectOptions connect = attempt.connect();
        String password = connect.password();
        if (isMqtt(attempt) && connect.jwt() == null && password != null && isUserJwt(password)) {
            return password;
        }
        String jwt = connect.jwt();
        String sentinel = rules.defaultSentinel();
        return sentinel != null && (jwt == null || !isUserJwt(jwt)) ? sentinel : jwt;
    }

    private static boolean isUserJwt(String text) {
        try {
            Jwt.decode(text, UserClaims.class);
            return true;
        } catch (IdentityException other) {
            return false;
        }
    }

    private static UserClaims user(String token) {
        try {
            return Jwt.decode(token, UserClaims.class);
        } catch (IdentityException malformed) {
            throw new IdentityException("User JWT not valid: " + malformed.getMessage());
        }
    }

    private CompletionStage<Verdict> judge(Login login, OperatorAccount operatorAccount) {
        AccountClaims claims = operatorAccount.state().claims();
        Verdict verdict;
        boolean proxyRequired = login.user().limits().proxyRequired();
        try {
            UserLimits limits = limits(login.user(), operatorAccount);
            proxyRequired |= limits.proxyRequired();
            verdict = proxyRequired && login.proxyKey() == null
                    ? proxyRequired()
                    : allowed(login, limits, operatorAccount);
        } catch (IdentityException refused) {
            verdict = Denied.violation(String.valueOf(refused.getMessage()));
        }
        if (!claims.authorization().isEnabled()) {
            return CompletableFuture.completedStage(verdict);
        }
        return callOut(login, operatorAccount, verdict, proxyRequired);
    }

    private UserLimits limits(UserClaims user, OperatorAccount operatorAccount) {
        AccountClaims claims = operatorAccount.state().claims();
        return ClaimsConversion.effectiveLimits(
                user, claims, accounts.operators().isStrict(claims.issuer()));
    }

    private Allowed allowed(Login login, UserLimits limits, OperatorAccount operatorAccount) {
        UserClaims user = login.user();
        AccountClaims claims = operatorAccount.state().claims();
        if (operatorAccount.state().expired()) {
            throw new IdentityException("Account JWT has expired");
        }
        if (limits.bearer() && claims.limits().bearerDisallowed()) {
            throw new IdentityException("Account does not allow bearer tokens");
        }
        Peer peer = login.attempt().peer();
        if (ConnectionTypes.check(limits.connectionTypes(), peer.type()) != ConnectionTypes.ALLOWED) {
            throw new IdentityException("Connection type not allowed");
        }
        if (!limits.bearer()) {
            String problem = NonceProof.problem(
                    user.subject(),
                    login.attempt().connect().signature(),
                    login.attempt().nonce());
            if (problem != null) {
                throw new IdentityException(problem);
            }
        }
        if (claims.isRevoked(user.subject(), user.issuedAt())) {
            throw new IdentityException("User authentication revoked");
        }
        requireSource(limits, peer);
        return new Allowed(
                operatorAccount.account(),
                identity(login),
                ClaimsConversion.permissions(limits, claims),
                ClaimsConversion.userLimits(limits),
                expiry(user, limits));
    }

    private static void requireSource(UserLimits limits, Peer peer) {
        InetAddress address = peer.remote().getAddress();
        if (!limits.sourceNetworks().isEmpty()
                && (address == null
                        || limits.sourceNetworks().stream()
                                .noneMatch(network -> Cidr.parse(network).contains(address)))) {
            throw new IdentityException("Bad src Ip " + peer.host());
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

    private static UserIdentity identity(Login login) {
        UserClaims user = login.user();
        ConnectOptions connect = login.attempt().connect();
        // A name in CONNECT means nothing here, but is what connz shows; nats-server does the same.
        String shown = UserIdentity.claimed(connect).authorizedUser();
        return new UserIdentity(
                shown == null || shown.equals(UserIdentity.REDACTED) ? user.subject() : shown,
                user.subject(),
                user.issuer(),
                user.issuedAt(),
                login.token(),
                user.name(),
                user.tags(),
                login.proxyKey());
    }

    // --- authentication services -------------------------------------------------------------------------------

    private CompletionStage<Verdict> callOut(
            Login login, OperatorAccount operatorAccount, Verdict verdict, boolean proxyRequired) {
        Account account = operatorAccount.account();
        AccountClaims claims = operatorAccount.state().claims();
        boolean served =
                claims.authorization().authUsers().contains(login.user().subject());
        if (served || !(verdict instanceof Allowed allowed)) {
            return CompletableFuture.completedStage(inServiceAccount(verdict));
        }
        if (allowed.account().isFull()) {
            return CompletableFuture.completedStage(Denied.full());
        }
        AuthCallout service = callout;
        if (service == null) {
            return CompletableFuture.completedStage(Denied.violation("authentication services are not asked here"));
        }
        String xkey = claims.authorization().xkey();
        AuthCallout.Question question = new AuthCallout.Question(
                login.attempt(),
                account,
                account.name(),
                xkey.isEmpty() ? null : xkey,
                allowed.user(),
                login.token(),
                proxyRequired,
                login.proxyKey() != null);
        return service.ask(question, new OperatorCalloutRules(accounts, operatorAccount))
                .thenApply(
                        answer -> answer instanceof Allowed in ? in.as(in.user().through(login.proxyKey())) : answer);
    }

    private static Verdict inServiceAccount(Verdict verdict) {
        if (!(verdict instanceof Allowed allowed)) {
            return verdict;
        }
        Permissions permissions = AuthCallout.permissions(allowed.permissions(), true);
        return allowed.with(permissions);
    }

    // --- refusals ----------------------------------------------------------------------------------------------

    private static Denied proxyRequired() {
        return Denied.violation(ClosedReason.PROXY_REQUIRED, "proxy connection required");
    }

    private static Verdict failed(Throwable failure) {
        return Denied.violation(text(failure));
    }

    private static String text(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? "Authentication failed" : cause.getMessage();
    }
}
