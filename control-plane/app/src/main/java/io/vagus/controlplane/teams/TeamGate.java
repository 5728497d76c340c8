package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.RefusedException;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.TeamRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The one gate to everything a team owns. Whoever is not in the team is told that there is nothing. */
@ApplicationScoped
public class TeamGate {

    private final TeamRows rows;

    TeamGate(TeamRows rows) {
        this.rows = rows;
    }

    /**
     * Lets a member pass.
     *
     * @param action what the caller is about to do, for the team's audit log when it is refused
     */
    public Uni<Role> enter(UnitOfWork work, Caller caller, UUID teamId, Action action) {
        return rows.role(work, teamId, caller.personId()).flatMap(role -> {
            if (role != null) {
                return Uni.createFrom().item(Role.of(role));
            }
            return rows.find(work, teamId).map(team -> {
                if (team == null) {
                    throw ProblemException.notFound();
                }
                throw RefusedException.notTheirs(caller, teamId, action);
            });
        });
    }

    /** Lets an owner pass; another member gets 403. */
    public Uni<Role> enterAsOwner(UnitOfWork work, Caller caller, UUID teamId, Action action) {
        return enter(work, caller, teamId, action).invoke(role -> {
            if (role != Role.OWNER) {
                throw RefusedException.notAllowed(caller, teamId, action, "Only an owner of the team may do this.");
            }
        });
    }
}
