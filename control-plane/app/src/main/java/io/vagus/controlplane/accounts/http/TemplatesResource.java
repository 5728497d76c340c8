package io.vagus.controlplane.accounts.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountDraft;
import io.vagus.controlplane.accounts.AccountTags;
import io.vagus.controlplane.accounts.Limits;
import io.vagus.controlplane.accounts.Template;
import io.vagus.controlplane.accounts.Templates;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on the account templates of a team. */
@Path("/api/v1/teams/{teamId}/account-templates")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class TemplatesResource {

    public record TemplateCreate(
            @NotNull @Name String name,

            @Size(max = AccountResource.MAX_DESCRIPTION) @PlainText @Nullable
            String description,

            @Valid @Nullable Limits limits,

            @Size(max = AccountTags.MAX) @Nullable List<@NotNull @Size(max = AccountTags.MAX_LENGTH) String> tags,

            @Valid @Nullable Permissions defaultPermissions) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Templates templates;

    TemplatesResource(Database database, Creation creation, CurrentCaller current, Templates templates) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.templates = templates;
    }

    @GET
    public Uni<Page<Template>> listAccountTemplates(@PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> templates.page(work, caller, teamId, query));
    }

    @POST
    public Uni<RestResponse<Template>> createAccountTemplate(
            @PathParam("teamId") UUID teamId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid TemplateCreate request) {
        Caller caller = current.get();
        AccountDraft draft = new AccountDraft(
                request.name(),
                request.description(),
                request.limits() == null ? Limits.UNCHANGED : request.limits(),
                request.tags(),
                request.defaultPermissions());
        return creation.of(
                Template.class, caller.personId(), key, request, work -> templates.create(work, caller, teamId, draft));
    }

    @DELETE
    @Path("/{templateId}")
    @Conditional
    public Uni<Void> deleteAccountTemplate(@PathParam("teamId") UUID teamId, @PathParam("templateId") UUID templateId) {
        Caller caller = current.get();
        return database.inTransaction(work -> templates.delete(work, caller, teamId, templateId));
    }
}
