package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.FirstArrival;
import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives whoever comes for the first time a team of their own. */
@ApplicationScoped
class OwnTeam implements FirstArrival {

    private final Teams teams;

    OwnTeam(Teams teams) {
        this.teams = teams;
    }

    @Override
    public Uni<Void> arrived(UnitOfWork work, Person person) {
        return teams.openFirst(work, person);
    }
}
