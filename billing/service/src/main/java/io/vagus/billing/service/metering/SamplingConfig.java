package io.vagus.billing.service.metering;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How often counters are read. */
@ConfigMapping(prefix = "vagus.billing")
public interface SamplingConfig {

    /** Between two questions for the accounts that have connections. */
    Duration sampleInterval();

    /** Between two questions for all accounts a server has loaded, also those whose clients have gone. */
    Duration sweepInterval();
}
