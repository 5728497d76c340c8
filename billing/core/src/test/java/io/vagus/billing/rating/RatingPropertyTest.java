package io.vagus.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.billing.catalog.Plan;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.money.Money;
import java.math.BigDecimal;
import java.util.Currency;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RatingPropertyTest {

    private static final Currency USD = Currency.getInstance("USD");

    @Property
    void theLinesSumToTheTotalAndEachCanBePaid(@ForAll("plans") Plan plan, @ForAll("traffic") Traffic traffic) {
        Cost cost = Rating.rate(plan, traffic);

        assertThat(cost.lines().stream().map(CostLine::amount).reduce(Money.zero(USD), Money::plus))
                .isEqualTo(cost.total());
        assertThat(cost.lines())
                .allMatch(line -> line.amount().equals(line.amount().rounded()));
    }

    @Property
    void moreTrafficNeverCostsLess(
            @ForAll("plans") Plan plan, @ForAll("traffic") Traffic traffic, @ForAll("traffic") Traffic more) {
        assertThat(Rating.rate(plan, traffic.plus(more)).total())
                .isGreaterThanOrEqualTo(Rating.rate(plan, traffic).total());
    }

    @Property
    void withinTheAllowanceOnlyTheFeeIsCharged(@ForAll("plans") Plan plan, @ForAll("traffic") Traffic traffic) {
        Plan roomy = new Plan(
                plan.id(), plan.name(), plan.monthlyFee(), traffic.bytesMoved().longValueExact(), plan.pricePerGiB());

        assertThat(Rating.rate(roomy, traffic).total()).isEqualTo(plan.monthlyFee());
    }

    @Property
    void everyByteIsOnExactlyOneLine(@ForAll("plans") Plan plan, @ForAll("traffic") Traffic traffic) {
        BigDecimal bytes = Rating.rate(plan, traffic).lines().stream()
                .filter(line -> line.unit().equals("GiB"))
                .map(line -> line.quantity().multiply(BigDecimal.valueOf(Plan.BYTES_PER_GIB)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(bytes).isEqualByComparingTo(new BigDecimal(traffic.bytesMoved()));
    }

    @Provide
    Arbitrary<Plan> plans() {
        Arbitrary<Money> fees = Arbitraries.longs().between(0, 100_000).map(cents -> money(cents, 2));
        Arbitrary<Money> prices = Arbitraries.longs().between(0, 10_000_000).map(units -> money(units, 6));
        return Combinators.combine(fees, Arbitraries.longs().between(0, 1L << 42), prices)
                .as((fee, included, price) -> new Plan("p", "P", fee, included, price));
    }

    @Provide
    Arbitrary<Traffic> traffic() {
        Arbitrary<Quantity> quantities = Combinators.combine(
                        Arbitraries.longs().between(0, 1L << 30),
                        Arbitraries.longs().between(0, 1L << 44))
                .as(Quantity::new);
        return Combinators.combine(quantities, quantities).as(Traffic::new);
    }

    private static Money money(long units, int scale) {
        return new Money(BigDecimal.valueOf(units, scale), USD);
    }
}
