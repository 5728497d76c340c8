package io.vagus.billing.service.usage;

import io.vagus.billing.metering.Traffic;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of an account's month.
 *
 * @param meteredUntil null before the first reading of the month
 * @param planId null when nobody chose a plan
 */
record MonthlyUsage(
        Traffic traffic,
        @Nullable Instant meteredUntil,
        @Nullable String planId) {}
