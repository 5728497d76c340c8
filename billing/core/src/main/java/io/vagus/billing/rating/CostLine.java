package io.vagus.billing.rating;

import io.vagus.billing.money.Money;
import java.math.BigDecimal;

/**
 * One thing that is charged.
 *
 * @param quantity exact
 * @param amount what can be paid: rounded once, here
 */
public record CostLine(String description, BigDecimal quantity, String unit, Money amount) {

    static CostLine of(String description, BigDecimal quantity, String unit, Money price) {
        return new CostLine(description, quantity, unit, price.times(quantity).rounded());
    }
}
