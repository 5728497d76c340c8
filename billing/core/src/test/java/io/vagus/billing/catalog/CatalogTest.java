package io.vagus.billing.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.billing.money.Money;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final Money NOTHING = Money.of("0", "USD");
    private static final Plan SMALL = new Plan("small", "Small", NOTHING, 10, Money.of("0.08", "USD"));
    private static final Plan LARGE = new Plan("large", "Large", Money.of("20", "USD"), 100, Money.of("0.05", "USD"));

    @Test
    void putsAnAccountWithoutAChoiceOnTheStandardPlan() {
        Catalog catalog = new Catalog(List.of(SMALL, LARGE), SMALL);

        assertThat(catalog.planOf(null)).isEqualTo(SMALL);
        assertThat(catalog.planOf("large")).isEqualTo(LARGE);
    }

    @Test
    void neverGuessesAPriceForAPlanItDoesNotKnow() {
        Catalog catalog = new Catalog(List.of(SMALL), SMALL);

        assertThatThrownBy(() -> catalog.planOf("large")).hasMessageContaining("large");
    }

    @Test
    void refusesTwoPlansOfOneNameAndAStandardPlanNotOnOffer() {
        assertThatThrownBy(() -> new Catalog(List.of(SMALL, SMALL), SMALL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Catalog(List.of(SMALL), LARGE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void offersAPlanWithoutAFeeToStartOn() {
        assertThat(Catalog.current().standard().monthlyFee()).isEqualTo(NOTHING);
        assertThat(Catalog.current().plans()).contains(Catalog.current().standard());
    }

    @Test
    void refusesPlansThatCannotBeCharged() {
        assertThatThrownBy(() -> new Plan("p", "P", Money.of("-1", "USD"), 0, NOTHING))
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> new Plan("p", "P", Money.of("0.001", "USD"), 0, NOTHING))
                .hasMessageContaining("cannot be paid");
        assertThatThrownBy(() -> new Plan("p", "P", NOTHING, -1, NOTHING)).hasMessageContaining("actual=-1");
        assertThatThrownBy(() -> new Plan("p", "P", NOTHING, 0, Money.of("1", "EUR")))
                .hasMessageContaining("one currency");
        assertThatThrownBy(() -> new Plan(" ", "P", NOTHING, 0, NOTHING)).isInstanceOf(IllegalArgumentException.class);
    }
}
