package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.consumer.ConsumerRequest.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with a request is told before it is known whether its stream is there. */
class ConsumerRequestTest {

    private static int fault(Verb verb, String body) {
        ApiError fault = new ConsumerRequest(verb, List.of(), null, body.getBytes(UTF_8)).fault("S", true);
        return fault == null ? 0 : fault.number();
    }

    @Test
    void aBodyNamesTheStreamOfItsSubject() {
        assertThat(fault(Verb.CREATE, "{\"stream_name\":\"S\",\"config\":{}}")).isZero();
        assertThat(fault(Verb.CREATE, "{\"stream_name\":\"T\",\"config\":{}}")).isEqualTo(10056);
    }

    @Test
    void whatTakesNoBodyGetsNone() {
        assertThat(fault(Verb.INFO, "")).isZero();
        assertThat(fault(Verb.INFO, "{\"a\":1}")).isEqualTo(10038);
        assertThat(fault(Verb.DELETE, "{\"a\":1}")).isEqualTo(10038);
    }

    @Test
    void anUnpinNamesAGroup() {
        assertThat(fault(Verb.UNPIN, "{\"group\":\"g\"}")).isZero();
        assertThat(fault(Verb.UNPIN, "{}")).isEqualTo(10025);
        assertThat(fault(Verb.UNPIN, "{\"group\":\"a b\"}")).isEqualTo(10162);
        assertThatThrownBy(() -> fault(Verb.UNPIN, "")).isInstanceOf(InvalidJson.class);
    }

    @Test
    void aLeaderStepsDownInAClusterOnly() {
        assertThat(fault(Verb.LEADER_STEPDOWN, "")).isEqualTo(10010);
    }

    @Test
    void nothingStrangeStandsInABody() {
        assertThat(fault(Verb.LIST, "{\"offset\":1}")).isZero();
        assertThatThrownBy(() -> fault(Verb.LIST, "{\"a\":1}")).isInstanceOf(InvalidJson.class);
        assertThatThrownBy(() -> fault(Verb.CREATE, "{\"a\":1}")).isInstanceOf(InvalidJson.class);
    }
}
