package io.vagus.controlplane.console.http;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.console.ServiceStatus;
import io.vagus.controlplane.console.StatusKeeper;
import io.vagus.controlplane.platform.Database;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** How the service is, for everybody. */
@Path("/api/v1/status")
@PermitAll
public class StatusResource {

    private final Database database;
    private final StatusKeeper keeper;

    StatusResource(Database database, StatusKeeper keeper) {
        this.database = database;
        this.keeper = keeper;
    }

    @GET
    public Uni<ServiceStatus> getStatus() {
        return database.inTransaction(keeper::status);
    }
}
