package io.vagus.account.operator;

import io.vagus.account.Account;
import io.vagus.account.AccountLimits;
import io.vagus.account.Accounts;
import io.vagus.account.Member;
import io.vagus.account.Permissions;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.SigningKey;
import io.vagus.identity.UserClaims;
import io.vagus.protocol.ClosedReason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that came from the store, and what their claims mean for live connections. An account is read and
 * verified when somebody first asks for it. Safe for use by any thread; claims of one account change one after the
 * other, under this object's lock.
 *
 * <p>A login that was judged just before a change may join just after it. So each change is enforced twice: at once,
 * and again when such logins have joined or timed out.
 */
public final class OperatorAccounts {
    /** Longer than a login may take. */
    private static final Duration LOGIN_GRACE = Duration.ofSeconds(5);

    private static final AccountLimits NOTHING = new AccountLimits(0, 0, 0, 0);

    private final TrustedOperators operators;
    private final JwtStore store;
    private final Accounts accounts;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Log log;
    private final Map<String, OperatorAccount> known = new ConcurrentHashMap<>();

    public OperatorAccounts(
            TrustedOperators operators,
            JwtStore store,
            Accounts accounts,
            ScheduledExecutorService timer,
            Clock clock,
            Log log) {
        this.operators = operators;
        this.store = store;
        this.accounts = accounts;
        this.timer = timer;
        this.clock = clock;
        this.log = log;
    }

    public TrustedOperators operators() {
        return operators;
    }

    public JwtStore store() {
        return store;
    }

    /** The account if its claims are in effect already; never waits. */
    public @Nullable OperatorAccount find(String accountKey) {
        return known.get(accountKey);
    }

    /**
     * The account, read from the store when it is not in effect yet: may wait for the disk.
     *
     * @throws IdentityException when there is none, or its JWT is not valid here
     */
    public OperatorAccount lookup(String accountKey) {
        OperatorAccount present = known.get(accountKey);
        return present != null && !present.state().expired() ? present : load(accountKey);
    }

    /** Stores an account's JWT and puts it into effect where the account is in use; an untrusted one is stored only. */
    public void store(String accountKey, String jwt) {
        if (store.save(accountKey, jwt) && known.containsKey(accountKey)) {
            try {
                load(accountKey);
            } catch (IdentityException notValid) {
                log.error("Update for account \"" + accountKey + "\" resulted in error " + notValid.getMessage());
            }
        }
    }

    /**
     * Deletes an account from the store and closes its connections. Its counters live on, so that usage never runs
     * backwards should it come again.
     */
    public boolean delete(String accountKey) {
        boolean deleted = store.delete(accountKey);
        if (deleted) {
            end(accountKey);
            OperatorAccount account = known.get(accountKey);
            if (account != null) {
                account.account().updateLimits(NOTHING);
            }
        }
        return deleted;
    }

    private synchronized OperatorAccount load(String accountKey) {
        String jwt = store.load(accountKey);
        if (jwt == null) {
            throw new IdentityException("account missing");
        }
        OperatorAccount present = known.get(accountKey);
        if (present != null
                && !present.state().expired()
                && present.state().jwt().equals(jwt)) {
            return present;
        }
        AccountClaims claims = verify(accountKey, jwt);
        OperatorAccount.State state = new OperatorAccount.State(claims, jwt, clock.now(), false);
        if (present == null) {
            OperatorAccount created = new OperatorAccount(accounts.getOrCreate(accountKey), state);
            apply(created, claims);
            known.put(accountKey, created);
            return created;
        }
        AccountClaims before = present.state().claims();
        present.state(state);
        apply(present, claims);
        enforce(present, before);
        return present;
    }

    private AccountClaims verify(String accountKey, String jwt) {
        AccountClaims claims = Jwt.decode(jwt, AccountClaims.class);
        Instant now = clock.now();
        if (!claims.subject().equals(accountKey)
                || !operators.isTrusted(claims.issuer())
                || claims.isExpired(now)
                || claims.isNotYetValid(now)
                || !claims.problems().isEmpty()) {
            throw new IdentityException("account validation failed");
        }
        return claims;
    }

    private void apply(OperatorAccount account, AccountClaims claims) {
        account.account().nameTag(claims.name());
        account.account().updateLimits(ClaimsConversion.limits(claims));
        account.account().updateStreams(ClaimsConversion.streams(claims));
        account.expiry(
                claims.expires() == 0
                        ? null
                        : timer.schedule(
                                () -> end(claims.subject()),
                                Math.max(0, claims.expires() - clock.now().getEpochSecond()),
                                TimeUnit.SECONDS));
    }

    /** The account's time is over, or it was deleted: everybody out, nobody in. */
    private synchronized void end(String accountKey) {
        OperatorAccount account = known.get(accountKey);
        if (account == null) {
            return;
        }
        OperatorAccount.State state = account.state();
        account.state(new OperatorAccount.State(state.claims(), state.jwt(), clock.now(), true));
        account.expiry(null);
        expireMembers(account);
        again(() -> {
            if (account.state().expired()) {
                expireMembers(account);
            }
        });
    }

    private static void expireMembers(OperatorAccount account) {
        account.account().closeAll(ClosedReason.AUTHENTICATION_EXPIRED, "Account Authentication Expired");
    }

    private void enforce(OperatorAccount account, AccountClaims before) {
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

    private static void refreshPermissions(Member member, AccountClaims claims) {
        UserClaims token = token(member);
        if (token == null) {
            return;
        }
        try {
            Permissions permissions =
                    ClaimsConversion.permissions(ClaimsConversion.effectiveLimits(token, claims), claims);
            if (!permissions.equals(member.permissions())) {
                member.updatePermissions(permissions);
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

    /** For monitoring: the tenant behind the key. */
    public @Nullable Account account(String accountKey) {
        OperatorAccount account = known.get(accountKey);
        return account == null ? null : account.account();
    }
}
