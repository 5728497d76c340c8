package io.vagus.billing.rating;

import io.vagus.billing.catalog.Plan;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Puts a price on a month's traffic. Bytes are charged exactly, not in begun GiB; each line is rounded to what can be paid. */
public final class Rating {

    private static final String MONTH = "month";
    private static final String GIB = "GiB";
    private static final BigDecimal BYTES_PER_GIB = BigDecimal.valueOf(Plan.BYTES_PER_GIB);

    private Rating() {}

    public static Cost rate(Plan plan, Traffic traffic) {
        Money free = Money.zero(plan.monthlyFee().currency());
        BigDecimal moved = new BigDecimal(traffic.bytesMoved());
        BigDecimal allowance = BigDecimal.valueOf(plan.includedBytes());
        BigDecimal beyond = moved.subtract(allowance).max(BigDecimal.ZERO);

        List<CostLine> lines = new ArrayList<>();
        lines.add(CostLine.of(plan.name() + " plan", BigDecimal.ONE, MONTH, plan.monthlyFee()));
        lines.add(CostLine.of("Data moved, included in the plan", gib(moved.min(allowance)), GIB, free));
        if (beyond.signum() > 0) {
            lines.add(CostLine.of("Data moved beyond the plan", gib(beyond), GIB, plan.pricePerGiB()));
        }
        return new Cost(lines, lines.stream().map(CostLine::amount).reduce(free, Money::plus));
    }

    /** Exact: dividing by a power of two always ends in decimal digits. */
    private static BigDecimal gib(BigDecimal bytes) {
        return bytes.divide(BYTES_PER_GIB).stripTrailingZeros();
    }
}
