package io.vagus.controlplane.sharing.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The tables of exports, imports, activations and requests. */
@ApplicationScoped
public class SharingRows {

    /** Any number that nothing else in this database locks. */
    private static final long IMPORT_LOCK = 0x696d706f7274L;

    public Uni<List<ExportRow>> exports(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery("from ExportRow where accountId = :account order by name, id", ExportRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    public Uni<ExportRow> export(UnitOfWork work, UUID id) {
        return work.session().get(ExportRow.class, id);
    }

    public Uni<List<ImportRow>> imports(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery("from ImportRow where accountId = :account order by name, id", ImportRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    public Uni<List<ImportRow>> importsOf(UnitOfWork work, String accountKey, String kind) {
        return work.session()
                .createSelectionQuery("from ImportRow where accountKey = :key and kind = :kind", ImportRow.class)
                .setParameter("key", accountKey)
                .setParameter("kind", kind)
                .getResultList();
    }

    /** The accounts that import an export under these keys. */
    public Uni<List<UUID>> importers(UnitOfWork work, UUID exportId, @Nullable String accountKey) {
        Mutiny.SelectionQuery<UUID> query = work.session()
                .createSelectionQuery(
                        "select distinct accountId from ImportRow where exportId = :export"
                                + (accountKey == null ? "" : " and accountKey = :key") + " order by accountId",
                        UUID.class)
                .setParameter("export", exportId);
        return (accountKey == null ? query : query.setParameter("key", accountKey)).getResultList();
    }

    public Uni<ImportRow> importRow(UnitOfWork work, UUID id) {
        return work.session().get(ImportRow.class, id);
    }

    /** Imports are made one after the other, so that two at once cannot close a circle. */
    public Uni<Void> lockImports(UnitOfWork work) {
        return work.session()
                .createNativeQuery("select cast(pg_advisory_xact_lock(:lock) as text)")
                .setParameter("lock", IMPORT_LOCK)
                .getSingleResultOrNull()
                .replaceWithVoid();
    }

    public Uni<List<ActivationRow>> activations(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery(
                        "from ActivationRow where accountId = :account order by id desc", ActivationRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    /** Those that let an account in now. */
    public Uni<List<ActivationRow>> activationsFor(UnitOfWork work, String accountKey) {
        return work.session()
                .createSelectionQuery(
                        "from ActivationRow where targetKey = :key and revokedAt is null"
                                + " and (expiresAt is null or expiresAt > :now)",
                        ActivationRow.class)
                .setParameter("key", accountKey)
                .setParameter("now", work.now())
                .getResultList();
    }

    public Uni<ActivationRow> activation(UnitOfWork work, UUID id) {
        return work.session().get(ActivationRow.class, id);
    }

    /** Exports of the team and those that others advertise, by name; {@code q} in lower case is looked for in words and subjects. */
    public Uni<List<AdvertisedExport>> catalogue(UnitOfWork work, UUID teamId, PageQuery query, String q) {
        return work.session()
                .createSelectionQuery("""
                    select new io.vagus.controlplane.sharing.store.AdvertisedExport(e, a.publicKey, a.name, t.name)
                    from ExportRow e join AccountRow a on a.id = e.accountId join TeamRow t on t.id = e.teamId
                    where (e.advertised or e.teamId = :team) and a.deletedAt is null
                      and (e.name > :key or (e.name = :key and e.id > :id))
                      and (:q = '' or locate(:q, lower(e.name)) > 0 or locate(:q, lower(e.description)) > 0
                        or locate(:q, lower(e.subject)) > 0)
                    order by e.name, e.id\
                    """, AdvertisedExport.class)
                .setParameter("team", teamId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setParameter("q", q)
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<RequestRow>> requests(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from RequestRow where (exporterTeamId = :team or requesterTeamId = :team) and id < :id"
                                + " order by id desc",
                        RequestRow.class)
                .setParameter("team", teamId)
                .setParameter("id", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<RequestRow> request(UnitOfWork work, UUID id) {
        return work.session().get(RequestRow.class, id);
    }

    public Uni<Long> pending(UnitOfWork work, UUID exportId, UUID requesterAccountId) {
        return work.session()
                .createSelectionQuery(
                        "select count(*) from RequestRow where exportId = :export and requesterAccountId = :account"
                                + " and state = 'pending'",
                        Long.class)
                .setParameter("export", exportId)
                .setParameter("account", requesterAccountId)
                .getSingleResult();
    }

    /** Its item is null when nothing was ever set. */
    public Uni<SharingSettingsRow> settings(UnitOfWork work, UUID accountId) {
        return work.session().get(SharingSettingsRow.class, accountId);
    }
}
