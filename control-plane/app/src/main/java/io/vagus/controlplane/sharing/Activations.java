package io.vagus.controlplane.sharing;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.store.ActivationRow;
import io.vagus.controlplane.sharing.store.ExportRow;
import io.vagus.controlplane.sharing.store.SharingRows;
import io.vagus.controlplane.teams.Right;
import io.vagus.identity.GenericClaims;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An exporter's leave for single accounts: tokens signed by the exporting account itself, so that no rotation of its signing
 * keys ends them. Leave that was taken back is told to nodes by the export.
 */
@ApplicationScoped
public class Activations {

    private final SharingRows rows;
    private final Exports exports;
    private final AccountGate gate;
    private final Accounts accounts;
    private final SeedVault seeds;
    private final Tenancy tenancy;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Activations(
            SharingRows rows,
            Exports exports,
            AccountGate gate,
            Accounts accounts,
            SeedVault seeds,
            Tenancy tenancy,
            AuditLog audit,
            Preconditions preconditions) {
        this.rows = rows;
        this.exports = exports;
        this.gate = gate;
        this.accounts = accounts;
        this.seeds = seeds;
        this.tenancy = tenancy;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<Activation> create(
            UnitOfWork work,
            Caller caller,
            UUID accountId,
            UUID exportId,
            String targetKey,
            @Nullable Duration lifetime) {
        Action action = Action.of("activation.create", "export", exportId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .invoke(account -> {
                    if (!Nkey.isValid(targetKey, KeyKind.ACCOUNT)) {
                        throw ProblemException.invalid("accountKey", "must be the public key of an account, A…");
                    }
                })
                .flatMap(account -> exports.row(work, accountId, exportId)
                        .flatMap(export -> give(work, account, export, targetKey, lifetime))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "for " + targetKey)))
                .map(Activations::activation);
    }

    public Uni<Page<Activation>> page(UnitOfWork work, Caller caller, UUID accountId, UUID exportId) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("activation.list", "export", exportId))
                .chain(() -> exports.row(work, accountId, exportId))
                .chain(() -> rows.activations(work, accountId))
                .map(found -> new Page<>(
                        found.stream()
                                .filter(row -> row.exportId.equals(exportId))
                                .map(Activations::activation)
                                .toList(),
                        null));
    }

    /** Takes leave back; the importer is cut off. Doing so again changes nothing. */
    public Uni<Void> revoke(UnitOfWork work, Caller caller, UUID accountId, UUID exportId, UUID activationId) {
        Action action = Action.of("activation.revoke", "export", exportId);
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .flatMap(account -> rows.activation(work, activationId).flatMap(row -> {
                    if (row == null || !row.accountId.equals(accountId) || !row.exportId.equals(exportId)) {
                        throw ProblemException.notFound();
                    }
                    preconditions.require(activation(row));
                    if (row.revokedAt != null) {
                        return Uni.createFrom().voidItem();
                    }
                    row.revokedAt = work.now();
                    return work.session()
                            .update(row)
                            .chain(() -> accounts.partChanged(work, account, caller, "leave taken back"))
                            .chain(() -> importersChanged(work, exportId, row.targetKey))
                            .chain(() -> audit.done(work, caller, account.teamId(), action, "for " + row.targetKey));
                }));
    }

    /** Gives leave, in place of any given before. */
    Uni<ActivationRow> give(
            UnitOfWork work, Account account, ExportRow export, String targetKey, @Nullable Duration lifetime) {
        return rows.activationsFor(work, targetKey)
                .map(found -> found.stream()
                        .filter(row -> row.exportId.equals(export.id))
                        .findFirst())
                .flatMap(present -> present.isPresent() && lifetime == null && present.get().expiresAt == null
                        ? Uni.createFrom().item(present.get())
                        : seeds.open(work, account.publicKey()).flatMap(pair -> {
                            ActivationRow row = new ActivationRow();
                            row.id = Ids.next(work.now());
                            row.accountId = account.id();
                            row.exportId = export.id;
                            row.targetKey = targetKey;
                            // Leave taken back within this second would count for this one too: tokens know seconds
                            // only.
                            row.issuedAt = work.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
                            row.expiresAt = lifetime == null ? null : work.now().plus(lifetime);
                            try (pair) {
                                row.token = Jwt.encode(claims(export, row), pair, row.issuedAt);
                            }
                            return work.session()
                                    .insert(row)
                                    .chain(() -> importersChanged(work, export.id, targetKey))
                                    .replaceWith(row);
                        }));
    }

    /** Importers may be of other teams: their tokens are made anew, and nothing of them is shown. */
    private Uni<Void> importersChanged(UnitOfWork work, UUID exportId, String targetKey) {
        return tenancy.widen(work)
                .chain(() -> rows.importers(work, exportId, targetKey))
                .flatMap(found -> {
                    Uni<Void> done = Uni.createFrom().voidItem();
                    for (UUID importer : found) {
                        done = done.chain(() -> accounts.find(work, importer))
                                .flatMap(account -> account == null
                                        ? Uni.createFrom().voidItem()
                                        : accounts.partChanged(work, account));
                    }
                    return done;
                });
    }

    private static GenericClaims claims(ExportRow export, ActivationRow row) {
        GenericClaims.Builder claims = GenericClaims.activation(row.targetKey, export.subject, export.kind);
        if (row.expiresAt != null) {
            claims.expires(row.expiresAt);
        }
        return claims.name(export.name).build();
    }

    static Activation activation(ActivationRow row) {
        return new Activation(
                row.id, row.exportId, row.targetKey, row.token, row.issuedAt, row.expiresAt, row.revokedAt);
    }
}
