package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.AccountRow;
import io.vagus.controlplane.accounts.store.AccountRows;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Accounts: made, changed, suspended, deleted. Every change goes to the outbox in its own transaction. */
@ApplicationScoped
public class Accounts {

    /** How many accounts a team may have. */
    public static final int MAX_PER_TEAM = 200;

    private final SecureRandom random = new SecureRandom();
    private final AccountRows rows;
    private final AccountGate gate;
    private final AccountParts parts;
    private final TeamGate teams;
    private final SeedVault seeds;
    private final Outbox outbox;
    private final AuditLog audit;

    Accounts(
            AccountRows rows,
            AccountGate gate,
            AccountParts parts,
            TeamGate teams,
            SeedVault seeds,
            Outbox outbox,
            AuditLog audit) {
        this.rows = rows;
        this.gate = gate;
        this.parts = parts;
        this.teams = teams;
        this.seeds = seeds;
        this.outbox = outbox;
        this.audit = audit;
    }

    public Uni<Account> create(
            UnitOfWork work, Caller caller, UUID teamId, String name, String description, Limits wanted) {
        Limits limits = wanted.or(Limits.DEFAULT).requireMeaning();
        return teams.enter(work, caller, teamId, Right.MANAGE_ACCOUNTS, Action.of("account.create", "team", teamId))
                .chain(() -> rows.count(work, teamId))
                .invoke(Accounts::requireRoom)
                .chain(() -> insert(work, teamId, name, description, limits))
                .call(account -> parts.opened(work, account))
                .call(account -> outbox.changed(work, account.publicKey(), account.id()))
                .call(account ->
                        audit.done(work, caller, teamId, action("account.create", account.id()), "named " + name));
    }

