package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.TeamRows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The end of a team. It is closed first: nothing in it can be changed and its accounts are suspended. An owner may restore it
 * until the time of grace is over; then it goes with all it owns.
 */
@ApplicationScoped
public class TeamDeletion {

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 20;

    private final TeamRows rows;
    private final TeamGate gate;
    private final TeamParts parts;
    private final Teams teams;
    private final Preconditions preconditions;
    private final AuditLog audit;
    private final Database database;
    private final Duration grace;

    TeamDeletion(
            TeamRows rows,
            TeamGate gate,
            TeamParts parts,
            Teams teams,
            Preconditions preconditions,
            AuditLog audit,
            Database database,
            @ConfigProperty(name = "vagus.teams.deletion-grace") Duration grace) {
        this.rows = rows;
        this.gate = gate;
        this.parts = parts;
        this.teams = teams;
        this.preconditions = preconditions;
        this.audit = audit;
        this.database = database;
        this.grace = grace;
    }

    void start(@Observes Background background) {
        background.every(LOOK_EVERY, "delete teams whose grace is over", this::purge);
    }

    public Uni<Team> delete(UnitOfWork work, Caller caller, UUID teamId) {
        Action action = Action.of("team.delete", "team", teamId);
        return gate.enter(work, caller, teamId, Right.OWN, action)
                .chain(() -> rows.lock(work, teamId))
                .invoke(row -> {
                    preconditions.require(Teams.team(row, Role.OWNER));
                    if (row.deletedAt != null) {
                        throw ProblemException.conflict("The team is being deleted already.");
                    }
                })
                .chain(() -> close(work, teamId))
                .chain(() -> audit.done(
                        work,
                        caller,
                        teamId,
                        action,
                        "for good at " + work.now().plus(grace)))
                .chain(() -> teams.get(work, caller, teamId));
    }

    public Uni<Team> restore(UnitOfWork work, Caller caller, UUID teamId) {
        Action action = Action.of("team.restore", "team", teamId);
        return gate.enter(work, caller, teamId, Right.OWN, action)
                .chain(() -> rows.lock(work, teamId))
                .invoke(row -> {
                    if (row.deletedAt == null) {
                        throw ProblemException.conflict("The team is not being deleted.");
                    }
                })
                .chain(() -> rows.close(work, teamId, null, null))
                .chain(() -> parts.reopened(work, teamId))
                .chain(() -> audit.done(work, caller, teamId, action))
                .chain(() -> teams.get(work, caller, teamId));
    }

    /** Closes the team without asking; the last of its people is going. */
    public Uni<Void> close(UnitOfWork work, UUID teamId) {
        return rows.close(work, teamId, work.now(), work.now().plus(grace)).chain(() -> parts.closing(work, teamId));
    }

    /** Deletes what is due, each team in a transaction of its own. */
    public void purge() {
        for (UUID teamId : database.await(work -> rows.due(work, AT_ONCE))) {
            database.await(work -> rows.lockDue(work, teamId)
                    .flatMap(row -> row == null
                            ? Uni.createFrom().voidItem()
                            : parts.leaving(work, teamId)
                                    .chain(() -> audit.forget(work, teamId))
                                    .chain(() -> work.session().delete(row))));
        }
    }
}
