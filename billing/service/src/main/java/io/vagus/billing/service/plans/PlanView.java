package io.vagus.billing.service.plans;

import io.vagus.billing.catalog.Plan;

/** `Plan` of the API. */
public record PlanView(String id, String name, MoneyView monthlyFee, long includedBytes, MoneyView pricePerGiB) {

    public static PlanView of(Plan plan) {
        return new PlanView(
                plan.id(),
                plan.name(),
                MoneyView.of(plan.monthlyFee()),
                plan.includedBytes(),
                MoneyView.of(plan.pricePerGiB()));
    }
}
