package io.vagus.controlplane.users.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountTags;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.SubjectFilter;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.users.Preview;
import io.vagus.controlplane.users.Previews;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operation that says what a user may do. */
@Path("/api/v1/accounts/{accountId}/permission-preview")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class PreviewResource {

    private static final int MAX = 50;

    public record PreviewCheck(
            @NotNull Preview.Act act,
            @NotNull @SubjectFilter String subject) {}

    /** Either a user that is there, or permissions with a name and tags. */
    public record PreviewRequest(
            @Nullable UUID userId,
            @Valid @Nullable Permissions permissions,
            @Name @Nullable String userName,
            @Size(max = 32) @Nullable List<@NotNull @Size(max = 64) String> tags,

            @NotNull @Size(max = MAX) List<@NotNull @Valid PreviewCheck> checks) {}

    private final Database database;
    private final CurrentCaller current;
    private final Previews previews;

    PreviewResource(Database database, CurrentCaller current, Previews previews) {
        this.database = database;
        this.current = current;
        this.previews = previews;
    }

    @POST
    public Uni<Preview.Result> previewPermissions(
            @PathParam("accountId") UUID accountId, @NotNull @Valid PreviewRequest request) {
        Caller caller = current.get();
        List<Preview.Check> checks = request.checks().stream()
                .map(check -> new Preview.Check(check.act(), check.subject()))
                .toList();
        if (request.userId() != null) {
            UUID userId = request.userId();
            return database.inTransaction(work -> previews.of(work, caller, accountId, userId, checks));
        }
        Permissions permissions =
                request.permissions() == null ? new Permissions(null, null, null) : request.permissions();
        List<String> tags = request.tags() == null ? List.of() : AccountTags.clean(request.tags());
        String name = request.userName() == null ? "user" : request.userName();
        return database.inTransaction(work -> previews.of(work, caller, accountId, permissions, name, tags, checks));
    }
}
