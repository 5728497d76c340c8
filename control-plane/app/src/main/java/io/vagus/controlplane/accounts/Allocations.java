package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.AccountRow;
import io.vagus.controlplane.accounts.store.AccountRows;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.quotas.Plans;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

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
        return plans.hold(work, teamId)
                .chain(() -> plans.of(work, teamId))
                .flatMap(plan ->
                        rows.limits(work, teamId, null).invoke(found -> Quota.requireRoom(plan, read(found), wanted)))
                .replaceWithVoid();
    }

    /** The same for a change of one that is there. */
    Uni<Void> requireRoom(UnitOfWork work, AccountRow row, Limits wanted) {
        Limits present = JsonText.read(row.limits, Limits.class);
        return wanted.equals(present)
                ? Uni.createFrom().voidItem()
                : plans.hold(work, row.teamId)
                        .chain(() -> plans.of(work, row.teamId))
                        .flatMap(plan -> rows.limits(work, row.teamId, row.id)
                                .invoke(found -> Quota.requireRoom(plan, read(found), wanted, present)))
                        .replaceWithVoid();
    }

    private static List<Limits> read(List<String> found) {
        return found.stream().map(text -> JsonText.read(text, Limits.class)).toList();
    }
}
