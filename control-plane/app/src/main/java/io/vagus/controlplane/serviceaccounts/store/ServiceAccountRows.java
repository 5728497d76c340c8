package io.vagus.controlplane.serviceaccounts.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Service accounts as they stand among people and memberships. */
@ApplicationScoped
public class ServiceAccountRows {

    /** A service account with its role. */
    public record Found(UUID id, UUID teamId, String name, String role, Instant createdAt) {}

    private static final String OF_TEAM = """
        select p.id, p.teamId, p.name, m.role, p.createdAt
        from PersonRow p join MembershipRow m on m.personId = p.id and m.teamId = p.teamId
        where p.kind = 'service' and p.teamId = :team\
        """;

    public Uni<List<Found>> page(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        OF_TEAM + " and (p.name > :key or (p.name = :key and p.id > :id)) order by p.name, p.id",
                        Found.class)
                .setParameter("team", teamId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<Found> find(UnitOfWork work, UUID teamId, UUID id) {
        return work.session()
                .createSelectionQuery(OF_TEAM + " and p.id = :id", Found.class)
                .setParameter("team", teamId)
                .setParameter("id", id)
                .getSingleResultOrNull();
    }

    public Uni<Long> count(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery(
                        "select count(*) from PersonRow where kind = 'service' and teamId = :team", Long.class)
                .setParameter("team", teamId)
                .getSingleResult();
    }
}
