package io.vagus.controlplane.teams.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;

/** The role of a member inside one account, in place of the role in the team. */
@Entity
@Table(name = "account_role")
@IdClass(AccountRoleRow.Key.class)
public class AccountRoleRow {

    /** One role per account and person. */
    public record Key(UUID accountId, UUID personId) {}

    @Id
    @Column(name = "account_id")
    public UUID accountId;

    @Id
    @Column(name = "person_id")
    public UUID personId;

    public String role;

    @Column(name = "team_id")
    public UUID teamId;

    protected AccountRoleRow() {}

    public AccountRoleRow(UUID accountId, UUID personId, UUID teamId, String role) {
        this.accountId = accountId;
        this.personId = personId;
        this.teamId = teamId;
        this.role = role;
    }
}
