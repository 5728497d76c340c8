package io.vagus.controlplane.accounts.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.accounts.Limits;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on one account. */
@Path("/api/v1/accounts/{accountId}")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class AccountResource {

    static final int MAX_DESCRIPTION = 500;

    public record AccountUpdate(
            @Name @Nullable String name,

            @Size(max = MAX_DESCRIPTION) @PlainText @Nullable
            String description,

            @Valid @Nullable Limits limits) {}

    private final Database database;
    private final CurrentCaller current;
    private final Accounts accounts;

    AccountResource(Database database, CurrentCaller current, Accounts accounts) {
        this.database = database;
        this.current = current;
        this.accounts = accounts;
    }

    @GET
    public Uni<Account> getAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.get(work, caller, accountId));
    }

    @PATCH
    public Uni<Account> updateAccount(@PathParam("accountId") UUID accountId, @NotNull @Valid AccountUpdate request) {
        Caller caller = current.get();
        Limits limits = request.limits() == null ? Limits.UNCHANGED : request.limits();
        return database.inTransaction(
                work -> accounts.update(work, caller, accountId, request.name(), request.description(), limits));
    }

    @DELETE
    public Uni<Void> deleteAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.delete(work, caller, accountId));
    }

    @POST
    @Path("/suspend")
    public Uni<Account> suspendAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.suspend(work, caller, accountId));
    }

    @POST
    @Path("/resume")
    public Uni<Account> resumeAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.resume(work, caller, accountId));
    }
}