    public Uni<Page<Account>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return teams.enter(work, caller, teamId, Right.VIEW, Action.of("account.list", "team", teamId))
                .chain(() -> rows.page(work, teamId, query))
                .map(found -> Page.of(query, found, row -> new Cursor(row.name, row.id), Accounts::account));
    }

    public Uni<Account> get(UnitOfWork work, Caller caller, UUID accountId) {
        return gate.enter(work, caller, accountId, Right.VIEW, action("account.read", accountId));
    }

    /** Changes what is not null. */
    public Uni<Account> update(
            UnitOfWork work,
            Caller caller,
            UUID accountId,
            @Nullable String name,
            @Nullable String description,
            Limits limits) {
        return change(work, caller, accountId, Right.MANAGE_ACCOUNTS, action("account.update", accountId), row -> {
            row.name = name == null ? row.name : name;
            row.description = description == null ? row.description : description;
            write(row, limits.or(limits(row)).requireMeaning());
        });
    }

    public Uni<Account> suspend(UnitOfWork work, Caller caller, UUID accountId) {
        return change(
                work,
                caller,
                accountId,
                Right.OPERATE,
                action("account.suspend", accountId),
                row -> row.suspended = true);
    }

    public Uni<Account> resume(UnitOfWork work, Caller caller, UUID accountId) {
        return change(
                work,
                caller,
                accountId,
                Right.OPERATE,
                action("account.resume", accountId),
                row -> row.suspended = false);
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId) {
        Action action = action("account.delete", accountId);
        return gate.row(work, caller, accountId, Right.MANAGE_ACCOUNTS, action, LockMode.PESSIMISTIC_WRITE)
                .call(row -> remove(work, row))
                .call(row -> audit.done(work, caller, row.teamId, action, "named " + row.name))
                .replaceWithVoid();
    }

    /** A part of the account changed in this unit of work: its keys or its revocations. */
    public Uni<Void> partChanged(UnitOfWork work, Account account) {
        return rows.state(work, account.id(), AccountState.PROVISIONING.toString(), null)
                .chain(() -> outbox.changed(work, account.publicKey(), account.id()));
    }

    /** The account as it is now, for the nodes; null when it is deleted. */
    public Uni<Account> find(UnitOfWork work, UUID accountId) {
        return rows.find(work, accountId, LockMode.NONE).map(row -> row == null ? null : account(row));
    }

    /**
     * Makes changes of the account wait for the end of this unit of work. Whoever writes the account and its delivery locks
     * the account first.
     */
    public Uni<Void> hold(UnitOfWork work, UUID accountId) {
        return rows.find(work, accountId, LockMode.PESSIMISTIC_WRITE).replaceWithVoid();
    }

    /** Says how far the last change got; nothing happens when the account is gone meanwhile. */
    public Uni<Void> arrived(UnitOfWork work, UUID accountId, AccountState state, @Nullable String reason) {
        return rows.state(work, accountId, state.toString(), reason).replaceWithVoid();
    }

    static Account account(AccountRow row) {
        return new Account(
                row.id,
                row.teamId,
                row.name,
                row.description,
                row.publicKey,
                AccountState.of(row.state),
                row.stateReason,
                row.suspended,
                limits(row),
                row.createdAt,
                row.updatedAt);
    }

    /** Takes the account away for good; the nodes hear of it. */
    Uni<Void> remove(UnitOfWork work, AccountRow row) {
        return parts.closing(work, account(row))
                .chain(() -> seeds.forget(work, List.of(row.publicKey)))
                .chain(() -> work.session().delete(row))
                .chain(() -> outbox.deleted(work, row.publicKey, row.id));
    }

    /** What an operation does to the row. */
    private interface Change {
        void apply(AccountRow row);
    }

    private Uni<Account> change(
            UnitOfWork work, Caller caller, UUID accountId, Right right, Action action, Change change) {
        return gate.row(work, caller, accountId, right, action, LockMode.PESSIMISTIC_WRITE)
                .invoke(row -> {
                    change.apply(row);
                    row.state = AccountState.PROVISIONING.toString();
                    row.stateReason = null;
                    row.updatedAt = work.now();
                })
                .call(row -> named(work.session().update(row)))
                .call(row -> outbox.changed(work, row.publicKey, row.id))
                .call(row -> audit.done(work, caller, row.teamId, action))
                .map(Accounts::account);
    }

    private Uni<Account> insert(UnitOfWork work, UUID teamId, String name, String description, Limits limits) {
        try (NkeyPair pair = NkeyPair.generate(KeyKind.ACCOUNT, random)) {
            AccountRow row = new AccountRow();
            row.id = Ids.next(work.now());
            row.teamId = teamId;
            row.name = name;
            row.description = description;
            row.publicKey = pair.publicKey().toString();
            row.suspended = false;
            row.state = AccountState.PROVISIONING.toString();
            row.createdAt = work.now();
            row.updatedAt = work.now();
            write(row, limits);
            return seeds.keep(work, pair)
                    .chain(() -> named(work.session().insert(row)))
                    .replaceWith(account(row));
        }
    }

    private static Uni<Void> named(Uni<Void> written) {
        return written.onFailure(failure -> Database.violates(failure, "account_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another account of the team"));
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_TEAM) {
            throw ProblemException.conflict("A team may have " + MAX_PER_TEAM + " accounts.");
        }
    }

    private static Limits limits(AccountRow row) {
        return new Limits(
                row.connections,
                row.leafNodes,
                row.subscriptions,
                row.payloadBytes,
                row.imports,
                row.exports,
                row.memoryStorageBytes,
                row.diskStorageBytes,
                row.streams,
                row.consumers);
    }

    private static void write(AccountRow row, Limits limits) {
        row.connections = Objects.requireNonNull(limits.connections());
        row.leafNodes = Objects.requireNonNull(limits.leafNodes());
        row.subscriptions = Objects.requireNonNull(limits.subscriptions());
        row.payloadBytes = Objects.requireNonNull(limits.payloadBytes());
        row.imports = Objects.requireNonNull(limits.imports());
        row.exports = Objects.requireNonNull(limits.exports());
        row.memoryStorageBytes = Objects.requireNonNull(limits.memoryStorageBytes());
        row.diskStorageBytes = Objects.requireNonNull(limits.diskStorageBytes());
        row.streams = Objects.requireNonNull(limits.streams());
        row.consumers = Objects.requireNonNull(limits.consumers());
    }

    private static Action action(String name, UUID accountId) {
        return Action.of(name, "account", accountId);
    }
}
