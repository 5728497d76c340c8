package io.vagus.billing.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class MoneyPropertyTest {

    private static final Currency USD = Currency.getInstance("USD");

    @Property
    void allocationKeepsTheSum(
            @ForAll long cents, @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0) Long> weights) {
        Assume.that(weights.stream().anyMatch(weight -> weight > 0));
        Money whole = cents(cents);

        List<Money> shares = whole.allocate(weights);

        assertThat(shares.stream().reduce(Money.zero(USD), Money::plus)).isEqualTo(whole);
        assertThat(shares).hasSameSizeAs(weights).allMatch(share -> share.equals(share.rounded()));
    }

    @Property
    void aShareIsWithinOneCentOfItsExactPart(
            @ForAll @LongRange(min = 0, max = 1_000_000) long cents,
            @ForAll @Size(min = 1, max = 10) List<@LongRange(min = 0, max = 1000) Long> weights) {
        long whole = weights.stream().mapToLong(Long::longValue).sum();
        Assume.that(whole > 0);

        List<Money> shares = cents(cents).allocate(weights);

        for (int index = 0; index < weights.size(); index++) {
            BigDecimal exactTimesWhole = BigDecimal.valueOf(cents).multiply(BigDecimal.valueOf(weights.get(index)));
            BigDecimal actualTimesWhole =
                    shares.get(index).amount().movePointRight(2).multiply(BigDecimal.valueOf(whole));
            assertThat(actualTimesWhole.subtract(exactTimesWhole).abs()).isLessThan(BigDecimal.valueOf(whole));
        }
    }

    @Property
    void subtractionUndoesAddition(@ForAll BigDecimal one, @ForAll BigDecimal other) {
        Money start = new Money(one, USD);
        Money change = new Money(other, USD);

        assertThat(start.plus(change).minus(change)).isEqualTo(start);
    }

    @Property
    void roundingMovesByHalfACentAtMost(@ForAll BigDecimal amount) {
        Money exact = new Money(amount, USD);

        assertThat(exact.minus(exact.rounded()).amount().abs()).isLessThanOrEqualTo(new BigDecimal("0.005"));
        assertThat(exact.rounded().rounded()).isEqualTo(exact.rounded());
    }

    private static Money cents(long cents) {
        return new Money(BigDecimal.valueOf(cents, 2), USD);
    }
}
