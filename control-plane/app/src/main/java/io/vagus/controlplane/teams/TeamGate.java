package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.audit.RefusedException;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.Grant;
import io.vagus.controlplane.identity.TokenScope;
import io.vagus.controlplane.platform.DryRun;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.TeamRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one gate to everything a team owns. Whoever is not in the team is told that there is nothing, but for operators of the
 * service whom the team lets in for a time; all that these do, and look at, is recorded with who let them in. Behind it the unit of work
 * is narrowed to the team.
 */
@ApplicationScoped
public class TeamGate {

    private static final String USE = "support-access.use";

    /** A page that asks for the same again and again leaves one trace in that time. */
    private static final Duration SAME_TRACE = Duration.ofMinutes(1);

    private final TeamRows rows;
    private final Tenancy tenancy;
    private final AuditLog audit;

    /** What the caller is in the team: by membership, or by the leave of a member, who let an operator of the service in. */
    private record Entered(
            Role role, boolean closed, @Nullable Grant grant) {}

    TeamGate(TeamRows rows, Tenancy tenancy, AuditLog audit) {
        this.rows = rows;
        this.tenancy = tenancy;
        this.audit = audit;
    }

    /**
     * Lets a member pass whose role has the right; another member gets 403.
     *
     * @param action what the caller is about to do, for the team's audit log when it is refused
     * @return the caller's role in the team
     */
    public Uni<Role> enter(UnitOfWork work, Caller caller, UUID teamId, Right right, Action action) {
        return enter(work, caller, teamId, action)
                .invoke(entered -> require(caller, teamId, entered.role(), right, action))
                .invoke(entered -> requireMember(caller, teamId, entered, right, action))
                .invoke(entered -> requireOpen(entered, right))
                .invoke(() -> requireScope(caller, teamId, null, right, action))
                .call(() -> tenancy.narrow(work, teamId))
                .call(entered -> trace(work, caller, teamId, entered, action))
                .map(Entered::role);
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
                .invoke(entered -> requireMember(caller, teamId, entered, right, action))
                .invoke(entered -> requireOpen(entered, right))
                .flatMap(entered -> inAccount(work, caller, entered, accountId, right)
                        .invoke(role -> require(caller, teamId, role, right, action))
                        .invoke(() -> requireScope(caller, teamId, accountId, right, action))
                        .call(() -> tenancy.narrow(work, teamId))
                        .call(() -> trace(work, caller, teamId, entered, action)));
    }

    private Uni<Role> inAccount(UnitOfWork work, Caller caller, Entered entered, UUID accountId, Right right) {
        Role role = entered.role();
        return right.isOfAccounts() && !role.has(Right.MANAGE_PEOPLE)
                ? rows.roleInAccount(work, accountId, caller.personId()).map(own -> own == null ? role : Role.of(own))
                : Uni.createFrom().item(role);
    }

    /** Whoever is there by leave leaves a trace of all they come for, reading included; what they change has its own entry too. */
    private Uni<Void> trace(UnitOfWork work, Caller caller, UUID teamId, Entered entered, Action action) {
        return entered.grant() == null
                ? Uni.createFrom().voidItem()
                : audit.doneUnlessJust(
                        work, caller, teamId, new Action(USE, action.target()), action.name(), SAME_TRACE);
    }

    private static void requireMember(Caller caller, UUID teamId, Entered entered, Right right, Action action) {
        if (entered.grant() != null && right.isOfMembers()) {
            throw RefusedException.notAllowed(
                    caller,
                    teamId,
                    action,
                    "The team lets you in for a time; that is not enough to " + right.words() + ".");
        }
    }

    /** A team that is being deleted is looked at and restored, and nothing else. */
    private static void requireOpen(Entered entered, Right right) {
        if (entered.closed() && !right.isReading() && right != Right.OWN) {
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

    private Uni<Entered> enter(UnitOfWork work, Caller caller, UUID teamId, Action action) {
        return tenancy.widen(work)
                .chain(() -> rows.standing(work, teamId, caller.personId()))
                .flatMap(standing -> {
                    if (standing != null) {
                        return Uni.createFrom().item(new Entered(Role.of(standing.role()), standing.closed(), null));
                    }
                    return rows.find(work, teamId).map(team -> {
                        if (team == null) {
                            throw ProblemException.notFound();
                        }
                        Grant grant = caller.grantIn(teamId);
                        if (grant == null) {
                            throw RefusedException.notTheirs(caller, teamId, action);
                        }
                        if (work.isUndone()) {
                            throw ProblemException.invalid(
                                    DryRun.PARAMETER, "is not for who is let in for a time: all they do is recorded");
                        }
                        return new Entered(Role.of(grant.role()), team.deletedAt != null, grant);
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
