package io.vagus.controlplane.identity.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The table of people. */
@ApplicationScoped
public class PersonRows {

    public Uni<PersonRow> find(UnitOfWork work, String issuer, String subject) {
        return work.session()
                .createSelectionQuery("from PersonRow where issuer = :issuer and subject = :subject", PersonRow.class)
                .setParameter("issuer", issuer)
                .setParameter("subject", subject)
                .getSingleResultOrNull();
    }

    public Uni<PersonRow> findById(UnitOfWork work, UUID id) {
        return work.session().get(PersonRow.class, id);
    }

    /** The one who came first, should the identity provider know several with that address. */
    public Uni<PersonRow> findByEmail(UnitOfWork work, String email) {
        return work.session()
                .createSelectionQuery(
                        "from PersonRow where lower(email) = lower(:email) and kind = 'person' order by id",
                        PersonRow.class)
                .setParameter("email", email)
                .setMaxResults(1)
                .getSingleResultOrNull();
    }

    /** Waits for another transaction that inserts the same person; false when that one was first. */
    public Uni<Boolean> insertIfAbsent(UnitOfWork work, PersonRow row) {
        return work.session()
                .createNativeQuery("""
                    insert into person (id, issuer, subject, email, email_verified, name, created_at)
                    values (:id, :issuer, :subject, :email, :verified, :name, :created)
                    on conflict (issuer, subject) do nothing\
                    """)
                .setParameter("id", row.id)
                .setParameter("issuer", row.issuer)
                .setParameter("subject", row.subject)
                .setParameter("email", row.email)
                .setParameter("verified", row.emailVerified)
                .setParameter("name", row.name)
                .setParameter("created", row.createdAt)
                .executeUpdate()
                .map(count -> count == 1);
    }
}
