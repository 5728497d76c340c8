package io.vagus.controlplane.accounts.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountDraft;
import io.vagus.controlplane.accounts.AccountEvent;
import io.vagus.controlplane.accounts.AccountHistory;
import io.vagus.controlplane.accounts.AccountTags;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.accounts.Limits;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

            @Valid @Nullable Limits limits,

            @Size(max = AccountTags.MAX) @Nullable List<@NotNull @Size(max = AccountTags.MAX_LENGTH) String> tags,

            @Valid @Nullable Permissions defaultPermissions) {}

    private final Database database;
    private final CurrentCaller current;
    private final Accounts accounts;
    private final AccountHistory history;
    private final Duration grace;

    AccountResource(
            Database database,
            CurrentCaller current,
            Accounts accounts,
            AccountHistory history,
            @ConfigProperty(name = "vagus.accounts.deletion-grace") Duration grace) {
        this.database = database;
        this.current = current;
        this.accounts = accounts;
        this.history = history;
        this.grace = grace;
    }

    @GET
    public Uni<Account> getAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.get(work, caller, accountId));
    }

    @PATCH
    @Conditional
    public Uni<Account> updateAccount(@PathParam("accountId") UUID accountId, @NotNull @Valid AccountUpdate request) {
        Caller caller = current.get();
        AccountDraft draft = new AccountDraft(
                request.name(),
                request.description(),
                request.limits() == null ? Limits.UNCHANGED : request.limits(),
                request.tags(),
                request.defaultPermissions());
        return database.inTransaction(work -> accounts.update(work, caller, accountId, draft));
    }

    @DELETE
    @Conditional
    public Uni<Void> deleteAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(
                work -> accounts.delete(work, caller, accountId, grace).replaceWithVoid());
    }

    @POST
    @Path("/restore")
    @Conditional
    public Uni<Account> restoreAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.restore(work, caller, accountId));
    }

    @POST
    @Path("/purge")
    @Conditional
    public Uni<Void> purgeAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.purge(work, caller, accountId));
    }

    @GET
    @Path("/history")
    public Uni<Page<AccountEvent>> listAccountEvents(
            @PathParam("accountId") UUID accountId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> history.page(work, caller, accountId, query));
    }

    @POST
    @Path("/suspend")
    @Conditional
    public Uni<Account> suspendAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.suspend(work, caller, accountId));
    }

    @POST
    @Path("/resume")
    @Conditional
    public Uni<Account> resumeAccount(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.resume(work, caller, accountId));
    }
}
