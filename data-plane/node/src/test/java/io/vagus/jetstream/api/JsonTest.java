package io.vagus.jetstream.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonTest {
    private static boolean isSpace(int character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }

    @Test
    void whateverIsNoObjectIsRefusedAsInvalid() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                byte[] text = {(byte) first, (byte) second};
                boolean isBlank = isSpace(first) && isSpace(second);
                if (!isBlank && !(first == '{' && second == '}')) {
                    assertThatThrownBy(() -> Json.parse(text))
                            .as("%d %d", first, second)
                            .isInstanceOf(InvalidJson.class);
                }
            }
        }
    }

    @Test
    void saysWhichCharacterIsOutOfPlaceAtTheBeginning() {
        assertThatThrownBy(() -> Json.parse(" bad".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        InvalidJson.class,
                        invalid -> assertThat(invalid.getMessage())
                                .isEqualTo("invalid character 'b' looking for beginning of value at offset 2"));
        assertThatThrownBy(() -> Json.parse("not".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        InvalidJson.class,
                        invalid -> assertThat(invalid.getMessage())
                                .isEqualTo("invalid character 'o' in literal null (expecting 'u') at offset 2"));
    }

    @Test
    void nullInAListIsSomethingOfWhichNothingIsSaid() {
        StreamConfig config = StreamConfigJson.readRequest("{\"name\":\"S\",\"sources\":[null]}".getBytes(UTF_8), true)
                .config();
        assertThat(config.sources()).hasSize(1);
        assertThat(config.sources().getFirst().name()).isEmpty();
    }
}
