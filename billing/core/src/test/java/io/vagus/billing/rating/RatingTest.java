package io.vagus.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.billing.catalog.Plan;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.money.Money;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatingTest {

    private static final long GIB = Plan.BYTES_PER_GIB;
    private static final Plan PLAN = new Plan("pro", "Pro", Money.of("20", "USD"), 2 * GIB, Money.of("0.08", "USD"));

    @Test
    void chargesTheFeeAlone() {
        Cost cost = Rating.rate(PLAN, Traffic.NONE);

        assertThat(cost.total()).isEqualTo(Money.of("20", "USD"));
        assertThat(cost.lines()).extracting(CostLine::quantity).containsExactly(BigDecimal.ONE, BigDecimal.ZERO);
    }

    @Test
    void chargesNothingMoreAtExactlyTheIncludedBytes() {
        Cost cost = Rating.rate(PLAN, moved(GIB, GIB));

        assertThat(cost.total()).isEqualTo(PLAN.monthlyFee());
        assertThat(cost.lines()).hasSize(2);
    }

    @Test
    void showsOneByteBeyondTheAllowanceExactly() {
        Cost cost = Rating.rate(PLAN, moved(GIB, GIB + 1));

        assertThat(cost.lines()).hasSize(3);
        assertThat(cost.lines().getLast().quantity()).isEqualByComparingTo("0.000000000931322574615478515625");
        assertThat(cost.lines().getLast().amount()).isEqualTo(Money.of("0", "USD"));
        assertThat(cost.total()).isEqualTo(PLAN.monthlyFee());
    }

    @Test
    void chargesTheFirstCentFromHalfACentOn() {
        long halfACentsWorth = GIB / 16;

        assertThat(Rating.rate(PLAN, moved(2 * GIB, halfACentsWorth - 1)).total())
                .isEqualTo(Money.of("20", "USD"));
        assertThat(Rating.rate(PLAN, moved(2 * GIB, halfACentsWorth)).total()).isEqualTo(Money.of("20.01", "USD"));
    }

    @Test
    void chargesBothDirectionsBeyondTheAllowance() {
        Cost cost = Rating.rate(PLAN, moved(3 * GIB, 4 * GIB));

        assertThat(cost.lines().getLast().quantity()).isEqualByComparingTo("5");
        assertThat(cost.lines().getLast().amount()).isEqualTo(Money.of("0.40", "USD"));
        assertThat(cost.total()).isEqualTo(Money.of("20.40", "USD"));
    }

    @Test
    void ratesMoreThanALongCanCount() {
        Cost cost = Rating.rate(PLAN, moved(Long.MAX_VALUE, Long.MAX_VALUE));

        // 2^64 - 2 bytes are 2^34 GiB but for two bytes: (2^34 - 2) * 0.08 + 20
        assertThat(cost.total()).isEqualTo(Money.of("1374389554.56", "USD"));
    }

    @Test
    void refusesACostWhoseLinesDoNotSumToItsTotal() {
        CostLine line = new CostLine("x", BigDecimal.ONE, "month", Money.of("1", "USD"));

        assertThatThrownBy(() -> new Cost(List.of(line), Money.of("2", "USD")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Traffic moved(long inBytes, long outBytes) {
        return new Traffic(new Quantity(1, inBytes), new Quantity(1, outBytes));
    }
}
