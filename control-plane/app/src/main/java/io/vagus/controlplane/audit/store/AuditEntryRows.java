package io.vagus.controlplane.audit.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditFilter;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The table of audit entries. */
@ApplicationScoped
public class AuditEntryRows {

    public Uni<List<AuditEntryRow>> of(UnitOfWork work, String actor, int limit) {
        return work.session()
                .createSelectionQuery("from AuditEntryRow where actor = :actor order by id desc", AuditEntryRow.class)
                .setParameter("actor", actor)
                .setMaxResults(limit)
                .getResultList();
    }

    public Uni<Boolean> has(UnitOfWork work, UUID teamId, String actor, Action action, String detail, Instant since) {
        return work.session()
                .createSelectionQuery(
                        "select count(*) from AuditEntryRow where teamId = :team and actor = :actor and at >= :since"
                                + " and action = :action and target = :target and detail = :detail",
                        Long.class)
                .setParameter("team", teamId)
                .setParameter("actor", actor)
                .setParameter("since", since)
                .setParameter("action", action.name())
                .setParameter("target", action.target())
                .setParameter("detail", detail)
                .getSingleResult()
                .map(count -> count > 0);
    }

    public Uni<Void> rename(UnitOfWork work, String actor, String pseudonym) {
        return work.session()
                .createMutationQuery("update AuditEntryRow set actor = :pseudonym where actor = :actor")
                .setParameter("pseudonym", pseudonym)
                .setParameter("actor", actor)
                .executeUpdate()
                .chain(() -> work.session()
                        .createMutationQuery("update AuditEntryRow set grantedBy = :pseudonym where grantedBy = :actor")
                        .setParameter("pseudonym", pseudonym)
                        .setParameter("actor", actor)
                        .executeUpdate())
                .replaceWithVoid();
    }

    public Uni<Void> delete(UnitOfWork work, UUID teamId) {
        return work.session()
                .createMutationQuery("delete from AuditEntryRow where teamId = :team")
                .setParameter("team", teamId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Newest first, below an id. */
    public Uni<List<AuditEntryRow>> find(UnitOfWork work, UUID teamId, AuditFilter filter, UUID below, int limit) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder query = new StringBuilder("from AuditEntryRow where teamId = :team and id < :below");
        values.put("team", teamId);
        values.put("below", below);
        and(query, values, "actor", filter.actor(), "lower(actor) = lower(:actor)");
        and(
                query,
                values,
                "action",
                filter.action(),
                "(action = :action or left(action, length(:action) + 1) = :action || '.')");
        and(
                query,
                values,
                "target",
                filter.target(),
                "(target = :target or left(target, length(:target) + 1) = :target || ':')");
        and(query, values, "outcome", filter.outcome(), "outcome = :outcome");
        and(query, values, "from", filter.from(), "at >= :from");
        and(query, values, "to", filter.to(), "at < :to");
        Mutiny.SelectionQuery<AuditEntryRow> selection = work.session()
                .createSelectionQuery(query.append(" order by id desc").toString(), AuditEntryRow.class);
        values.forEach(selection::setParameter);
        return selection.setMaxResults(limit).getResultList();
    }

    private static void and(
            StringBuilder query, Map<String, Object> values, String name, @Nullable Object value, String condition) {
        if (value != null) {
            query.append(" and ").append(condition);
            values.put(name, value);
        }
    }
}
