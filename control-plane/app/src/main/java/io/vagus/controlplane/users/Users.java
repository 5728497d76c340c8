package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.users.store.CredentialRows;
import io.vagus.controlplane.users.store.UserRow;
import io.vagus.controlplane.users.store.UserRows;
import io.vagus.identity.AccountClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** NATS users. Their seeds are handed out once and never stored; what was handed out is taken back by revoking it. */
@ApplicationScoped
public class Users {

    /**
     * How many users and revocations together an account may have. Each user may become a revocation, and all of those are
     * in the account's token, which has to stay below 1 MiB.
     */
    public static final int MAX_PER_ACCOUNT = 5_000;

    private final UserRows rows;
    private final CredentialRows credentialRows;
    private final Credentials credentials;
    private final AccountGate gate;
    private final Accounts accounts;
    private final SigningKeys keys;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Users(
            UserRows rows,
            CredentialRows credentialRows,
            Credentials credentials,
            AccountGate gate,
            Accounts accounts,
            SigningKeys keys,
            AuditLog audit,
            Preconditions preconditions) {
        this.rows = rows;
        this.credentialRows = credentialRows;
        this.credentials = credentials;
        this.gate = gate;
        this.accounts = accounts;
        this.keys = keys;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<UserCreated> create(UnitOfWork work, Caller caller, UUID accountId, NewUser wanted) {
        if (wanted.limits() != null) {
            wanted.limits().requireMeaning("limits");
        }
        return gate.enterToChange(
                        work, caller, accountId, Right.DEVELOP, Action.of("user.create", "account", accountId))
                .call(account -> rows.load(work, accountId).invoke(Users::requireRoom))
                .flatMap(account -> keys.forUser(work, caller, account, wanted.signingKeyId())
                        .invoke(key -> requirePlain(key, wanted))
                        .flatMap(key -> {
                            UserRow row = row(work, account, wanted);
                            return credentials
                                    .issue(work, caller, account, key, row, wanted)
                                    .call(() -> named(work.session().insert(row)));
                        })
                        .call(created -> audit.done(
                                work,
                                caller,
                                account.teamId(),
                                action("user.create", created.user().id()),
                                "named " + wanted.name())));
    }

    /** A page by name; {@code q} is looked for in names and tags, or is a public key. */
    public Uni<Page<User>> page(UnitOfWork work, Caller caller, UUID accountId, PageQuery query, String q) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("user.list", "account", accountId))
                .chain(() -> credentials.disabledKeys(work, accountId))
                .flatMap(disabled -> rows.page(work, accountId, query, q.toLowerCase(Locale.ROOT))
                        .map(found -> Page.of(
                                query,
                                found,
                                row -> new Cursor(row.name, row.id),
                                row -> user(row, work.now(), disabled))));
    }

    public Uni<User> get(UnitOfWork work, Caller caller, UUID accountId, UUID userId) {
        Action action = action("user.read", userId);
        return gate.enter(work, caller, accountId, Right.READ, action)
                .chain(() -> row(work, caller, accountId, userId, action))
                .flatMap(row -> shown(work, row));
    }

    /**
     * Hands out new credentials, with a new key, for a user; one that was revoked or has expired is good again. What was
     * handed out before counts for {@code overlap} more.
     *
     * @param lifetime how long the new ones count; null: as long as the present ones do
     */
    public Uni<UserCreated> rotate(
            UnitOfWork work,
            Caller caller,
            UUID accountId,
            UUID userId,
            Duration overlap,
            @Nullable Duration lifetime) {
        Action action = action("user.rotate", userId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .call(account -> rows.load(work, accountId).invoke(Users::requireRoom))
                .flatMap(account -> row(work, caller, accountId, userId, action)
                        .invoke(row -> require(work, row))
                        .flatMap(row -> keys.forUser(work, caller, account, row.signingKeyId)
                                .call(() -> end(work, row, overlap))
                                .flatMap(
                                        key -> credentials.issue(work, caller, account, key, row, again(row, lifetime)))
                                .call(() -> named(work.session().update(row))))
                        .call(created -> accounts.partChanged(
                                work,
                                account,
                                caller,
                                "credentials of " + created.user().name() + " rotated"))
                        .call(created -> audit.done(
                                work,
                                caller,
                                account.teamId(),
                                action,
                                "named " + created.user().name() + ", the old credentials count for "
                                        + overlap.toSeconds() + " s more")));
    }

    /** Revoking again changes nothing. */
    public Uni<User> revoke(UnitOfWork work, Caller caller, UUID accountId, UUID userId) {
        Action action = action("user.revoke", userId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, caller, accountId, userId, action)
                        .invoke(row -> require(work, row))
                        .call(row -> revoke(work, caller, account, row))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name))
                        .flatMap(row -> shown(work, row)));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID userId) {
        Action action = action("user.delete", userId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, caller, accountId, userId, action)
                        .invoke(row -> require(work, row))
                        .call(row -> revoke(work, caller, account, row))
                        .call(row -> work.session().delete(row))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name))
                        .replaceWithVoid());
    }

    /** Revokes whatever was issued until then, to the second, for whichever user; returns how many users that were. */
    public Uni<Integer> revokeIssuedUntil(UnitOfWork work, Caller caller, UUID accountId, @Nullable Instant until) {
        Instant second = (until == null ? work.now() : until).truncatedTo(ChronoUnit.SECONDS);
        if (second.isAfter(work.now())) {
            throw ProblemException.invalid("issuedUntil", "must not be in the future");
        }
        Instant before = second.plusSeconds(1);
        return accounts.revokeBefore(work, caller, accountId, second)
                .chain(() -> credentialRows.revokeBefore(work, accountId, before))
                .chain(() -> rows.revokeBefore(work, accountId, before));
    }

    /**
     * The revocations that the account's token has to carry, in seconds since 1970 by user key, {@code *} for everybody.
     * Those of credentials that have expired by now are forgotten first.
     */
    public Uni<Map<String, Long>> revocations(UnitOfWork work, Account account) {
        return credentialRows
                .pruneRevocations(work, account.id())
                .chain(() -> credentialRows.revocations(work, account.id()))
                .map(found -> {
                    Map<String, Long> revocations = new HashMap<>();
                    found.forEach(row -> revocations.put(row.userPublicKey, row.revokedAt.getEpochSecond()));
                    Instant all = account.usersRevokedBefore();
                    if (all != null) {
                        revocations.put(AccountClaims.EVERYBODY, all.getEpochSecond());
                    }
                    return revocations;
                });
    }

    private Uni<Void> end(UnitOfWork work, UserRow row, Duration overlap) {
        return overlap.isZero()
                ? credentials.revokeAll(work, row.id).replaceWithVoid()
                : credentials.revokeLater(work, row.id, work.now().plus(overlap));
    }

    private Uni<Void> revoke(UnitOfWork work, Caller caller, Account account, UserRow row) {
        return credentials.revokeAll(work, row.id).flatMap(any -> {
            if (!any && row.revokedAt != null) {
                return Uni.createFrom().voidItem();
            }
            row.revokedAt = row.revokedAt == null ? work.now() : row.revokedAt;
            return work.session()
                    .update(row)
                    .chain(() -> accounts.partChanged(work, account, caller, "user " + row.name + " revoked"));
        });
    }

    private void require(UnitOfWork work, UserRow row) {
        preconditions.require(user(row, work.now(), Set.of()));
    }

    private Uni<User> shown(UnitOfWork work, UserRow row) {
        return credentials.disabledKeys(work, row.accountId).map(disabled -> user(row, work.now(), disabled));
    }

    private Uni<UserRow> row(UnitOfWork work, Caller caller, UUID accountId, UUID userId, Action action) {
        return gate.part(work, caller, accountId, action, () -> rows.find(work, userId), row -> row.accountId);
    }

    private static UserRow row(UnitOfWork work, Account account, NewUser wanted) {
        UserRow row = new UserRow();
        row.id = Ids.next(work.now());
        row.accountId = account.id();
        row.name = wanted.name();
        row.permissions = JsonText.writeOrNull(wanted.permissions());
        row.limits = JsonText.writeOrNull(wanted.limits());
        row.tags = JsonText.write(wanted.tags());
        row.createdAt = work.now();
        return row;
    }

    private static NewUser again(UserRow row, @Nullable Duration lifetime) {
        Duration present = row.expiresAt == null ? null : Duration.between(row.issuedAt, row.expiresAt);
        return new NewUser(
                row.name,
                row.signingKeyId,
                JsonText.readOrNull(row.permissions, Permissions.class),
                JsonText.readOrNull(row.limits, UserLimits.class),
                JsonText.readList(row.tags, String.class),
                row.bearer,
                lifetime == null ? present : lifetime);
    }

    private static Uni<Void> named(Uni<Void> written) {
        return written.onFailure(failure -> Database.violates(failure, "nats_user_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another user of the account"));
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_ACCOUNT) {
            throw ProblemException.conflict("An account may have " + MAX_PER_ACCOUNT
                    + " users and revocations; deleting a signing key frees those of its users.");
        }
    }

    private static void requirePlain(SigningKey key, NewUser wanted) {
        if (!key.scoped()) {
            return;
        }
        List<FieldError> errors = new ArrayList<>();
        String reason = "is decided by the scoped signing key";
        if (wanted.permissions() != null) {
            errors.add(new FieldError("permissions", reason));
        }
        if (wanted.limits() != null) {
            errors.add(new FieldError("limits", reason));
        }
        if (wanted.bearer() && !key.bearer()) {
            errors.add(new FieldError("bearer", reason));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    static User user(UserRow row, Instant now, Set<UUID> disabledKeys) {
        return new User(
                row.id,
                row.accountId,
                row.name,
                row.publicKey,
                row.signingKeyId,
                row.issuerKey,
                state(row.revokedAt, row.expiresAt, now, disabledKeys.contains(row.signingKeyId)),
                JsonText.readOrNull(row.permissions, Permissions.class),
                JsonText.readOrNull(row.limits, UserLimits.class),
                JsonText.readList(row.tags, String.class),
                row.bearer,
                row.createdAt,
                row.issuedAt,
                row.expiresAt,
                row.revokedAt);
    }

    static UserState state(@Nullable Instant revokedAt, @Nullable Instant expiresAt, Instant now, boolean keyDisabled) {
        if (revokedAt != null) {
            return UserState.REVOKED;
        }
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return UserState.EXPIRED;
        }
        return keyDisabled ? UserState.DISABLED : UserState.ACTIVE;
    }

    private static Action action(String name, UUID userId) {
        return Action.of(name, "user", userId);
    }
}
