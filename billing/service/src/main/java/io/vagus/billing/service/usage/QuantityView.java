package io.vagus.billing.service.usage;

import io.vagus.billing.metering.Quantity;

/** `Quantity` of the API. */
public record QuantityView(long messages, long bytes) {

    static QuantityView of(Quantity quantity) {
        return new QuantityView(quantity.messages(), quantity.bytes());
    }
}
