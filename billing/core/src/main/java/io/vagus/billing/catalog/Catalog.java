package io.vagus.billing.catalog;

import io.vagus.billing.money.Money;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plans on offer.
 *
 * @param plans in the order in which they are shown
 * @param standard the one an account has until somebody chooses another
 */
public record Catalog(List<Plan> plans, Plan standard) {

    public Catalog {
        plans = List.copyOf(plans);
        if (plans.stream().collect(Collectors.groupingBy(Plan::id)).size() != plans.size()) {
            throw new IllegalArgumentException("expected each plan id once");
        }
        if (!plans.contains(standard)) {
            throw new IllegalArgumentException("expected the standard plan among the plans, actual=" + standard.id());
        }
    }

    /** What Vagus offers now: one plan without a fee, on which every account starts. */
    public static Catalog current() {
        Plan starter =
                new Plan("starter", "Starter", Money.of("0", "USD"), 10 * Plan.BYTES_PER_GIB, Money.of("0.08", "USD"));
        return new Catalog(List.of(starter), starter);
    }

    /**
     * The plan an account is on.
     *
     * @param chosenPlanId what was recorded for the account, null when nobody chose
     * @throws IllegalArgumentException when the recorded plan is not in this catalog: a price must never be guessed
     */
    public Plan planOf(@Nullable String chosenPlanId) {
        if (chosenPlanId == null) {
            return standard;
        }
        return plans.stream()
                .filter(plan -> plan.id().equals(chosenPlanId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such plan: " + chosenPlanId));
    }
}
