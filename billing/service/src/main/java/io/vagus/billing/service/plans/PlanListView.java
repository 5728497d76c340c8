package io.vagus.billing.service.plans;

import java.util.List;

/** `PlanList` of the API. */
public record PlanListView(List<PlanView> items) {}
