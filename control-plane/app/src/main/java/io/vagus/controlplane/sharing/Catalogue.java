package io.vagus.controlplane.sharing;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.store.AdvertisedExport;
import io.vagus.controlplane.sharing.store.ExportRow;
import io.vagus.controlplane.sharing.store.RequestRow;
import io.vagus.controlplane.sharing.store.SharingRows;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What teams let each other see, and how they ask each other for it. The only part of the service that looks across teams:
 * it shows of another team nothing but what that one advertises.
 */
@ApplicationScoped
public class Catalogue {

    private final SharingRows rows;
    private final Activations activations;
    private final TeamGate teams;
    private final AccountGate gate;
    private final Accounts accounts;
    private final Tenancy tenancy;
    private final AuditLog audit;

    Catalogue(
            SharingRows rows,
            Activations activations,
            TeamGate teams,
            AccountGate gate,
            Accounts accounts,
            Tenancy tenancy,
            AuditLog audit) {
        this.rows = rows;
        this.activations = activations;
        this.teams = teams;
        this.gate = gate;
        this.accounts = accounts;
        this.tenancy = tenancy;
        this.audit = audit;
    }

    public Uni<Page<CatalogueEntry>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query, String q) {
        return teams.enter(work, caller, teamId, Right.VIEW, Action.of("catalogue.read", "team", teamId))
                .chain(() -> tenancy.widen(work))
                .chain(() -> rows.catalogue(work, teamId, query, q.toLowerCase(Locale.ROOT)))
                .map(found -> Page.of(
                        query,
                        found,
                        row -> new Cursor(row.export().name, row.export().id),
                        row -> entry(row, teamId)));
    }

    /** Asks for an export in the name of an account. One question at a time about the same export. */
    public Uni<ShareRequest> ask(UnitOfWork work, Caller caller, UUID accountId, UUID exportId, String message) {
        Action action = Action.of("share-request.create", "account", accountId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> tenancy.widen(work)
                        .chain(() -> rows.export(work, exportId))
                        .invoke(export -> {
                            if (export == null || !export.advertised && !export.teamId.equals(account.teamId())) {
                                throw ProblemException.invalid("exportId", "is not an export of the catalogue");
                            }
                        })
                        .call(() -> rows.pending(work, exportId, accountId).invoke(count -> {
                            if (count > 0) {
                                throw ProblemException.conflict(
                                        "exportId", "was asked for already and waits for an answer");
                            }
                        }))
                        .flatMap(export -> {
                            RequestRow row = request(work, caller, account, export, message);
                            return work.session()
                                    .insert(row)
                                    .chain(() ->
                                            audit.done(work, caller, account.teamId(), action, "for " + export.name))
                                    .chain(() -> audit.done(
                                            work,
                                            caller,
                                            export.teamId,
                                            Action.of("share-request.arrived", "export", exportId),
                                            "from account " + account.publicKey()))
                                    .replaceWith(() -> shown(row, account.teamId()));
                        }));
    }

    /** What the team was asked, and what it asked for; newest first. */
    public Uni<Page<ShareRequest>> requests(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return teams.enter(work, caller, teamId, Right.VIEW, Action.of("share-request.list", "team", teamId))
                .chain(() -> tenancy.widen(work))
                .chain(() -> rows.requests(work, teamId, query))
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), row -> shown(row, teamId)));
    }

    /** Gives leave to the account that asked. */
    public Uni<ShareRequest> approve(
            UnitOfWork work, Caller caller, UUID teamId, UUID requestId, @Nullable Duration lifetime) {
        return decide(
                work,
                caller,
                teamId,
                requestId,
                ShareRequest.State.APPROVED,
                (account, row) -> rows.export(work, row.exportId)
                        .onItem()
                        .ifNull()
                        .failWith(() -> ProblemException.conflict("The export is not there any more."))
                        .chain(export -> activations.give(work, account, export, row.requesterKey, lifetime))
                        .replaceWithVoid());
    }

    public Uni<ShareRequest> decline(UnitOfWork work, Caller caller, UUID teamId, UUID requestId) {
        return decide(
                work,
                caller,
                teamId,
                requestId,
                ShareRequest.State.DECLINED,
                (account, row) -> Uni.createFrom().voidItem());
    }

    private Uni<ShareRequest> decide(
            UnitOfWork work,
            Caller caller,
            UUID teamId,
            UUID requestId,
            ShareRequest.State state,
            BiFunction<Account, RequestRow, Uni<Void>> effect) {
        Action action = Action.of(
                "share-request." + (state == ShareRequest.State.APPROVED ? "approve" : "decline"),
                "share-request",
                requestId);
        return teams.enter(work, caller, teamId, Right.DEVELOP, action)
                .chain(() -> tenancy.widen(work))
                .chain(() -> rows.request(work, requestId))
                .invoke(row -> {
                    if (row == null || !row.exporterTeamId.equals(teamId)) {
                        throw ProblemException.notFound();
                    }
                })
                .flatMap(found -> gate.enterToChange(work, caller, found.exporterAccountId, Right.DEVELOP, action)
                        .flatMap(account -> tenancy.widen(work)
                                .chain(() -> rows.request(work, requestId))
                                .invoke(Catalogue::requirePending)
                                .call(row -> effect.apply(account, row))
                                .call(row -> {
                                    row.state = state.name().toLowerCase(Locale.ROOT);
                                    row.decidedBy = caller.email();
                                    row.decidedAt = work.now();
                                    return work.session().update(row);
                                })
                                .call(row ->
                                        audit.done(work, caller, teamId, action, "for account " + row.requesterKey))
                                .call(row -> audit.done(
                                        work, caller, row.requesterTeamId, action, "of export " + row.exportName))
                                .map(row -> shown(row, teamId))));
    }

    private static void requirePending(RequestRow row) {
        if (!row.state.equals("pending")) {
            throw ProblemException.conflict("The request is decided already.");
        }
    }

    private static RequestRow request(
            UnitOfWork work, Caller caller, Account account, ExportRow export, String message) {
        RequestRow row = new RequestRow();
        row.id = Ids.next(work.now());
        row.exportId = export.id;
        row.exportName = export.name;
        row.exporterAccountId = export.accountId;
        row.exporterTeamId = export.teamId;
        row.requesterAccountId = account.id();
        row.requesterTeamId = account.teamId();
        row.requesterKey = account.publicKey();
        row.requesterName = account.name();
        row.message = message;
        row.state = "pending";
        row.requestedBy = caller.email();
        row.requestedAt = work.now();
        return row;
    }

    private static ShareRequest shown(RequestRow row, UUID teamId) {
        return new ShareRequest(
                row.id,
                row.exportId,
                row.exportName,
                row.requesterAccountId,
                row.requesterKey,
                row.requesterName,
                row.message,
                ShareRequest.State.valueOf(row.state.toUpperCase(Locale.ROOT)),
                row.exporterTeamId.equals(teamId),
                row.requestedBy,
                row.requestedAt,
                row.decidedBy,
                row.decidedAt);
    }

    private static CatalogueEntry entry(AdvertisedExport row, UUID teamId) {
        return new CatalogueEntry(
                row.export().id,
                row.export().name,
                row.export().description,
                row.export().infoUrl,
                Kind.of(row.export().kind),
                row.export().subject,
                row.export().tokenRequired,
                row.accountKey(),
                row.accountName(),
                row.teamName(),
                row.export().teamId.equals(teamId));
    }
}
