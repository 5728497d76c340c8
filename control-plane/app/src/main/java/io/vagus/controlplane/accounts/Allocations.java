package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.AccountRow;
import io.vagus.controlplane.accounts.store.AccountRows;
import io.vagus.controlplane.accounts.store.AccountRows.LimitsCount;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.quotas.Plan;
import io.vagus.controlplane.quotas.Plans;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Who of a team has how much of its plan. Accounts in deletion count: their deletion can be undone. */
@ApplicationScoped
public class Allocations {

    private final AccountRows rows;
    private final Plans plans;
    private final TeamGate teams;

    Allocations(AccountRows rows, Plans plans, TeamGate teams) {
        this.rows = rows;
        this.plans = plans;
        this.teams = teams;
    }

    public Uni<TeamQuotas> get(UnitOfWork work, Caller caller, UUID teamId) {
        return teams.enter(work, caller, teamId, Right.VIEW, Action.of("quota.read", "team", teamId))
                .chain(() -> plans.of(work, teamId))
                .flatMap(plan -> rows.limits(work, teamId, null)
                        .map(found -> new TeamQuotas(plan.id(), plan.name(), Quota.of(plan, read(found)))));
    }

    /** Ends the request when a new account of the team finds no room; others who ask wait for the end of this work. */
    Uni<Void> requireRoom(UnitOfWork work, UUID teamId, Limits wanted) {
        return held(
                work,
                teamId,
                plan -> rows.limits(work, teamId, null).invoke(found -> Quota.requireRoom(plan, read(found), wanted)));
    }

    /** The same for a change of one that is there. */
    Uni<Void> requireRoom(UnitOfWork work, AccountRow row, Limits wanted) {
        Limits present = JsonText.read(row.limits, Limits.class);
        return wanted.equals(present)
                ? Uni.createFrom().voidItem()
                : held(
                        work,
                        row.teamId,
                        plan -> rows.limits(work, row.teamId, row.id)
                                .invoke(found -> Quota.requireRoom(plan, read(found), wanted, present)));
    }

    /** A plan without any ceiling has room: nobody waits, and nothing is counted. */
    private Uni<Void> held(UnitOfWork work, UUID teamId, Function<Plan, Uni<?>> look) {
        return plans.of(work, teamId)
                .flatMap(loose -> loose.isUnlimited()
                        ? Uni.createFrom().voidItem()
                        : plans.hold(work, teamId)
                                .chain(() -> plans.of(work, teamId))
                                .flatMap(plan -> look.apply(plan).replaceWithVoid()));
    }

    private static List<Holding> read(List<LimitsCount> found) {
        return found.stream()
                .map(each -> new Holding(JsonText.read(each.limits(), Limits.class), each.accounts()))
                .toList();
    }
}
