package io.vagus.controlplane.teams.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditEntry;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** The audit log of a team, for its members. */
@Path("/api/v1/teams/{teamId}/audit")
@Authenticated
public class AuditResource {

    private final Database database;
    private final CurrentCaller current;
    private final TeamGate gate;
    private final AuditLog audit;

    AuditResource(Database database, CurrentCaller current, TeamGate gate, AuditLog audit) {
        this.database = database;
        this.current = current;
        this.gate = gate;
        this.audit = audit;
    }

    @GET
    public Uni<Page<AuditEntry>> listAudit(@PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(
                work -> gate.enter(work, caller, teamId, Right.READ_AUDIT, Action.of("audit.list", "team", teamId))
                        .flatMap(role -> audit.page(work, teamId, query)));
    }
}
