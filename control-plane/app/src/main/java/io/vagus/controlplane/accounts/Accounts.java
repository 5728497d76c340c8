package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.AccountRow;
import io.vagus.controlplane.accounts.store.AccountRows;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Accounts: made, changed, suspended, deleted and restored. Every change goes to the outbox in its own transaction. */
@ApplicationScoped
public class Accounts {

    private final SecureRandom random = new SecureRandom();
    private final AccountRows rows;
    private final AccountGate gate;
    private final AccountParts parts;
    private final AccountHistory history;
    private final Allocations allocations;
    private final Templates templates;
    private final TeamGate teams;
    private final SeedVault seeds;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Accounts(
            AccountRows rows,
            AccountGate gate,
            AccountParts parts,
            AccountHistory history,
            Allocations allocations,
            Templates templates,
            TeamGate teams,
            SeedVault seeds,
            Outbox outbox,
            AuditLog audit,
            Preconditions preconditions) {
        this.rows = rows;
        this.gate = gate;
        this.parts = parts;
        this.history = history;
        this.allocations = allocations;
        this.templates = templates;
        this.teams = teams;
        this.seeds = seeds;
        this.outbox = outbox;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    /** @param templateId says what the draft does not; null: the defaults do */
    public Uni<Account> create(
            UnitOfWork work, Caller caller, UUID teamId, AccountDraft draft, @Nullable UUID templateId) {
        return templateId == null
                ? create(work, caller, teamId, draft)
                : teams.enter(work, caller, teamId, Right.MANAGE_ACCOUNTS, Action.of("account.create", "team", teamId))
                        .chain(() -> templates.fill(work, teamId, templateId, draft))
                        .flatMap(filled -> create(work, caller, teamId, filled));
    }

    private Uni<Account> create(UnitOfWork work, Caller caller, UUID teamId, AccountDraft draft) {
        Limits limits = draft.limits().or(Limits.DEFAULT).requireMeaning();
        return teams.enter(work, caller, teamId, Right.MANAGE_ACCOUNTS, Action.of("account.create", "team", teamId))
                .chain(() -> allocations.requireRoom(work, teamId, limits))
                .chain(() -> insert(work, teamId, draft, limits))
                .call(account -> parts.opened(work, account))
                .call(account -> outbox.changed(work, account.publicKey(), account.id()))
                .call(account -> history.changed(work, account.id(), caller.email(), "made"))
                .call(account -> audit.done(
                        work, caller, teamId, action("account.create", account.id()), "named " + account.name()));
    }

    /** A page by name; {@code q} is looked for in names and tags. */
    public Uni<Page<Account>> page(
            UnitOfWork work, Caller caller, UUID teamId, PageQuery query, String q, boolean deleted) {
        return teams.enter(work, caller, teamId, Right.VIEW, Action.of("account.list", "team", teamId))
                .chain(() -> rows.page(work, teamId, query, q.toLowerCase(Locale.ROOT), deleted))
                .map(found -> Page.of(query, found, row -> new Cursor(row.name, row.id), Accounts::account));
    }

    public Uni<Account> get(UnitOfWork work, Caller caller, UUID accountId) {
        return gate.enter(work, caller, accountId, Right.VIEW, action("account.read", accountId));
    }

    /** Changes what the draft speaks of. */
    public Uni<Account> update(UnitOfWork work, Caller caller, UUID accountId, AccountDraft draft) {
        Action action = action("account.update", accountId);
        return gate.rowToChange(work, caller, accountId, Right.MANAGE_ACCOUNTS, action)
                .call(row -> allocations.requireRoom(
                        work, row, draft.limits().or(limits(row)).requireMeaning()))
                .flatMap(row -> change(work, caller, row, action, AccountChanges.words(draft), changed -> {
                    changed.name = draft.name() == null ? changed.name : draft.name();
                    changed.description = draft.description() == null ? changed.description : draft.description();
                    write(changed, draft, draft.limits().or(limits(changed)));
                }));
    }

    public Uni<Account> suspend(UnitOfWork work, Caller caller, UUID accountId) {
        Action action = action("account.suspend", accountId);
        return gate.rowToChange(work, caller, accountId, Right.OPERATE, action)
                .flatMap(row -> change(work, caller, row, action, "suspended", changed -> changed.suspended = true));
    }

    public Uni<Account> resume(UnitOfWork work, Caller caller, UUID accountId) {
        Action action = action("account.resume", accountId);
        return gate.rowToChange(work, caller, accountId, Right.OPERATE, action)
                .flatMap(row -> change(work, caller, row, action, "resumed", changed -> changed.suspended = false));
    }

    /** Refuses all credentials issued until then, whoever has them. */
    public Uni<Account> revokeBefore(UnitOfWork work, Caller caller, UUID accountId, Instant before) {
        Action action = action("account.revoke-users", accountId);
        return gate.rowToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(row ->
                        change(work, caller, row, action, "users issued until " + before + " revoked", changed -> {
                            Instant already = changed.usersRevokedBefore;
                            changed.usersRevokedBefore = already == null || before.isAfter(already) ? before : already;
                        }));
    }

    /** Closes the account and has it deleted when {@code grace} is over; asking again changes nothing. */
    public Uni<Account> delete(UnitOfWork work, Caller caller, UUID accountId, Duration grace) {
        Action action = action("account.delete", accountId);
        return gate.row(work, caller, accountId, Right.MANAGE_ACCOUNTS, action, LockMode.PESSIMISTIC_WRITE)
                .flatMap(row -> row.deletedAt != null
                        ? Uni.createFrom().item(account(row))
                        : change(work, caller, row, action, "deletion asked for", changed -> {
                            changed.deletedAt = work.now();
                            changed.purgeAt = work.now().plus(grace);
                        }));
    }

    /** Undoes a deletion. */
    public Uni<Account> restore(UnitOfWork work, Caller caller, UUID accountId) {
        Action action = action("account.restore", accountId);
        return gate.row(work, caller, accountId, Right.MANAGE_ACCOUNTS, action, LockMode.PESSIMISTIC_WRITE)
                .invoke(row -> preconditions.require(account(row)))
                .invoke(Accounts::requireDeletion)
                .flatMap(row -> change(work, caller, row, action, "deletion undone", changed -> {
                    changed.deletedAt = null;
                    changed.purgeAt = null;
                }));
    }

    /** Ends the time in which a deletion can be undone. */
    public Uni<Void> purge(UnitOfWork work, Caller caller, UUID accountId) {
        Action action = action("account.purge", accountId);
        return gate.row(work, caller, accountId, Right.MANAGE_ACCOUNTS, action, LockMode.PESSIMISTIC_WRITE)
                .invoke(row -> preconditions.require(account(row)))
                .invoke(Accounts::requireDeletion)
                .call(row -> remove(work, row))
                .call(row -> audit.done(work, caller, row.teamId, action, "named " + row.name))
                .replaceWithVoid();
    }

    /** Takes away an account whose time to be restored is over; one that was restored meanwhile stays. */
    Uni<Void> purgeDue(UnitOfWork work, UUID accountId) {
        return rows.find(work, accountId, LockMode.PESSIMISTIC_WRITE).flatMap(row -> {
            if (row == null || row.purgeAt == null || row.purgeAt.isAfter(work.now())) {
                return Uni.createFrom().voidItem();
            }
            return remove(work, row)
                    .chain(() -> audit.doneBySystem(
                            work, row.teamId, action("account.purge", accountId), "named " + row.name));
        });
    }

    /** Those that {@link #purgeDue} is due for. */
    Uni<List<UUID>> due(UnitOfWork work, int limit) {
        return rows.due(work, limit);
    }

    /** A part of the account changed in this unit of work: its keys, its revocations, what it shares. */
    public Uni<Void> partChanged(UnitOfWork work, Account account, Caller caller, String what) {
        return history.changed(work, account.id(), caller.email(), what).chain(() -> partChanged(work, account));
    }

    /** The same where nobody asked for it: a time that was set has come. */
    public Uni<Void> partChanged(UnitOfWork work, Account account) {
        return rows.state(work, account.id(), AccountState.PROVISIONING.toString(), null)
                .chain(() -> outbox.changed(work, account.publicKey(), account.id()));
    }

    /** The account as it is now, for the nodes; null when it is deleted. */
    public Uni<Account> find(UnitOfWork work, UUID accountId) {
        return rows.find(work, accountId, LockMode.NONE).map(row -> row == null ? null : account(row));
    }

    /** Those of them that are there, by id. */
    public Uni<Map<UUID, Account>> find(UnitOfWork work, Set<UUID> accountIds) {
        return rows.all(work, accountIds)
                .map(found -> found.stream().collect(Collectors.toMap(row -> row.id, Accounts::account)));
    }

    /**
     * Makes changes of the account wait for the end of this unit of work. Whoever writes the account and its delivery locks
     * the account first.
     */
    public Uni<@Nullable Account> hold(UnitOfWork work, UUID accountId) {
        return rows.find(work, accountId, LockMode.PESSIMISTIC_WRITE).map(row -> row == null ? null : account(row));
    }

    /** Says how a push went; nothing happens when the account is gone meanwhile. Hold the account before. */
    public Uni<Void> pushed(UnitOfWork work, UUID accountId, PushReport report) {
        AccountState state = report.state();
        Uni<Integer> told = state == null
                ? Uni.createFrom().item(0)
                : rows.state(work, accountId, state.toString(), report.reason());
        return rows.find(work, accountId, LockMode.NONE)
                .flatMap(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : told.chain(() -> history.pushed(work, accountId, report)));
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
                row.deletedAt == null || row.purgeAt == null ? null : new Deletion(row.deletedAt, row.purgeAt),
                limits(row),
                JsonText.readList(row.tags, String.class),
                JsonText.readOrNull(row.defaultPermissions, Permissions.class),
                row.usersRevokedBefore,
                row.createdAt,
                row.updatedAt);
    }

