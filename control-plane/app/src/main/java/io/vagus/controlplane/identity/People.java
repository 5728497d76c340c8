package io.vagus.controlplane.identity;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.store.PersonRow;
import io.vagus.controlplane.identity.store.PersonRows;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The people we know. The identity provider knows them by issuer and subject; e-mail and name follow what it says. */
@ApplicationScoped
public class People {

    private final PersonRows rows;
    private final FirstArrival firstArrival;

    People(PersonRows rows, FirstArrival firstArrival) {
        this.rows = rows;
        this.firstArrival = firstArrival;
    }

    /** Finds the person, who becomes known when this is their first call; two first calls at once make one person. */
    public Uni<Person> arrive(
            UnitOfWork work, String issuer, String subject, String email, boolean verified, String name) {
        return rows.find(work, issuer, subject)
                .onItem()
                .ifNotNull()
                .call(row -> follow(work, row, email, verified, name))
                .onItem()
                .ifNull()
                .switchTo(() -> welcome(work, issuer, subject, email, verified, name))
                .map(People::person);
    }

    public Uni<Person> findById(UnitOfWork work, UUID id) {
        return rows.findById(work, id).map(row -> row == null ? null : person(row));
    }

    /** Somebody with that e-mail address, in whatever case it is written. */
    public Uni<Person> findByEmail(UnitOfWork work, String email) {
        return rows.findByEmail(work, email).map(row -> row == null ? null : person(row));
    }

    /** Makes a service account of a team; its name is unique there. */
    public Uni<Person> addService(UnitOfWork work, UUID teamId, String name) {
        UUID id = Ids.next(work.now());
        PersonRow row = new PersonRow(id, "vagus:service", id.toString(), "service:" + name, name, work.now());
        row.kind = "service";
        row.teamId = teamId;
        return work.session()
                .insert(row)
                .onFailure(failure -> Database.violates(failure, "person_service_name"))
                .transform(
                        failure -> ProblemException.conflict("name", "is taken by another service account of the team"))
                .replaceWith(() -> person(row));
    }

    /** Takes somebody out of what we know, with their tokens and memberships. */
    public Uni<Void> remove(UnitOfWork work, UUID id) {
        return work.session()
                .createMutationQuery("delete from PersonRow where id = :id")
                .setParameter("id", id)
                .executeUpdate()
                .replaceWithVoid();
    }

    private Uni<Void> follow(UnitOfWork work, PersonRow row, String email, boolean verified, String name) {
        if (row.email.equals(email) && row.emailVerified == verified && row.name.equals(name)) {
            return Uni.createFrom().voidItem();
        }
        row.email = email;
        row.emailVerified = verified;
        row.name = name;
        return work.session().update(row);
    }

    private Uni<PersonRow> welcome(
            UnitOfWork work, String issuer, String subject, String email, boolean verified, String name) {
        PersonRow fresh = new PersonRow(Ids.next(work.now()), issuer, subject, email, name, work.now());
        fresh.emailVerified = verified;
        return rows.insertIfAbsent(work, fresh).flatMap(inserted -> {
            if (inserted) {
                return firstArrival.arrived(work, person(fresh)).replaceWith(fresh);
            }
            return rows.find(work, issuer, subject).onItem().ifNull().failWith(IllegalStateException::new);
        });
    }

    private static Person person(PersonRow row) {
        return new Person(row.id, row.email, row.name, row.emailVerified, row.kind.equals("service"));
    }
}
