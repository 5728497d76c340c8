package io.vagus.controlplane.users.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.users.Credential;
import io.vagus.controlplane.users.Credentials;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** The operation on all that was handed out in an account. */
@Path("/api/v1/accounts/{accountId}/credentials")
@Authenticated
public class CredentialsResource {

    private final Database database;
    private final CurrentCaller current;
    private final Credentials credentials;

    CredentialsResource(Database database, CurrentCaller current, Credentials credentials) {
        this.database = database;
        this.current = current;
        this.credentials = credentials;
    }

    @GET
    public Uni<Page<Credential>> listCredentials(@PathParam("accountId") UUID accountId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> credentials.page(work, caller, accountId, null, query));
    }
}
