package io.vagus.account.operator;

import io.vagus.account.Account;
import io.vagus.account.AccountLimits;
import io.vagus.account.Accounts;
import io.vagus.account.AuditTrail;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Claims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Import;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.identity.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that came from the store; what their claims mean for live connections is {@link ClaimsEnforcement}'s.
 * An account is read and verified when somebody first asks for it; those who ask meanwhile wait for the same reading.
 * Safe for use by any thread; claims change one after the other, under this object's lock, which is not held while
 * anything waits.
 */
public final class OperatorAccounts {
    /** Accounts that may be on their way from the store or other servers at the same time. */
    public static final int MAX_LOOKUPS = 1024;

    /** How soon an account that has expired is looked up again. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final AccountLimits NOTHING = new AccountLimits(0, 0, 0, 0);

    private final TrustedOperators operators;
    private final ClaimsEnforcement enforcement;
    private volatile JwtStore store;
    private final Accounts accounts;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Log log;
    private final Map<String, OperatorAccount> known = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<OperatorAccount>> lookups = new ConcurrentHashMap<>();
    private final List<ClaimsListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong unpinnedLogins = new AtomicLong();
    private volatile Peers peers = Peers.none();
    private volatile AuditTrail audit = AuditTrail.none();
    private volatile SyncTimes times = SyncTimes.DEFAULT;

    public OperatorAccounts(
            TrustedOperators operators,
            JwtStore store,
            Accounts accounts,
            ScheduledExecutorService timer,
            Clock clock,
            Log log) {
        this.operators = operators;
        this.enforcement = new ClaimsEnforcement(operators, timer);
        this.store = store;
        this.accounts = accounts;
        this.timer = timer;
        this.clock = clock;
        this.log = log;
    }

    public TrustedOperators operators() {
        return operators;
    }

    /** Takes accounts from another store from now on; those in use stay as they are until that has something new. */
    public void use(JwtStore next) {
        store = next;
    }

    public JwtStore store() {
        return store;
    }

    /** A login was refused because its account is not pinned. */
    void unpinnedLogin() {
        unpinnedLogins.incrementAndGet();
    }

    /** Logins that were refused because their account is not pinned, since the node started. */
    public long unpinnedLogins() {
        return unpinnedLogins.get();
    }

    /** Reports changes of claims to this one from now on. */
    public void audit(AuditTrail trail) {
        audit = trail;
    }

    /** Who hears of changes of claims. */
    public AuditTrail audit() {
        return audit;
    }

    /** Has servers help each other at these times. */
    public void times(SyncTimes changed) {
        times = changed;
    }

    public SyncTimes times() {
        return times;
    }

    /** Asks these for accounts that the store does not have, from now on. */
    public void peers(Peers others) {
        peers = others;
    }

    /** Has somebody put claims into effect, those that hold already included. */
    public synchronized void listen(ClaimsListener listener) {
        listeners.add(listener);
        known.values()
                .forEach(account ->
                        listener.changed(account.account(), account.state().claims()));
    }

    /** The account if its claims are in effect already; never waits. */
    public @Nullable OperatorAccount find(String accountKey) {
        return known.get(accountKey);
    }

    /**
     * The account; fails with {@link IdentityException} or {@link JwtStore.JwtStoreException} when there is none or its
     * JWT is not valid here. Done at once for an account in effect.
     */
    public CompletionStage<OperatorAccount> lookup(String accountKey) {
        OperatorAccount present = known.get(accountKey);
        if (present != null && !mustRenew(present)) {
            return CompletableFuture.completedStage(present);
        }
        if (lookups.size() >= MAX_LOOKUPS) {
            return CompletableFuture.failedStage(new IdentityException("too many account lookups at once"));
        }
        CompletableFuture<OperatorAccount> mine = new CompletableFuture<>();
        CompletableFuture<OperatorAccount> other = lookups.putIfAbsent(accountKey, mine);
        if (other != null) {
            return other;
        }
        Thread.startVirtualThread(() -> {
            try {
                mine.complete(fetch(accountKey));
            } catch (RuntimeException failed) {
                mine.completeExceptionally(failed);
            } finally {
                lookups.remove(accountKey, mine);
            }
        });
        return mine;
    }

