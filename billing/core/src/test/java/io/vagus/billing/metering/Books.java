package io.vagus.billing.metering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The metering of a whole installation in memory: one meter per boot and account, and every delta they gave. */
final class Books {

    private final Map<MeterKey, Meter> meters = new HashMap<>();
    private final List<UsageDelta> deltas = new ArrayList<>();

    Books record(Reading reading) {
        Meter meter = meters.computeIfAbsent(reading.meter(), Meter::unread);
        meter.delta(reading).ifPresent(deltas::add);
        meters.put(reading.meter(), meter.after(reading));
        return this;
    }

    List<UsageDelta> deltas() {
        return deltas;
    }

    Traffic total(AccountKey account) {
        return deltas.stream()
                .filter(delta -> delta.meter().account().equals(account))
                .map(UsageDelta::traffic)
                .reduce(Traffic.NONE, Traffic::plus);
    }

    Traffic total(AccountKey account, BillingMonth month) {
        return deltas.stream()
                .filter(delta ->
                        delta.meter().account().equals(account) && delta.month().equals(month))
                .map(UsageDelta::traffic)
                .reduce(Traffic.NONE, Traffic::plus);
    }
}
