package io.vagus.billing.service.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vagus.billing.service.plans.MoneyView;
import io.vagus.billing.service.plans.PlanView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** `Usage` of the API. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageView(
        UUID accountId,
        String month,
        QuantityView in,
        QuantityView out,
        @Nullable Instant meteredUntil,
        PlanView plan,
        List<CostLineView> lines,
        MoneyView total) {}