    private boolean mustRenew(OperatorAccount account) {
        return account.state().expired()
                && account.state().updated().plus(RETRY).isBefore(clock.now());
    }

    /**
     * Has the account by its key alone as long as the store has no token of it: unlimited but without streams, for users that
     * the account itself signed. That is how whoever brings the first tokens gets in. True when it stands in now.
     */
    public boolean standInFor(String accountKey) {
        if (!Nkey.isValid(accountKey, KeyKind.ACCOUNT) || takeFromStore(accountKey)) {
            return false;
        }
        AccountClaims bare = AccountClaims.builder(accountKey)
                .signingKeys(List.of(SigningKey.plain(accountKey)))
                .build();
        synchronized (this) {
            OperatorAccount created = new OperatorAccount(
                    accounts.getOrCreate(accountKey), new OperatorAccount.State(bare, "", clock.now(), false));
            apply(created, bare);
            known.putIfAbsent(accountKey, created);
        }
        return true;
    }

    /** Puts the token that the store has of an account into effect; false when it has none that is valid. May wait. */
    public boolean takeFromStore(String accountKey) {
        try {
            fetch(accountKey);
            return true;
        } catch (IdentityException | JwtStore.JwtStoreException notThere) {
            return false;
        }
    }

    /** Whether a token says what holds for this account, rather than its key alone. */
    public boolean hasToken(String accountKey) {
        OperatorAccount account = known.get(accountKey);
        return account != null && !account.state().jwt().isEmpty();
    }

    private OperatorAccount fetch(String accountKey) {
        if (!Nkey.isValid(accountKey, KeyKind.ACCOUNT)) {
            throw new IdentityException("will only fetch valid account keys");
        }
        String jwt = store.load(accountKey);
        if (jwt == null && (store.kind() == JwtStore.Kind.FULL || store.kind() == JwtStore.Kind.CACHE)) {
            jwt = peers.lookup(accountKey);
            if (jwt != null) {
                storeIfNewer(accountKey, jwt);
            }
        }
        if (jwt == null) {
            throw new IdentityException("account missing");
        }
        OperatorAccount account = apply(accountKey, jwt);
        bringExporters(account, new HashSet<>(Set.of(accountKey)));
        return account;
    }

    /** So that who comes in finds the imports at work; accounts that are not in the store may follow later. */
    private void bringExporters(OperatorAccount importer, Set<String> visited) {
        for (Import each : importer.state().claims().imports()) {
            String key = each.account();
            String jwt = visited.add(key) && !known.containsKey(key) && Nkey.isValid(key, KeyKind.ACCOUNT)
                    ? store.load(key)
                    : null;
            if (jwt != null) {
                try {
                    bringExporters(apply(key, jwt), visited);
                } catch (IdentityException notValid) {
                    log.error("Account \"" + key + "\", which others import from: " + notValid.getMessage());
                }
            }
        }
    }

    /** Stores an account's JWT and puts it into effect where the account is in use; an untrusted one is stored only. */
    public void store(String accountKey, String jwt) {
        if (store.save(accountKey, jwt)) {
            refresh(accountKey, jwt);
        }
    }

    /**
     * As {@link #store}, unless what is stored is newer or the same; true when it was stored.
     *
     * @throws IdentityException when the token is not genuine, or of another account
     */
    public boolean storeIfNewer(String accountKey, String jwt) {
        String stored = store.load(accountKey);
        if (stored != null && !isNewer(accountKey, stored, jwt)) {
            return false;
        }
        store(accountKey, jwt);
        return true;
    }

