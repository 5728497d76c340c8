package io.vagus.controlplane.teams.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditEntry;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.audit.AuditQuery;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.Role;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The audit log of a team. */
@Path("/api/v1/teams/{teamId}/audit")
@Authenticated
public class AuditResource {

    /** How many entries an export carries; a longer time is exported in parts. */
    static final int MAX_EXPORT = 10_000;

    private final Database database;
    private final CurrentCaller current;
    private final TeamGate gate;
    private final AuditLog audit;
    private final ObjectMapper json;

    AuditResource(Database database, CurrentCaller current, TeamGate gate, AuditLog audit, ObjectMapper json) {
        this.database = database;
        this.current = current;
        this.gate = gate;
        this.audit = audit;
        this.json = json;
    }

    @GET
    public Uni<Page<AuditEntry>> listAudit(@PathParam("teamId") UUID teamId, @BeanParam AuditQuery query) {
        Caller caller = current.get();
        return database.inTransaction(
                work -> enter(work, caller, teamId, "audit.list").chain(() -> audit.page(work, teamId, query)));
    }

    @GET
    @Path("/export.csv")
    @Produces("text/csv")
    public Uni<Response> exportAuditCsv(@PathParam("teamId") UUID teamId, @BeanParam AuditQuery query) {
        return export(teamId, query, "csv", entries -> AuditText.csv(entries, json));
    }

    @GET
    @Path("/export.ndjson")
    @Produces("application/x-ndjson")
    public Uni<Response> exportAuditNdjson(@PathParam("teamId") UUID teamId, @BeanParam AuditQuery query) {
        return export(teamId, query, "ndjson", entries -> AuditText.ndjson(entries, json));
    }

    private Uni<Response> export(
            UUID teamId, AuditQuery query, String suffix, Function<List<AuditEntry>, String> writer) {
        Caller caller = current.get();
        Action action = Action.of("audit.export", "team", teamId);
        return database.inTransaction(work -> enter(work, caller, teamId, "audit.export")
                        .chain(() -> audit.all(work, teamId, query.filter(), MAX_EXPORT))
                        .call(() -> audit.done(work, caller, teamId, action, suffix)))
                .map(entries -> Response.ok(writer.apply(entries))
                        .header("Content-Disposition", "attachment; filename=\"audit." + suffix + "\"")
                        .header("Truncated", entries.size() == MAX_EXPORT)
                        .build());
    }

    private Uni<Role> enter(UnitOfWork work, Caller caller, UUID teamId, String action) {
        return gate.enter(work, caller, teamId, Right.READ_AUDIT, Action.of(action, "team", teamId));
    }
}