    private Uni<Account> change(
            UnitOfWork work, Caller caller, AccountRow row, Action action, String words, Consumer<AccountRow> change) {
        preconditions.require(account(row));
        change.accept(row);
        row.state = AccountState.PROVISIONING.toString();
        row.stateReason = null;
        row.updatedAt = work.now();
        return named(work.session().update(row))
                .chain(() -> outbox.changed(work, row.publicKey, row.id))
                .chain(() -> history.changed(work, row.id, caller.email(), words))
                .chain(() -> audit.done(work, caller, row.teamId, action, words))
                .replaceWith(() -> account(row));
    }

    /** Takes the account away for good; the nodes hear of it. */
    Uni<Void> remove(UnitOfWork work, AccountRow row) {
        return parts.closing(work, account(row))
                .chain(() -> seeds.forget(work, List.of(row.publicKey)))
                .chain(() -> work.session().delete(row))
                .chain(() -> outbox.deleted(work, row.publicKey, row.id));
    }

    private Uni<Account> insert(UnitOfWork work, UUID teamId, AccountDraft draft, Limits limits) {
        try (NkeyPair pair = NkeyPair.generate(KeyKind.ACCOUNT, random)) {
            AccountRow row = new AccountRow();
            row.id = Ids.next(work.now());
            row.teamId = teamId;
            row.name = Objects.requireNonNull(draft.name());
            row.description = draft.description() == null ? "" : draft.description();
            row.publicKey = pair.publicKey().toString();
            row.suspended = false;
            row.state = AccountState.PROVISIONING.toString();
            row.tags = "[]";
            row.createdAt = work.now();
            row.updatedAt = work.now();
            write(row, draft, limits);
            return seeds.keep(work, pair)
                    .chain(() -> named(work.session().insert(row)))
                    .replaceWith(account(row));
        }
    }

    private static void write(AccountRow row, AccountDraft draft, Limits limits) {
        row.limits = JsonText.write(limits);
        if (draft.tags() != null) {
            row.tags = JsonText.write(AccountTags.clean(draft.tags()));
        }
        Permissions permissions = draft.defaultPermissions();
        if (permissions != null) {
            row.defaultPermissions = permissions.saysNothing() ? null : JsonText.write(permissions);
        }
    }

    private static Limits limits(AccountRow row) {
        return JsonText.read(row.limits, Limits.class);
    }

    private static Uni<Void> named(Uni<Void> written) {
        return written.onFailure(failure -> Database.violates(failure, "account_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another account of the team"));
    }

    private static void requireDeletion(AccountRow row) {
        if (row.deletedAt == null) {
            throw ProblemException.conflict("The account is not being deleted.");
        }
    }

    private static Action action(String name, UUID accountId) {
        return Action.of(name, "account", accountId);
    }
}
