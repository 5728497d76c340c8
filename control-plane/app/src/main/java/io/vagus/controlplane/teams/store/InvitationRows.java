package io.vagus.controlplane.teams.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The table of invitations. */
@ApplicationScoped
public class InvitationRows {

    /** An invitation with the name of its team. */
    public record InvitationToTeam(InvitationRow invitation, String teamName) {}

    private static final String WITH_TEAM =
            "select i, t.name from InvitationRow i join TeamRow t on t.id = i.teamId where ";

    public Uni<InvitationToTeam> find(UnitOfWork work, UUID id) {
        return work.session()
                .createSelectionQuery(WITH_TEAM + "i.id = :id", InvitationToTeam.class)
                .setParameter("id", id)
                .getSingleResultOrNull();
    }

    public Uni<List<InvitationToTeam>> page(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        WITH_TEAM + "i.teamId = :team and i.id < :below order by i.id desc", InvitationToTeam.class)
                .setParameter("team", teamId)
                .setParameter("below", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    /** Those to an address that can be accepted now, newest first. */
    public Uni<List<InvitationToTeam>> to(UnitOfWork work, String email, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        WITH_TEAM + "lower(i.email) = lower(:email) and i.state = 'pending' and i.expiresAt > :now"
                                + " and t.deletedAt is null and i.id < :below order by i.id desc",
                        InvitationToTeam.class)
                .setParameter("email", email)
                .setParameter("now", work.now())
                .setParameter("below", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<Long> countPending(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery(
                        "select count(*) from InvitationRow where teamId = :team and state = 'pending'", Long.class)
                .setParameter("team", teamId)
                .getSingleResult();
    }

    /** Frees the place of an invitation of that address which nobody took in time. */
    public Uni<Integer> forgetExpired(UnitOfWork work, UUID teamId, String email) {
        return work.session()
                .createMutationQuery("delete from InvitationRow where teamId = :team and lower(email) = lower(:email)"
                        + " and state = 'pending' and expiresAt <= :now")
                .setParameter("team", teamId)
                .setParameter("email", email)
                .setParameter("now", work.now())
                .executeUpdate();
    }

    /** Moves a pending invitation on; of two who try at once one gets 0. */
    public Uni<Integer> decide(UnitOfWork work, UUID id, String state) {
        return work.session()
                .createMutationQuery(
                        "update InvitationRow set state = :state where id = :id and state = 'pending' and expiresAt >"
                                + " :now")
                .setParameter("state", state)
                .setParameter("id", id)
                .setParameter("now", work.now())
                .executeUpdate();
    }
}
