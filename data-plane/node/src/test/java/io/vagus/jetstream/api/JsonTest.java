package io.vagus.jetstream.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nul                 | unexpected EOF",
                "{\"a\"               | unexpected EOF",
                "[[[[                | unexpected EOF",
                "{\"a\":1,}           | invalid character '}' looking for beginning of object key string at offset 8",
                "{\"a\":1} x          | invalid character 'x' looking for beginning of value at offset 9",
                "{\"a\":1 2}          | invalid character '2' after object key:value pair at offset 8",
                "{\"a\":[1 2]}        | invalid character '2' after array element at offset 9",
                "{\"a\" 1}            | invalid character '1' after object key at offset 6",
                "{\"a\":-x}           | invalid character 'x' in numeric literal at offset 7",
                "{\"a\":1.x}          | invalid character 'x' after decimal point in numeric literal at offset 8",
                "{\"a\":1e+x}         | invalid character 'x' in exponent of numeric literal at offset 9",
                "{\"a\":\"\\q\"}       | invalid character 'q' in string escape code at offset 8",
                "{\"a\":\"\\u00g0\"}   | invalid character 'g' in \\u hexadecimal character escape at offset 11",
            })
    void saysWhichCharacterIsOutOfPlaceWhereverItIs(String text, String complaint) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(UTF_8))).hasMessage(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                          | array into Go value of type server.StreamConfigRequest",
                "{\"max_msgs\":1e3}           | number 1e3 into Go struct field"
                        + " StreamConfigRequest.StreamConfig.max_msgs of type int64",
                "{\"mirror\":5}               | number into Go struct field StreamConfigRequest.StreamConfig.mirror of"
                        + " type server.StreamSource",
                "{\"sources\":5}              | number into Go struct field StreamConfigRequest.StreamConfig.sources"
                        + " of type []*server.StreamSource",
                "{\"sources\":[{\"name\":5}]} | number into Go struct field StreamSource.StreamConfig.sources.name of"
                        + " type string",
                "{\"pedantic\":5}             | number into Go struct field StreamConfigRequest.pedantic of type bool",
                "{\"compression\":5}          | number into Go struct field"
                        + " StreamConfigRequest.StreamConfig.compression of type string",
            })
    void namesTheFieldThatIsOfAnotherTypeAsGoDoes(String text, String complaint) {
        assertThatThrownBy(() -> StreamConfigJson.readRequest(text.getBytes(UTF_8), true))
                .hasMessage("json: cannot unmarshal " + complaint);
    }

    @Test
    void anIntOfGoHas64Bits() {
        StreamConfig config = StreamConfigJson.readRequest(
                        "{\"max_consumers\":9223372036854775807}".getBytes(UTF_8), true)
                .config();
        assertThat(StreamConfigJson.write(config).path("max_consumers").asText())
                .isEqualTo("9223372036854775807");
    }

    @Test
    void nullInAListIsSomethingOfWhichNothingIsSaid() {
        StreamConfig config = StreamConfigJson.readRequest("{\"name\":\"S\",\"sources\":[null]}".getBytes(UTF_8), true)
                .config();
        assertThat(config.sources()).hasSize(1);
        assertThat(config.sources().getFirst().name()).isEmpty();
    }
}
