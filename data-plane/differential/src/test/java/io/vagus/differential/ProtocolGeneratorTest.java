package io.vagus.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolGeneratorTest {

    private static List<String> texts(long seed) {
        return new ProtocolGenerator(seed)
                .scenarios(50).stream()
                        .flatMap(scenario -> scenario.steps().stream())
                        .map(step -> step instanceof Step.Send send ? new String(send.bytes(), ISO_8859_1) : "")
                        .toList();
    }

    @Test
    void makesTheSameConversationsFromTheSameSeed() {
        assertThat(texts(7)).isEqualTo(texts(7));
        assertThat(texts(7)).isNotEqualTo(texts(8));
    }
}
