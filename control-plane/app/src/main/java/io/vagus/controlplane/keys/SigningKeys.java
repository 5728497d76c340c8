package io.vagus.controlplane.keys;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.keys.store.SigningKeyRow;
import io.vagus.controlplane.keys.store.SigningKeyRows;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing keys of accounts. The first is made with its account and stays. */
@ApplicationScoped
public class SigningKeys {

    /** How many keys an account may have; all of them are in its token. */
    public static final int MAX_PER_ACCOUNT = 100;

    private final SigningKeyRows rows;
    private final KeyMaker maker;
    private final AccountGate gate;
    private final Accounts accounts;
    private final SeedVault seeds;
    private final KeyUsers users;
    private final AuditLog audit;

    SigningKeys(
            SigningKeyRows rows,
            KeyMaker maker,
            AccountGate gate,
            Accounts accounts,
            SeedVault seeds,
            KeyUsers users,
            AuditLog audit) {
        this.rows = rows;
        this.maker = maker;
        this.gate = gate;
        this.accounts = accounts;
        this.seeds = seeds;
        this.users = users;
        this.audit = audit;
    }

    public Uni<SigningKey> create(
            UnitOfWork work, Caller caller, UUID accountId, String name, @Nullable Permissions permissions) {
        return gate.enterToChange(
                        work, caller, accountId, Right.DEVELOP, Action.of("signing-key.create", "account", accountId))
                .call(account -> rows.count(work, accountId).invoke(SigningKeys::requireRoom))
                .flatMap(account -> maker.make(work, accountId, name, false, permissions)
                        .onFailure(failure -> Database.violates(failure, "signing_key_name"))
                        .transform(
                                failure -> ProblemException.conflict("name", "is taken by another key of the account"))
                        .call(key -> accounts.partChanged(work, account))
                        .call(row -> audit.done(
                                work, caller, account.teamId(), action("signing-key.create", row.id), "named " + name)))
                .map(SigningKeys::key);
    }

    public Uni<Page<SigningKey>> page(UnitOfWork work, Caller caller, UUID accountId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("signing-key.list", "account", accountId))
                .chain(() -> rows.page(work, accountId, query))
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), SigningKeys::key));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID keyId) {
        Action action = action("signing-key.delete", keyId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, caller, accountId, keyId, action)
                        .invoke(row -> {
                            if (row.first) {
                                throw ProblemException.conflict("The first key of an account stays.");
                            }
                        })
                        .call(row -> users.keyGone(work, accountId, keyId))
                        .call(row -> seeds.forget(work, List.of(row.publicKey)))
                        .call(row -> work.session().delete(row))
                        .call(row -> accounts.partChanged(work, account))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name))
                        .replaceWithVoid());
    }

    /** The key that is to sign a user; the first one of the account when none is named. */
    public Uni<SigningKey> forUser(UnitOfWork work, Caller caller, Account account, @Nullable UUID keyId) {
        if (keyId == null) {
            return rows.first(work, account.id()).map(SigningKeys::key);
        }
        return row(work, caller, account.id(), keyId, action("signing-key.use", keyId))
                .map(SigningKeys::key);
    }

    /** Opens the key for signing; the caller closes it. */
    public Uni<NkeyPair> open(UnitOfWork work, SigningKey key) {
        return seeds.open(work, key.publicKey());
    }

    /** All keys of an account, oldest first. */
    public Uni<List<SigningKey>> all(UnitOfWork work, UUID accountId) {
        return rows.all(work, accountId)
                .map(found -> found.stream().map(SigningKeys::key).toList());
    }

    private Uni<SigningKeyRow> row(UnitOfWork work, Caller caller, UUID accountId, UUID keyId, Action action) {
        return gate.part(work, caller, accountId, action, () -> rows.find(work, keyId), row -> row.accountId);
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_ACCOUNT) {
            throw ProblemException.conflict("An account may have " + MAX_PER_ACCOUNT + " signing keys.");
        }
    }

    private static SigningKey key(SigningKeyRow row) {
        return new SigningKey(
                row.id,
                row.name,
                row.publicKey,
                row.permissions != null,
                PermissionsText.read(row.permissions),
                row.createdAt);
    }

    private static Action action(String name, UUID keyId) {
        return Action.of(name, "signing-key", keyId);
    }
}
