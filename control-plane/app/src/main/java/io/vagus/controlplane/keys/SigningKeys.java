package io.vagus.controlplane.keys;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.keys.store.RetiringKeyRow;
import io.vagus.controlplane.keys.store.SigningKeyRow;
import io.vagus.controlplane.keys.store.SigningKeyRows;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signing keys of accounts. The first is made with its account and stays. */
@ApplicationScoped
public class SigningKeys {

    /** How many keys an account may have, those that retire included; all of them are in its token. */
    public static final int MAX_PER_ACCOUNT = 100;

    private final SigningKeyRows rows;
    private final KeyMaker maker;
    private final AccountGate gate;
    private final Accounts accounts;
    private final SeedVault seeds;
    private final KeyUsers users;
    private final AuditLog audit;
    private final Preconditions preconditions;

    SigningKeys(
            SigningKeyRows rows,
            KeyMaker maker,
            AccountGate gate,
            Accounts accounts,
            SeedVault seeds,
            KeyUsers users,
            AuditLog audit,
            Preconditions preconditions) {
        this.rows = rows;
        this.maker = maker;
        this.gate = gate;
        this.accounts = accounts;
        this.seeds = seeds;
        this.users = users;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<SigningKey> create(UnitOfWork work, Caller caller, UUID accountId, KeyDraft draft) {
        requireRole(draft.requireMeaning(), draft.permissions() != null);
        return gate.enterToChange(
                        work, caller, accountId, Right.DEVELOP, Action.of("signing-key.create", "account", accountId))
                .call(account -> rows.count(work, accountId).invoke(SigningKeys::requireRoom))
                .flatMap(account -> named(maker.make(work, accountId, draft, false))
                        .call(made ->
                                accounts.partChanged(work, account, caller, "signing key " + draft.name() + " made"))
                        .call(made -> audit.done(
                                work,
                                caller,
                                account.teamId(),
                                action("signing-key.create", made.row().id),
                                "named " + draft.name())))
                .map(made -> key(made.row(), List.of()).withSeed(made.seed()));
    }

    public Uni<Page<SigningKey>> page(UnitOfWork work, Caller caller, UUID accountId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("signing-key.list", "account", accountId))
                .chain(() -> rows.page(work, accountId, query))
                .flatMap(found -> rows.retiring(work, accountId)
                        .map(retiring ->
                                Page.of(query, found, row -> new Cursor("", row.id), row -> key(row, retiring))));
    }

    public Uni<SigningKey> get(UnitOfWork work, Caller caller, UUID accountId, UUID keyId) {
        Action action = action("signing-key.read", keyId);
        return gate.enter(work, caller, accountId, Right.READ, action)
                .chain(() -> row(work, caller, accountId, keyId, action))
                .flatMap(row -> shown(work, row));
    }

    /** Changes what the draft speaks of. A role stays a role, and a plain key plain: users of the two differ. */
    public Uni<SigningKey> update(UnitOfWork work, Caller caller, UUID accountId, UUID keyId, KeyDraft draft) {
        draft.requireMeaning();
        return change(work, caller, accountId, keyId, "update", row -> {
            requireRole(draft, row.permissions != null);
            row.name = draft.name() == null ? row.name : draft.name();
            row.description = draft.description() == null ? row.description : draft.description();
            row.permissions = draft.permissions() == null ? row.permissions : JsonText.write(draft.permissions());
            row.limits = draft.limits() == null ? row.limits : JsonText.write(draft.limits());
            row.bearer = draft.bearer() == null ? row.bearer : draft.bearer();
        });
    }

    /** The users of a disabled key are out and stay out until it is enabled again. */
    public Uni<SigningKey> disable(UnitOfWork work, Caller caller, UUID accountId, UUID keyId) {
        return change(work, caller, accountId, keyId, "disable", row -> row.disabled = true);
    }

    public Uni<SigningKey> enable(UnitOfWork work, Caller caller, UUID accountId, UUID keyId) {
        return change(work, caller, accountId, keyId, "enable", row -> row.disabled = false);
    }

