package io.vagus.controlplane.console;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Quota;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.console.store.ConsoleRows;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.quotas.Plan;
import io.vagus.controlplane.quotas.Plans;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The ceilings of each plan, and which team is on which, set by an operator of the service. Teams have them from the next
 * account and the next change of limits on; what they have already they keep. Who calls here has passed the {@link OperatorGate}.
 */
@ApplicationScoped
public class PlanCeilings {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final int MOST_TOTALS = 50;

    /**
     * What a plan is to give.
     *
     * @param totals by the name of the limit; what is not there has no ceiling, -1 neither
     */
    public record PlanWrite(
            @NotNull @Name String name,
            @NotNull @Size(max = MOST_TOTALS) Map<String, @NotNull Long> totals) {}

    /** The plan that a team is put on. */
    public record TenantPlan(@NotNull @Size(max = 32) String planId) {}

    private final Database database;
    private final Plans plans;
    private final ConsoleRows rows;
    private final AuditLog audit;
    private final Preconditions preconditions;

    PlanCeilings(Database database, Plans plans, ConsoleRows rows, AuditLog audit, Preconditions preconditions) {
        this.database = database;
        this.plans = plans;
        this.rows = rows;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public List<Plan> all() {
        return database.await(plans::all);
    }

    public Plan set(Caller caller, String planId, PlanWrite wanted) {
        if (!ID.matcher(planId).matches()) {
            throw ProblemException.invalid("planId", "must be 1 to 32 small letters, digits and hyphens");
        }
        requireKnown(wanted.totals());
        return database.await(work -> plans.all(work)
                .invoke(there -> preconditions.requireIfThere(there.stream()
                        .filter(plan -> plan.id().equals(planId))
                        .findFirst()
                        .orElse(null)))
                .chain(() -> plans.set(work, planId, wanted.name(), wanted.totals()))
                .call(plan -> record(work, caller, "plan.set", "plan:" + planId, "totals " + plan.totals())));
    }

    public Plan assign(Caller caller, UUID teamId, TenantPlan wanted) {
        Action action = Action.of("team.plan", "team", teamId);
        return database.await(work -> rows.isTeam(work, teamId)
                .invoke(there -> {
                    if (!there) {
                        throw ProblemException.notFound();
                    }
                })
                .chain(() -> plans.assign(work, teamId, wanted.planId()))
                .call(plan -> record(work, caller, "team.plan", "team:" + teamId, "put on " + plan.id()))
                .call(plan -> audit.done(work, caller, teamId, action, "put on the plan " + plan.name())));
    }

    private Uni<Void> record(UnitOfWork work, Caller caller, String action, String target, String detail) {
        return rows.record(work, caller.email(), action, target, detail);
    }

    private static void requireKnown(Map<String, Long> totals) {
        Set<String> known = Quota.names();
        List<FieldError> errors = new ArrayList<>();
        totals.forEach((limit, total) -> {
            if (!known.contains(limit)) {
                errors.add(new FieldError("totals." + limit, "is no limit of plans"));
            } else if (total < Plan.UNLIMITED) {
                errors.add(new FieldError("totals." + limit, "must be -1 for no ceiling, or at least 0"));
            }
        });
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
