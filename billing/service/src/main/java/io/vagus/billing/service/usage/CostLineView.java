package io.vagus.billing.service.usage;

import io.vagus.billing.rating.CostLine;
import io.vagus.billing.service.plans.MoneyView;

/** `CostLine` of the API. */
public record CostLineView(String description, String quantity, String unit, MoneyView amount) {

    static CostLineView of(CostLine line) {
        return new CostLineView(
                line.description(), line.quantity().toPlainString(), line.unit(), MoneyView.of(line.amount()));
    }
}
