package io.vagus.controlplane.privacy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Members;
import io.vagus.controlplane.teams.TeamDeletion;
import io.vagus.controlplane.teams.Teams;
import io.vagus.controlplane.tokens.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Gives a person what we know of them, and forgets them. */
@ApplicationScoped
public class Privacy {

    /** How many audit entries an export carries. */
    public static final int MAX_AUDIT = 10_000;

    private final People people;
    private final Teams teams;
    private final Members members;
    private final TeamDeletion deletion;
    private final Tokens tokens;
    private final AuditLog audit;

    Privacy(People people, Teams teams, Members members, TeamDeletion deletion, Tokens tokens, AuditLog audit) {
        this.people = people;
        this.teams = teams;
        this.members = members;
        this.deletion = deletion;
        this.tokens = tokens;
        this.audit = audit;
    }

    public Uni<PersonalData> export(UnitOfWork work, Caller caller) {
        caller.requireSession();
        return people.findById(work, caller.personId())
                .onItem()
                .ifNull()
                .failWith(ProblemException::unauthorized)
                .flatMap(person -> teams.memberships(work, person.id())
                        .flatMap(memberships -> tokens.all(work, person.id())
                                .flatMap(all -> audit.of(work, person.email(), MAX_AUDIT)
                                        .map(entries -> new PersonalData(
                                                person.id(),
                                                person.email(),
                                                person.emailVerified(),
                                                person.name(),
                                                work.now(),
                                                memberships,
                                                all,
                                                entries)))));
    }

    /**
     * Forgets the caller: memberships, tokens and name go; in audit logs stands a pseudonym. A team that they are alone in is
     * closed and goes after its time of grace; one that would lose its last owner keeps them until it has another.
     */
    public Uni<Void> delete(UnitOfWork work, Caller caller) {
        caller.requireSession();
        return members.alone(work, caller.personId())
                .onItem()
                .transformToMulti((List<UUID> all) -> Multi.createFrom().iterable(all))
                .onItem()
                .call(teamId -> deletion.close(work, teamId))
                .collect()
                .last()
                .chain(() -> audit.forgetActor(work, caller.email(), "deleted:" + caller.personId()))
                .chain(() -> people.remove(work, caller.personId()));
    }
}
