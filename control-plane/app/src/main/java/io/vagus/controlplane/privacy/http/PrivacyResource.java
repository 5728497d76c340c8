package io.vagus.controlplane.privacy.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.privacy.PersonalData;
import io.vagus.controlplane.privacy.Privacy;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The operations of a person on what we know of them. */
@Path("/api/v1/me")
@Authenticated
public class PrivacyResource {

    private final Database database;
    private final CurrentCaller current;
    private final Privacy privacy;

    PrivacyResource(Database database, CurrentCaller current, Privacy privacy) {
        this.database = database;
        this.current = current;
        this.privacy = privacy;
    }

    @GET
    @Path("/export")
    public Uni<PersonalData> exportMe() {
        Caller caller = current.get();
        return database.inTransaction(work -> privacy.export(work, caller));
    }

    @DELETE
    public Uni<Void> deleteMe() {
        Caller caller = current.get();
        return database.inTransaction(work -> privacy.delete(work, caller));
    }
}
