package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.RefusedException;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.TokenScope;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.TeamRows;
import io.vagus.controlplane.teams.store.TeamRows.Standing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one gate to everything a team owns. Whoever is not in the team is told that there is nothing. Behind it the unit of work
 * is narrowed to the team.
 */
@ApplicationScoped
public class TeamGate {

    private final TeamRows rows;
    private final Tenancy tenancy;

    TeamGate(TeamRows rows, Tenancy tenancy) {
        this.rows = rows;
        this.tenancy = tenancy;
    }

    /**
     * Lets a member pass whose role has the right; another member gets 403.
     *
     * @param action what the caller is about to do, for the team's audit log when it is refused
     * @return the caller's role in the team
     */
    public Uni<Role> enter(UnitOfWork work, Caller caller, UUID teamId, Right right, Action action) {
        return enter(work, caller, teamId, action)
                .invoke(standing -> require(caller, teamId, Role.of(standing.role()), right, action))
                .invoke(standing -> requireOpen(standing, right))
                .invoke(() -> requireScope(caller, teamId, null, right, action))
                .map(standing -> Role.of(standing.role()))
                .call(() -> tenancy.narrow(work, teamId));
    }

    /**
     * As {@link #enter(UnitOfWork, Caller, UUID, Right, Action)} for what is inside an account, where a member may have
     * another role than in the rest of the team.
     *
     * @return the caller's role in the account
     */
    public Uni<Role> enterAccount(
            UnitOfWork work, Caller caller, UUID teamId, UUID accountId, Right right, Action action) {
        return enter(work, caller, teamId, action)
                .invoke(standing -> requireOpen(standing, right))
                .map(standing -> Role.of(standing.role()))
                .flatMap(role -> right.isOfAccounts() && !role.has(Right.MANAGE_PEOPLE)
                        ? rows.roleInAccount(work, accountId, caller.personId())
                                .map(own -> own == null ? role : Role.of(own))
                        : Uni.createFrom().item(role))
                .invoke(role -> require(caller, teamId, role, right, action))
                .invoke(() -> requireScope(caller, teamId, accountId, right, action))
                .call(() -> tenancy.narrow(work, teamId));
    }

    /** A team that is being deleted is looked at and restored, and nothing else. */
    private static void requireOpen(Standing standing, Right right) {
        if (standing.closed() && !right.isReading() && right != Right.OWN) {
            throw ProblemException.conflict("The team is being deleted. An owner can restore it.");
        }
    }

    private static void requireScope(Caller caller, UUID teamId, @Nullable UUID accountId, Right right, Action action) {
        TokenScope scope = caller.scope();
        String reason = null;
        if (!scope.sees(teamId)) {
            reason = "The token is for another team.";
        } else if (scope.accountId() != null && !scope.accountId().equals(accountId)) {
            reason = "The token is for one account, and nothing else of the team.";
        } else if (scope.readOnly() && !right.isReading()) {
            reason = "The token only reads.";
        }
        if (reason != null) {
            throw RefusedException.notAllowed(caller, teamId, action, reason);
        }
    }

    private Uni<Standing> enter(UnitOfWork work, Caller caller, UUID teamId, Action action) {
        return tenancy.widen(work)
                .chain(() -> rows.standing(work, teamId, caller.personId()))
                .flatMap(standing -> {
                    if (standing != null) {
                        return Uni.createFrom().item(standing);
                    }
                    return rows.find(work, teamId).map(team -> {
                        if (team == null) {
                            throw ProblemException.notFound();
                        }
                        throw RefusedException.notTheirs(caller, teamId, action);
                    });
                });
    }

    private static void require(Caller caller, UUID teamId, Role role, Right right, Action action) {
        if (!role.has(right)) {
            throw RefusedException.notAllowed(
                    caller,
                    teamId,
                    action,
                    "As " + role + " you may not " + right.words() + ". Ask an owner or admin of the team.");
        }
    }
}
