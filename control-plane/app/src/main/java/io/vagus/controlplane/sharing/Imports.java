package io.vagus.controlplane.sharing;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.permissions.SubjectFilter;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.store.ActivationRow;
import io.vagus.controlplane.sharing.store.ExportRow;
import io.vagus.controlplane.sharing.store.ImportRow;
import io.vagus.controlplane.sharing.store.SharingRows;
import io.vagus.controlplane.teams.Right;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What accounts take from others. */
@ApplicationScoped
public class Imports {

    /** How many an account may have, whatever its limit; all of them are in its token. */
    public static final int MAX_PER_ACCOUNT = 200;

    private final SharingRows rows;
    private final Circles circles;
    private final Activations activations;
    private final AccountGate gate;
    private final Accounts accounts;
    private final Tenancy tenancy;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Imports(
            SharingRows rows,
            Circles circles,
            Activations activations,
            AccountGate gate,
            Accounts accounts,
            Tenancy tenancy,
            AuditLog audit,
            Preconditions preconditions) {
        this.rows = rows;
        this.circles = circles;
        this.activations = activations;
        this.gate = gate;
        this.accounts = accounts;
        this.tenancy = tenancy;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    /** An export of the same team needs no request: who may change both accounts gives leave by importing. */
    public Uni<SharedImport> create(UnitOfWork work, Caller caller, UUID accountId, ImportDraft draft) {
        Action action = Action.of("import.create", "account", accountId);
        return rows.lockImports(work)
                .chain(() -> gate.enterToChange(work, caller, accountId, Right.DEVELOP, action))
                .flatMap(account -> tenancy.widen(work)
                        .chain(() -> source(work, caller, account, draft))
                        .flatMap(row -> valid(work, account, row)
                                .chain(() -> circles.refuse(work, row))
                                .chain(() -> named(work.session().insert(row)))
                                .chain(() ->
                                        accounts.partChanged(work, account, caller, "import " + row.name + " made"))
                                .chain(() -> audit.done(
                                        work,
                                        caller,
                                        account.teamId(),
                                        Action.of("import.create", "import", row.id),
                                        row.kind + " " + row.subject + " of " + row.exporterKey))
                                .chain(() -> shown(work, account, List.of(row)))
                                .map(List::getFirst)));
    }

    public Uni<Page<SharedImport>> page(UnitOfWork work, Caller caller, UUID accountId) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("import.list", "account", accountId))
                .flatMap(account -> rows.imports(work, accountId)
                        .flatMap(found -> tenancy.widen(work).chain(() -> shown(work, account, found))))
                .map(items -> new Page<>(items, null));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID importId) {
        Action action = Action.of("import.delete", "import", importId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> rows.importRow(work, importId)
                        .invoke(row -> {
                            if (row == null || !row.accountId.equals(accountId)) {
                                throw ProblemException.notFound();
                            }
                            preconditions.require(shared(row, SharedImport.State.ACTIVE));
                        })
                        .call(row -> work.session().delete(row))
                        .call(row -> accounts.partChanged(work, account, caller, "import " + row.name + " deleted"))
                        .call(row -> audit.done(work, caller, account.teamId(), action, row.subject)))
                .replaceWithVoid();
    }

    private Uni<ImportRow> source(UnitOfWork work, Caller caller, Account account, ImportDraft draft) {
        ImportRow row = new ImportRow();
        row.id = Ids.next(work.now());
        row.accountId = account.id();
        row.accountKey = account.publicKey();
        row.name = draft.name();
        row.localSubject = draft.localSubject() == null ? "" : draft.localSubject();
        row.shareInfo = draft.shareInfo();
        row.createdAt = work.now();
        if (!row.localSubject.isEmpty() && !SubjectFilter.Check.isSubject(row.localSubject)) {
            throw ProblemException.invalid("localSubject", "must be a NATS subject");
        }
        if (draft.exportId() == null) {
            if (draft.exporterKey() == null || draft.subject() == null || draft.kind() == null) {
                throw ProblemException.invalid("exportId", "or exporterKey, subject and kind have to be given");
            }
            if (!Nkey.isValid(draft.exporterKey(), KeyKind.ACCOUNT)) {
                throw ProblemException.invalid("exporterKey", "must be the public key of an account, A…");
            }
            if (!SubjectFilter.Check.isSubject(draft.subject())) {
                throw ProblemException.invalid("subject", "must be a NATS subject");
            }
            if (draft.token() != null && !isToken(draft.token())) {
                throw ProblemException.invalid("token", "must be an activation token");
            }
            row.exporterKey = draft.exporterKey();
            row.subject = draft.subject();
            row.kind = draft.kind().toString();
            row.token = draft.token();
            return Uni.createFrom().item(row);
        }
        return rows.export(work, draft.exportId())
                .invoke(export -> {
                    if (export == null || !export.advertised && !export.teamId.equals(account.teamId())) {
                        throw ProblemException.invalid("exportId", "is not an export of the catalogue");
                    }
                })
                .flatMap(export -> accounts.find(work, export.accountId)
                        .onItem()
                        .ifNull()
                        .failWith(ProblemException::notFound)
                        .call(exporter -> leave(work, caller, account, exporter, export))
                        .map(exporter -> {
                            row.exportId = export.id;
                            row.exporterKey = exporter.publicKey();
                            row.subject = subject(export, account);
                            row.kind = export.kind;
                            return row;
                        }));
    }

    private static boolean isToken(String token) {
        try {
            return Jwt.decodeGeneric(token).type().equals("activation");
        } catch (IdentityException forged) {
            return false;
        }
    }

    /** Where the exporter wants the importer's key in the subject, that is what is imported. */
    private static String subject(ExportRow export, Account account) {
        if (export.accountTokenPosition == 0) {
            return export.subject;
        }
        String[] tokens = export.subject.split("\\.", -1);
        tokens[export.accountTokenPosition - 1] = account.publicKey();
        return String.join(".", tokens);
    }

    private Uni<Void> leave(UnitOfWork work, Caller caller, Account account, Account exporter, ExportRow export) {
        if (!export.tokenRequired) {
            return Uni.createFrom().voidItem();
        }
        if (exporter.teamId().equals(account.teamId())) {
            return gate.enter(
                            work,
                            caller,
                            exporter.id(),
                            Right.DEVELOP,
                            Action.of("activation.create", "export", export.id))
                    .chain(() -> tenancy.widen(work))
                    .chain(() -> activations.give(work, exporter, export, account.publicKey(), null))
                    .replaceWithVoid();
        }
        return rows.activationsFor(work, account.publicKey())
                .invoke(given -> {
                    if (given.stream().noneMatch(row -> row.exportId.equals(export.id))) {
                        throw ProblemException.conflict(
                                "exportId", "needs the exporter's leave: ask for it with a share request");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> valid(UnitOfWork work, Account account, ImportRow wanted) {
        return rows.imports(work, account.id())
                .invoke(found -> {
                    List<ImportRow> all = new ArrayList<>(found);
                    all.add(wanted);
                    if (all.size() > MAX_PER_ACCOUNT) {
                        throw ProblemException.conflict("An account may have " + MAX_PER_ACCOUNT + " imports.");
                    }
                    if (wanted.exporterKey.equals(account.publicKey())) {
                        throw ProblemException.conflict("exportId", "is of this account itself");
                    }
                    ShareClaims.requireValid(
                            "localSubject",
                            account,
                            List.of(),
                            all.stream()
                                    .map(row -> ShareClaims.of(row, row.token))
                                    .toList());
                })
                .replaceWithVoid();
    }

    private Uni<List<SharedImport>> shown(UnitOfWork work, Account account, List<ImportRow> found) {
        return rows.activationsFor(work, account.publicKey()).flatMap(given -> {
            Uni<List<SharedImport>> all = Uni.createFrom().item(new ArrayList<>());
            for (ImportRow row : found) {
                all = all.call(items -> row.exportId == null
                        ? Uni.createFrom().item(items.add(shared(row, SharedImport.State.EXTERNAL)))
                        : rows.export(work, row.exportId)
                                .invoke(export -> items.add(shared(row, state(export, given)))));
            }
            return all;
        });
    }

    private static SharedImport.State state(@Nullable ExportRow export, List<ActivationRow> given) {
        if (export == null) {
            return SharedImport.State.EXPORT_GONE;
        }
        return !export.tokenRequired || given.stream().anyMatch(row -> row.exportId.equals(export.id))
                ? SharedImport.State.ACTIVE
                : SharedImport.State.NOT_ACTIVATED;
    }

    private static SharedImport shared(ImportRow row, SharedImport.State state) {
        return new SharedImport(
                row.id,
                row.accountId,
                row.name,
                Kind.of(row.kind),
                row.subject,
                row.localSubject,
                row.exporterKey,
                row.exportId,
                row.shareInfo,
                state,
                row.createdAt);
    }

    private static Uni<Void> named(Uni<Void> written) {
        return written.onFailure(failure -> Database.violates(failure, "share_import_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another import of the account"));
    }
}
