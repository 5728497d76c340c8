package io.vagus.billing.rating;

import io.vagus.billing.money.Money;
import java.util.List;

/** What a month costs: its lines and their sum. */
public record Cost(List<CostLine> lines, Money total) {

    public Cost {
        lines = List.copyOf(lines);
        Money sum = sumOf(lines, total);
        if (!sum.equals(total)) {
            throw new IllegalArgumentException("expected the lines' sum " + sum + ", actual=" + total);
        }
    }

    private static Money sumOf(List<CostLine> lines, Money total) {
        return lines.stream().map(CostLine::amount).reduce(Money.zero(total.currency()), Money::plus);
    }
}
