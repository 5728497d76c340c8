package io.vagus.controlplane.console.http;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vagus.controlplane.console.Console;
import io.vagus.controlplane.console.Console.Count;
import io.vagus.controlplane.console.Drift.DriftReport;
import io.vagus.controlplane.console.Fleet;
import io.vagus.controlplane.console.Node;
import io.vagus.controlplane.console.OperatorAction;
import io.vagus.controlplane.console.OperatorGate;
import io.vagus.controlplane.console.OperatorKeys;
import io.vagus.controlplane.console.OperatorKeys.KeyState;
import io.vagus.controlplane.console.PlanCeilings;
import io.vagus.controlplane.console.PlanCeilings.PlanWrite;
import io.vagus.controlplane.console.PlanCeilings.TenantPlan;
import io.vagus.controlplane.console.Tenant;
import io.vagus.controlplane.platform.ActsOutside;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.quotas.Plan;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the operator's console. */
@Path("/api/v1/operator")
@Authenticated
@Blocking
@ActsOutside
public class OperatorResource {

    /** What tenants are searched for. */
    private static final int MAX_SEARCH = 64;

    private final OperatorGate gate;
    private final Console console;
    private final Fleet fleet;
    private final OperatorKeys keys;
    private final PlanCeilings plans;

    OperatorResource(OperatorGate gate, Console console, Fleet fleet, OperatorKeys keys, PlanCeilings plans) {
        this.gate = gate;
        this.console = console;
        this.fleet = fleet;
        this.keys = keys;
        this.plans = plans;
    }

    @GET
    @Path("/nodes")
    public Page<Node> listNodes() {
        gate.enter();
        return new Page<>(fleet.nodes(), null);
    }

    @POST
    @Path("/nodes/{nodeId}/evacuate")
    public Count evacuateNode(@PathParam("nodeId") String nodeId) {
        return console.evacuate(gate.enter(), nodeId);
    }

    @POST
    @Path("/nodes/{nodeId}/reload")
    public void reloadNode(@PathParam("nodeId") String nodeId) {
        console.reload(gate.enter(), nodeId);
    }

    @GET
    @Path("/tenants")
    public Page<Tenant> listTenants(
            @QueryParam("q") @Size(max = MAX_SEARCH) @PlainText @Nullable String q, @BeanParam PageQuery query) {
        gate.enter();
        return console.tenants(q, query);
    }

    @PUT
    @Path("/tenants/{teamId}/plan")
    public Plan setTenantPlan(@PathParam("teamId") UUID teamId, @NotNull @Valid TenantPlan request) {
        return plans.assign(gate.enter(), teamId, request);
    }

    @GET
    @Path("/plans")
    public Page<Plan> listPlans() {
        gate.enter();
        return new Page<>(plans.all(), null);
    }

    @PUT
    @Path("/plans/{planId}")
    @Conditional
    public Plan setPlan(@PathParam("planId") String planId, @NotNull @Valid PlanWrite request) {
        return plans.set(gate.enter(), planId, request);
    }

    @GET
    @Path("/drift")
    public DriftReport getDrift() {
        gate.enter();
        return console.drift();
    }

    @POST
    @Path("/resync")
    public Count resyncAccounts(@QueryParam("accountId") @Nullable UUID accountId) {
        return console.resync(gate.enter(), accountId);
    }

    @GET
    @Path("/keys")
    public KeyState getOperatorKeys() {
        gate.enter();
        return keys.state();
    }

    @POST
    @Path("/keys/announce")
    public KeyState announceOperatorKey() {
        return console.announce(gate.enter());
    }

    @POST
    @Path("/keys/sign")
    public KeyState signWithOperatorKey() {
        return console.sign(gate.enter());
    }

    @POST
    @Path("/keys/withdraw")
    public KeyState withdrawOperatorKey() {
        return console.withdraw(gate.enter());
    }

    @GET
    @Path("/actions")
    public Page<OperatorAction> listOperatorActions(@BeanParam PageQuery query) {
        gate.enter();
        return console.actions(query);
    }
}
