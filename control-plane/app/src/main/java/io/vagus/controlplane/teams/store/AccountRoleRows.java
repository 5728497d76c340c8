package io.vagus.controlplane.teams.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The table of roles inside accounts. */
@ApplicationScoped
public class AccountRoleRows {

    /** A person with their role in an account. */
    public record PersonOfAccount(UUID personId, String email, String name, String role) {}

    public Uni<List<PersonOfAccount>> page(UnitOfWork work, UUID accountId, PageQuery query) {
        return work.session()
                .createSelectionQuery("""
                    select p.id, p.email, p.name, r.role
                    from AccountRoleRow r join PersonRow p on p.id = r.personId
                    where r.accountId = :account and (p.email > :key or (p.email = :key and p.id > :id))
                    order by p.email, p.id\
                    """, PersonOfAccount.class)
                .setParameter("account", accountId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<AccountRoleRow>> ofPerson(UnitOfWork work, UUID personId) {
        return work.session()
                .createSelectionQuery(
                        "from AccountRoleRow where personId = :person order by accountId", AccountRoleRow.class)
                .setParameter("person", personId)
                .getResultList();
    }

    public Uni<Integer> upsert(UnitOfWork work, UUID accountId, UUID personId, UUID teamId, String role) {
        return work.session()
                .createNativeQuery("""
                    insert into account_role (account_id, person_id, team_id, role)
                    values (:account, :person, :team, :role)
                    on conflict (account_id, person_id) do update set role = excluded.role\
                    """)
                .setParameter("account", accountId)
                .setParameter("person", personId)
                .setParameter("team", teamId)
                .setParameter("role", role)
                .executeUpdate();
    }

    public Uni<Integer> delete(UnitOfWork work, UUID accountId, UUID personId) {
        return work.session()
                .createMutationQuery("delete from AccountRoleRow where accountId = :account and personId = :person")
                .setParameter("account", accountId)
                .setParameter("person", personId)
                .executeUpdate();
    }
}
