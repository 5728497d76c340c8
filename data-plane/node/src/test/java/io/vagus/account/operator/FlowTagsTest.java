package io.vagus.account.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.account.FlowLimits;
import io.vagus.account.RateLimit;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowTagsTest {

    @Test
    void readsLimitsFromTagsAndLeavesOthersAlone() {
        assertThat(FlowTags.read(List.of(
                        "region:eu",
                        "vagus.msgs_per_second:1000",
                        "vagus.bytes_per_second:2000000",
                        "vagus.connection_msgs_per_second:10",
                        "vagus.connection_bytes_per_second:20",
                        "vagus.rate_excess:error",
                        "vagus.max_account_subscriptions:7")))
                .isEqualTo(new FlowLimits(
                        new RateLimit(1000, 2_000_000), new RateLimit(10, 20), RateLimit.Excess.ERROR, 7));
    }

    @Test
    void anAccountWithoutSuchTagsHasNoSuchLimits() {
        assertThat(FlowTags.read(List.of("region:eu"))).isEqualTo(FlowLimits.NONE);
    }

    @Test
    void aLimitThatCannotBeReadLetsNothingPass() {
        FlowLimits flow = FlowTags.read(
                List.of("vagus.msgs_per_second:many", "vagus.bytes_per_second:-1", "vagus.rate_excess:what"));

        assertThat(flow.account()).isEqualTo(new RateLimit(0, 0));
        assertThat(flow.excess()).isEqualTo(RateLimit.Excess.DELAY);
    }
}
