package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.keys.PermissionsText;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.users.store.RevocationRow;
import io.vagus.controlplane.users.store.UserRow;
import io.vagus.controlplane.users.store.UserRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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
    private final CredentialIssuer issuer;
    private final AccountGate gate;
    private final Accounts accounts;
    private final SigningKeys keys;
    private final AuditLog audit;

    Users(
            UserRows rows,
            CredentialIssuer issuer,
            AccountGate gate,
            Accounts accounts,
            SigningKeys keys,
            AuditLog audit) {
        this.rows = rows;
        this.issuer = issuer;
        this.gate = gate;
        this.accounts = accounts;
        this.keys = keys;
        this.audit = audit;
    }

    public Uni<UserCreated> create(UnitOfWork work, Caller caller, UUID accountId, NewUser wanted) {
        return gate.enterToChange(
                        work, caller, accountId, Right.DEVELOP, Action.of("user.create", "account", accountId))
                .call(account -> rows.load(work, accountId).invoke(Users::requireRoom))
                .flatMap(account -> keys.forUser(work, caller, account, wanted.signingKeyId())
                        .invoke(key -> requirePlain(key, wanted))
                        .flatMap(key -> issue(work, account, key, wanted))
                        .call(created -> audit.done(
                                work,
                                caller,
                                account.teamId(),
                                action("user.create", created.user().id()),
                                "named " + wanted.name())));
    }

    public Uni<Page<User>> page(UnitOfWork work, Caller caller, UUID accountId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("user.list", "account", accountId))
                .chain(() -> rows.page(work, accountId, query))
                .map(found -> Page.of(query, found, row -> new Cursor(row.name, row.id), row -> user(row, work.now())));
    }

    public Uni<User> get(UnitOfWork work, Caller caller, UUID accountId, UUID userId) {
        Action action = action("user.read", userId);
        return gate.enter(work, caller, accountId, Right.READ, action)
                .chain(() -> row(work, caller, accountId, userId, action))
                .map(row -> user(row, work.now()));
    }

    /** Revoking again changes nothing. */
    public Uni<User> revoke(UnitOfWork work, Caller caller, UUID accountId, UUID userId) {
        Action action = action("user.revoke", userId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, caller, accountId, userId, action)
                        .call(row -> row.revokedAt == null
                                ? revoke(work, account, row)
                                : Uni.createFrom().voidItem())
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name))
                        .map(row -> user(row, work.now())));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID userId) {
        Action action = action("user.delete", userId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, caller, accountId, userId, action)
                        .call(row -> row.revokedAt == null
                                ? revoke(work, account, row)
                                : Uni.createFrom().voidItem())
                        .call(row -> work.session().delete(row))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name))
                        .replaceWithVoid());
    }

    /**
     * The revocations that the account's token has to carry, in seconds since 1970 by user key. Those of credentials that
     * have expired by now are forgotten first.
     */
    public Uni<Map<String, Long>> revocations(UnitOfWork work, UUID accountId) {
        return rows.pruneRevocations(work, accountId)
                .chain(() -> rows.revocations(work, accountId))
                .map(found -> found.stream()
                        .collect(Collectors.toMap(row -> row.userPublicKey, row -> row.revokedAt.getEpochSecond())));
    }

    private Uni<UserCreated> issue(UnitOfWork work, Account account, SigningKey key, NewUser wanted) {
        Instant expires = wanted.lifetime() == null ? null : work.now().plus(wanted.lifetime());
        return keys.open(work, key).flatMap(pair -> {
            CredentialIssuer.Issued issued;
            try (pair) {
                issued = issuer.issue(pair, account.publicKey(), key.scoped(), wanted, expires);
            }
            UserRow row = new UserRow();
            row.id = Ids.next(work.now());
            row.accountId = account.id();
            row.name = wanted.name();
            row.publicKey = issued.publicKey();
            row.signingKeyId = key.id();
            row.permissions = PermissionsText.write(wanted.permissions());
            row.subscriptions = wanted.limits() == null ? null : wanted.limits().subscriptions();
            row.payloadBytes = wanted.limits() == null ? null : wanted.limits().payloadBytes();
            row.createdAt = work.now();
            row.expiresAt = expires;
            return work.session()
                    .insert(row)
                    .onFailure(failure -> Database.violates(failure, "nats_user_name"))
                    .transform(failure -> ProblemException.conflict("name", "is taken by another user of the account"))
                    .replaceWith(() -> new UserCreated(user(row, work.now()), issued.creds()));
        });
    }

    private Uni<Void> revoke(UnitOfWork work, Account account, UserRow row) {
        row.revokedAt = work.now();
        return work.session()
                .update(row)
                .chain(() -> work.session().insert(new RevocationRow(row, work.now())))
                .chain(() -> accounts.partChanged(work, account));
    }

    private Uni<UserRow> row(UnitOfWork work, Caller caller, UUID accountId, UUID userId, Action action) {
        return gate.part(work, caller, accountId, action, () -> rows.find(work, userId), row -> row.accountId);
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
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static User user(UserRow row, Instant now) {
        return new User(
                row.id,
                row.accountId,
                row.name,
                row.publicKey,
                row.signingKeyId,
                state(row, now),
                PermissionsText.read(row.permissions),
                limits(row),
                row.createdAt,
                row.expiresAt,
                row.revokedAt);
    }

    private static UserState state(UserRow row, Instant now) {
        if (row.revokedAt != null) {
            return UserState.REVOKED;
        }
        return row.expiresAt != null && !now.isBefore(row.expiresAt) ? UserState.EXPIRED : UserState.ACTIVE;
    }

    private static @Nullable UserLimits limits(UserRow row) {
        return row.subscriptions == null && row.payloadBytes == null
                ? null
                : new UserLimits(row.subscriptions, row.payloadBytes);
    }

    private static Action action(String name, UUID userId) {
        return Action.of(name, "user", userId);
    }
}
