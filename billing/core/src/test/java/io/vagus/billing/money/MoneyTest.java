package io.vagus.billing.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void showsAtLeastTheMinorDigitsOfItsCurrency() {
        assertThat(Money.of("1.5", "USD")).hasToString("1.50 USD");
        assertThat(Money.of("1.5000", "USD")).isEqualTo(Money.of("1.50", "USD"));
        assertThat(Money.of("100", "JPY")).hasToString("100 JPY");
        assertThat(Money.of("1e3", "USD")).hasToString("1000.00 USD");
        assertThat(Money.of("0.00001", "USD")).hasToString("0.00001 USD");
    }

    @Test
    void roundsAHalfAwayFromZeroToTheCurrencysMinorUnit() {
        assertThat(Money.of("1.005", "USD").rounded()).isEqualTo(Money.of("1.01", "USD"));
        assertThat(Money.of("1.0049", "USD").rounded()).isEqualTo(Money.of("1.00", "USD"));
        assertThat(Money.of("-1.005", "USD").rounded()).isEqualTo(Money.of("-1.01", "USD"));
        assertThat(Money.of("0.5", "JPY").rounded()).isEqualTo(Money.of("1", "JPY"));
        assertThat(Money.of("0.0005", "KWD").rounded()).isEqualTo(Money.of("0.001", "KWD"));
    }

    @Test
    void neverRoundsInArithmetic() {
        Money third = Money.of("0.333333333333333333", "USD").times(new BigDecimal("3"));

        assertThat(third).hasToString("0.999999999999999999 USD");
        assertThat(third.plus(Money.of("0.000000000000000001", "USD"))).isEqualTo(Money.of("1", "USD"));
    }

    @Test
    void refusesToMixCurrencies() {
        Money dollars = Money.of("1", "USD");
        Money euros = Money.of("1", "EUR");

        assertThatThrownBy(() -> dollars.plus(euros)).hasMessageContaining("expected=USD, actual=EUR");
        assertThatThrownBy(() -> dollars.minus(euros)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dollars.compareTo(euros)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesTheCentsLeftOverToTheLargestPartsCutOff() {
        assertThat(Money.of("1.00", "USD").allocate(List.of(1L, 1L, 1L)))
                .containsExactly(Money.of("0.34", "USD"), Money.of("0.33", "USD"), Money.of("0.33", "USD"));
        assertThat(Money.of("0.05", "USD").allocate(List.of(3L, 7L)))
                .containsExactly(Money.of("0.02", "USD"), Money.of("0.03", "USD"));
        assertThat(Money.of("-0.01", "USD").allocate(List.of(0L, 5L)))
                .containsExactly(Money.of("0", "USD"), Money.of("-0.01", "USD"));
    }

    @Test
    void refusesToAllocateWhatCannotBePaidOrByNoWeights() {
        assertThatThrownBy(() -> Money.of("0.005", "USD").allocate(List.of(1L)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Money.of("1", "USD").allocate(List.of(0L, 0L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.of("1", "USD").allocate(List.of(2L, -1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
