package io.vagus.controlplane.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault a refusal of JetStream is: it says 500 also where a request is wrong, as nats-server 2.15.2 does. */
class JetStreamProblemTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        500 | 10057 | no message found             | 404
        500 | 10057 | stream store EOF             | 404
        400 | 10043 | sequence 4 not found         | 404
        500 | 10057 | message delete not permitted | 400
        500 | 10052 | invalid storage type         | 400
        400 | 10003 | bad request                  | 400
        400 | 10058 | stream name already in use   | 409
        500 | 10047 | insufficient storage         | 409
        503 | 10008 | temporarily unavailable      | 503
        500 | 10009 | cluster not leader           | 503
        500 | 10049 | disk quota exceeded          | 503
        """)
    void theStatusSaysWhoseFaultItIs(int code, int natsCode, String words, int status) {
        var error = JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("err_code", natsCode)
                .put("description", words);

        assertThat(JetStreamProblem.of(error).problem(null).status()).isEqualTo(status);
    }
}
