package io.vagus.controlplane.teams.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Me;
import io.vagus.controlplane.teams.Teams;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.stream.Stream;

/** The caller as they are known here. */
@Path("/api/v1/me")
@Authenticated
public class MeResource {

    private final Database database;
    private final CurrentCaller current;
    private final People people;
    private final Teams teams;

    MeResource(Database database, CurrentCaller current, People people, Teams teams) {
        this.database = database;
        this.current = current;
        this.people = people;
        this.teams = teams;
    }

    @GET
    public Uni<Me> getMe() {
        Caller caller = current.get();
        return database.inTransaction(work -> people.findById(work, caller.personId())
                .onItem()
                .ifNull()
                .failWith(ProblemException::unauthorized)
                .flatMap(person -> Uni.combine()
                        .all()
                        .unis(teams.memberships(work, person.id()), teams.granted(work, caller))
                        .usingConcurrencyOf(1)
                        .with((memberships, granted) -> new Me(
                                person.id(),
                                person.email(),
                                person.name(),
                                Stream.concat(memberships.stream(), granted.stream())
                                        .filter(membership -> caller.scope().sees(membership.teamId()))
                                        .toList()))));
    }
}