    /**
     * Gives the group another key. What the present one signed counts for {@code overlap} more.
     *
     * @param ownKey the customer's next key, of a programmatic group; null: one is made
     */
    public Uni<SigningKey> rotate(
            UnitOfWork work, Caller caller, UUID accountId, UUID keyId, Duration overlap, @Nullable String ownKey) {
        Action action = action("signing-key.rotate", keyId);
        KeyDraft draft = new KeyDraft(null, null, null, null, null, false, ownKey).requireMeaning();
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .call(account -> rows.count(work, accountId).invoke(SigningKeys::requireRoom))
                .flatMap(account -> row(work, caller, accountId, keyId, action)
                        .invoke(row -> preconditions.require(key(row, List.of())))
                        .invoke(row -> requireOwn(row, draft.publicKey()))
                        .call(row -> retire(work, row, overlap))
                        .flatMap(row -> named(maker.renew(work, row, draft.publicKey())))
                        .call(made -> accounts.partChanged(
                                work, account, caller, "signing key " + made.row().name + " rotated"))
                        .call(made -> audit.done(
                                work,
                                caller,
                                account.teamId(),
                                action,
                                "named " + made.row().name + ", the old key counts for " + overlap.toSeconds()
                                        + " s more"))
                        .flatMap(made -> shown(work, made.row()).map(key -> key.withSeed(made.seed()))));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID keyId) {
        Action action = action("signing-key.delete", keyId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, caller, accountId, keyId, action)
                        .invoke(row -> {
                            preconditions.require(key(row, List.of()));
                            if (row.first) {
                                throw ProblemException.conflict("The first key of an account stays.");
                            }
                        })
                        .call(row -> users.keyGone(work, accountId, keyId))
                        .call(row -> seeds.forget(work, List.of(row.publicKey)))
                        .call(row -> work.session().delete(row))
                        .call(row ->
                                accounts.partChanged(work, account, caller, "signing key " + row.name + " deleted"))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name))
                        .replaceWithVoid());
    }

    /** The key that is to sign a user; the first one of the account when none is named. */
    public Uni<SigningKey> forUser(UnitOfWork work, Caller caller, Account account, @Nullable UUID keyId) {
        Uni<SigningKeyRow> row = keyId == null
                ? rows.first(work, account.id())
                : row(work, caller, account.id(), keyId, action("signing-key.use", keyId));
        return row.map(found -> key(found, List.of())).invoke(key -> {
            if (key.programmatic()) {
                throw ProblemException.conflict(
                        "signingKeyId", "is a key whose seed is with you: sign its users yourself");
            }
            if (key.disabled()) {
                throw ProblemException.conflict("signingKeyId", "is disabled");
            }
        });
    }

    /** Opens the key for signing; the caller closes it. */
    public Uni<NkeyPair> open(UnitOfWork work, SigningKey key) {
        return seeds.open(work, key.publicKey());
    }

    /** All keys of an account, oldest first. */
    public Uni<List<SigningKey>> all(UnitOfWork work, UUID accountId) {
        return rows.all(work, accountId)
                .flatMap(found -> rows.retiring(work, accountId)
                        .map(retiring ->
                                found.stream().map(row -> key(row, retiring)).toList()));
    }

    private Uni<SigningKey> change(
            UnitOfWork work, Caller caller, UUID accountId, UUID keyId, String verb, Consumer<SigningKeyRow> change) {
        Action action = action("signing-key." + verb, keyId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, caller, accountId, keyId, action)
                        .invoke(row -> preconditions.require(key(row, List.of())))
                        .invoke(change)
                        .call(row -> named(work.session().update(row)))
                        .call(row ->
                                accounts.partChanged(work, account, caller, "signing key " + row.name + ": " + verb))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name))
                        .flatMap(row -> shown(work, row)));
    }

    private Uni<Void> retire(UnitOfWork work, SigningKeyRow row, Duration overlap) {
        String publicKey = row.publicKey;
        Uni<Void> forgotten = seeds.forget(work, List.of(publicKey));
        return overlap.isZero()
                ? forgotten.chain(() -> users.keyRetired(work, row.accountId, publicKey))
                : forgotten.chain(() ->
                        work.session().insert(new RetiringKeyRow(row, work.now().plus(overlap))));
    }

    private Uni<SigningKey> shown(UnitOfWork work, SigningKeyRow row) {
        return rows.retiring(work, row.accountId).map(retiring -> key(row, retiring));
    }

    private Uni<SigningKeyRow> row(UnitOfWork work, Caller caller, UUID accountId, UUID keyId, Action action) {
        return gate.part(work, caller, accountId, action, () -> rows.find(work, keyId), row -> row.accountId);
    }

    private static <T> Uni<T> named(Uni<T> written) {
        return written.onFailure(failure -> Database.violates(failure, "signing_key_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another key of the account"))
                .onFailure(failure -> Database.violates(failure, "signing_key_public_key"))
                .transform(failure -> ProblemException.conflict("publicKey", "is in use already"));
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_ACCOUNT) {
            throw ProblemException.conflict("An account may have " + MAX_PER_ACCOUNT + " signing keys.");
        }
    }

    private static void requireRole(KeyDraft draft, boolean role) {
        if (role) {
            return;
        }
        String reason = "belongs to a role, a key with permissions";
        if (draft.permissions() != null) {
            throw ProblemException.conflict("permissions", "a plain key stays plain: its users have their own");
        }
        if (draft.limits() != null) {
            throw ProblemException.conflict("limits", reason);
        }
        if (Boolean.TRUE.equals(draft.bearer())) {
            throw ProblemException.conflict("bearer", reason);
        }
    }

    private static void requireOwn(SigningKeyRow row, @Nullable String ownKey) {
        if (ownKey != null && !row.programmatic) {
            throw ProblemException.conflict("publicKey", "is only for keys whose seed is with you");
        }
    }

    private static SigningKey key(SigningKeyRow row, List<RetiringKeyRow> retiring) {
        return new SigningKey(
                row.id,
                row.name,
                row.description,
                row.publicKey,
                row.permissions != null,
                JsonText.readOrNull(row.permissions, Permissions.class),
                JsonText.readOrNull(row.limits, UserLimits.class),
                row.bearer,
                row.programmatic,
                row.disabled,
                retiring.stream()
                        .filter(key -> key.signingKeyId.equals(row.id))
                        .map(key -> new RetiringKey(key.publicKey, key.retiresAt))
                        .toList(),
                row.createdAt,
                null);
    }

    private static Action action(String name, UUID keyId) {
        return Action.of(name, "signing-key", keyId);
    }
}
