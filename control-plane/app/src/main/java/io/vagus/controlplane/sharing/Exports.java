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
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.store.ExportRow;
import io.vagus.controlplane.sharing.store.SharingRows;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What accounts offer to others. Unless it is said otherwise each importer needs the exporter's leave. */
@ApplicationScoped
public class Exports {

    /** How many an account may have, whatever its limit; all of them are in its token. */
    public static final int MAX_PER_ACCOUNT = 200;

    private final SharingRows rows;
    private final AccountGate gate;
    private final Accounts accounts;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Exports(SharingRows rows, AccountGate gate, Accounts accounts, AuditLog audit, Preconditions preconditions) {
        this.rows = rows;
        this.gate = gate;
        this.accounts = accounts;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<SharedExport> create(UnitOfWork work, Caller caller, UUID accountId, ExportDraft draft) {
        Action action = Action.of("export.create", "account", accountId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> {
                    ExportRow row = new ExportRow();
                    row.id = Ids.next(work.now());
                    row.accountId = accountId;
                    row.teamId = account.teamId();
                    row.description = "";
                    row.infoUrl = "";
                    row.tokenRequired = true;
                    row.createdAt = work.now();
                    write(row, draft);
                    return valid(work, account, row)
                            .chain(() -> named(work.session().insert(row)))
                            .chain(() -> told(work, caller, account, row, "create"))
                            .replaceWith(() -> export(row));
                });
    }

    public Uni<Page<SharedExport>> page(UnitOfWork work, Caller caller, UUID accountId) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("export.list", "account", accountId))
                .chain(() -> rows.exports(work, accountId))
                .map(found -> new Page<>(found.stream().map(Exports::export).toList(), null));
    }

    /** Changes what the draft speaks of; subject and kind of an export stay. */
    public Uni<SharedExport> update(UnitOfWork work, Caller caller, UUID accountId, UUID exportId, ExportDraft draft) {
        Action action = Action.of("export.update", "export", exportId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, accountId, exportId)
                        .invoke(row -> preconditions.require(export(row)))
                        .invoke(row -> write(row, draft))
                        .call(row -> valid(work, account, row))
                        .call(row -> named(work.session().update(row)))
                        .call(row -> told(work, caller, account, row, "update"))
                        .map(Exports::export));
    }

    /** Importers are cut off; the leave that was given for it is forgotten. */
    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID exportId) {
        Action action = Action.of("export.delete", "export", exportId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> row(work, accountId, exportId)
                        .invoke(row -> preconditions.require(export(row)))
                        .call(row -> work.session().delete(row))
                        .call(row -> told(work, caller, account, row, "delete")))
                .replaceWithVoid();
    }

    /** The export, when it is of that account; else the request ends with 404. */
    Uni<ExportRow> row(UnitOfWork work, UUID accountId, UUID exportId) {
        return rows.export(work, exportId).invoke(row -> {
            if (row == null || !row.accountId.equals(accountId)) {
                throw ProblemException.notFound();
            }
        });
    }

    private Uni<Void> valid(UnitOfWork work, Account account, ExportRow changed) {
        return rows.exports(work, account.id())
                .invoke(found -> {
                    List<ExportRow> all = new ArrayList<>(found);
                    all.removeIf(row -> row.id.equals(changed.id));
                    all.add(changed);
                    if (all.size() > MAX_PER_ACCOUNT) {
                        throw ProblemException.conflict("An account may have " + MAX_PER_ACCOUNT + " exports.");
                    }
                    ShareClaims.requireValid(
                            "subject",
                            account,
                            all.stream()
                                    .map(row -> ShareClaims.of(row, List.of()))
                                    .toList(),
                            List.of());
                })
                .replaceWithVoid();
    }

    private Uni<Void> told(UnitOfWork work, Caller caller, Account account, ExportRow row, String verb) {
        return accounts.partChanged(work, account, caller, "export " + row.name + ": " + verb)
                .chain(() -> audit.done(
                        work,
                        caller,
                        account.teamId(),
                        Action.of("export." + verb, "export", row.id),
                        row.kind + " " + row.subject + (row.tokenRequired ? "" : ", open to every account")));
    }

    private static void write(ExportRow row, ExportDraft draft) {
        row.name = draft.name() == null ? row.name : draft.name();
        row.description = draft.description() == null ? row.description : draft.description();
        row.infoUrl = draft.infoUrl() == null ? row.infoUrl : draft.infoUrl();
        row.subject = draft.subject() == null ? row.subject : draft.subject();
        row.kind = draft.kind() == null ? row.kind : draft.kind().toString();
        row.tokenRequired = draft.tokenRequired() == null ? row.tokenRequired : draft.tokenRequired();
        row.accountTokenPosition =
                draft.accountTokenPosition() == null ? row.accountTokenPosition : draft.accountTokenPosition();
        row.latencyPercent = draft.latencyPercent() == null ? row.latencyPercent : draft.latencyPercent();
        row.latencySubject = draft.latencySubject() == null ? row.latencySubject : draft.latencySubject();
        row.advertised = draft.advertised() == null ? row.advertised : draft.advertised();
        if (draft.responseType() != null) {
            row.responseType = draft.responseType().name().toLowerCase(Locale.ROOT);
        } else if (row.responseType == null && row.kind.equals("service")) {
            row.responseType = "singleton";
        }
        if (row.latencySubject != null && !SubjectFilter.Check.isSubject(row.latencySubject)) {
            throw ProblemException.invalid("latencySubject", "must be a NATS subject");
        }
        if ((row.latencyPercent == null) != (row.latencySubject == null)) {
            throw ProblemException.invalid("latencySubject", "and latencyPercent go together");
        }
    }

    private static Uni<Void> named(Uni<Void> written) {
        return written.onFailure(failure -> Database.violates(failure, "share_export_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another export of the account"));
    }

    private static SharedExport export(ExportRow row) {
        return new SharedExport(
                row.id,
                row.accountId,
                row.name,
                row.description,
                row.infoUrl,
                row.subject,
                Kind.of(row.kind),
                row.responseType == null ? null : ResponseType.valueOf(row.responseType.toUpperCase(Locale.ROOT)),
                row.tokenRequired,
                row.accountTokenPosition,
                row.latencyPercent,
                row.latencySubject,
                row.advertised,
                row.createdAt);
    }
}
