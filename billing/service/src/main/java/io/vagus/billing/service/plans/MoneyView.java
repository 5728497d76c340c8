package io.vagus.billing.service.plans;

import io.vagus.billing.money.Money;

/** `Money` of the API. */
public record MoneyView(String amount, String currency) {

    public static MoneyView of(Money money) {
        return new MoneyView(money.amount().toPlainString(), money.currency().getCurrencyCode());
    }
}