    private static boolean isNewer(String accountKey, String stored, String jwt) {
        Claims next = Jwt.decodeGeneric(jwt);
        Claims present;
        try {
            present = Jwt.decodeGeneric(stored);
        } catch (IdentityException damaged) {
            return true;
        }
        if (present.id().equals(next.id()) || present.issuedAt() > next.issuedAt()) {
            return false;
        }
        if (!next.subject().equals(accountKey)) {
            throw new IdentityException("jwt subject nkey and provided nkey do not match");
        }
        return true;
    }

    /** Puts a JWT into effect that is not kept; false when the account is not in use. Errors: {@link IdentityException}. */
    public boolean applyIfKnown(String accountKey, String jwt) {
        if (!known.containsKey(accountKey)) {
            return false;
        }
        apply(accountKey, jwt);
        return true;
    }

    /** Takes over what others did to the store. */
    public void reload() {
        for (String accountKey : store.reload()) {
            String jwt = store.load(accountKey);
            if (jwt != null) {
                refresh(accountKey, jwt);
            }
        }
    }

    /** Has exactly these accounts in a store that is fed by the configuration; others are closed. */
    public void reload(Map<String, String> preload) {
        if (!(store instanceof MemoryJwtStore memory)) {
            return;
        }
        memory.replace(preload);
        for (String accountKey : known.keySet()) {
            String jwt = preload.get(accountKey);
            if (jwt == null) {
                leave(accountKey);
            } else {
                refresh(accountKey, jwt);
            }
        }
    }

    private void refresh(String accountKey, String jwt) {
        if (!known.containsKey(accountKey)) {
            return;
        }
        try {
            apply(accountKey, jwt);
        } catch (IdentityException notValid) {
            log.error("Update for account \"" + accountKey + "\" resulted in error " + notValid.getMessage());
        }
    }

    /**
     * Deletes an account from the store and closes its connections. Its counters live on, so that usage never runs
     * backwards should it come again; so do its streams, at rest, and what it was allowed of them is free for others.
     */
    public boolean delete(String accountKey) {
        boolean deleted = store.delete(accountKey);
        if (deleted) {
            end(accountKey);
            OperatorAccount account = known.get(accountKey);
            if (account != null) {
                account.deletedJwt(account.state().jwt());
                account.account().updateLimits(NOTHING);
                account.account().updateStreams(null);
                account.account().retire(true);
            }
        }
        return deleted;
    }

    private synchronized OperatorAccount apply(String accountKey, String jwt) {
        OperatorAccount present = known.get(accountKey);
        if (present != null
                && !present.state().expired()
                && present.state().jwt().equals(jwt)) {
            return present;
        }
        if (present != null && jwt.equals(present.deletedJwt())) {
            // To nats-server the claims are the same as ever, so that a deletion holds until there are others.
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
        present.deletedJwt(null);
        present.state(state);
        apply(present, claims);
        enforcement.changed(present, before);
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
        account.account().retire(false);
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
        listeners.forEach(listener -> listener.changed(account.account(), claims));
    }

    /** The account's time is over, or it was deleted: everybody out, nobody in. */
    private synchronized void end(String accountKey) {
        OperatorAccount account = expired(accountKey);
        if (account != null) {
            enforcement.expire(account);
        }
    }

    /** As {@link #end}, of an account that the configuration names no more: its members are not authorized now. */
    private synchronized void leave(String accountKey) {
        OperatorAccount account = expired(accountKey);
        if (account != null) {
            enforcement.dismiss(account);
        }
    }

    private @Nullable OperatorAccount expired(String accountKey) {
        OperatorAccount account = known.get(accountKey);
        if (account != null) {
            OperatorAccount.State state = account.state();
            account.state(new OperatorAccount.State(state.claims(), state.jwt(), clock.now(), true));
            account.expiry(null);
        }
        return account;
    }

    /** For monitoring: the tenant behind the key. */
    public @Nullable Account account(String accountKey) {
        OperatorAccount account = known.get(accountKey);
        return account == null ? null : account.account();
    }
}
