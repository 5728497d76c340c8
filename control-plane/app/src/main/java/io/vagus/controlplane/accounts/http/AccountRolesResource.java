package io.vagus.controlplane.accounts.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.teams.AccountRole;
import io.vagus.controlplane.teams.AccountRoles;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** The operations on the roles that members have inside one account. */
@Path("/api/v1/accounts/{accountId}/roles")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class AccountRolesResource {

    public record AccountRoleUpdate(@NotNull Role role) {}

    private final Database database;
    private final CurrentCaller current;
    private final AccountGate gate;
    private final AccountRoles roles;

    AccountRolesResource(Database database, CurrentCaller current, AccountGate gate, AccountRoles roles) {
        this.database = database;
        this.current = current;
        this.gate = gate;
        this.roles = roles;
    }

    @GET
    public Uni<Page<AccountRole>> listAccountRoles(@PathParam("accountId") UUID accountId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> gate.enter(
                        work, caller, accountId, Right.VIEW, Action.of("account-role.list", "account", accountId))
                .chain(() -> roles.page(work, accountId, query)));
    }

    @PUT
    @Path("/{personId}")
    @Conditional
    public Uni<AccountRole> setAccountRole(
            @PathParam("accountId") UUID accountId,
            @PathParam("personId") UUID personId,
            @NotNull @Valid AccountRoleUpdate request) {
        Caller caller = current.get();
        return database.inTransaction(work -> gate.enterToChange(
                        work,
                        caller,
                        accountId,
                        Right.MANAGE_PEOPLE,
                        Action.of("account-role.set", "account", accountId))
                .flatMap(account -> roles.set(work, caller, account.teamId(), accountId, personId, request.role())));
    }

    @DELETE
    @Path("/{personId}")
    @Conditional
    public Uni<Void> clearAccountRole(@PathParam("accountId") UUID accountId, @PathParam("personId") UUID personId) {
        Caller caller = current.get();
        return database.inTransaction(work -> gate.enterToChange(
                        work,
                        caller,
                        accountId,
                        Right.MANAGE_PEOPLE,
                        Action.of("account-role.clear", "account", accountId))
                .flatMap(account -> roles.clear(work, caller, account.teamId(), accountId, personId)));
    }
}
