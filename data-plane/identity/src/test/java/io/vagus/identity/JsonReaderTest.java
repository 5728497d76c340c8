package io.vagus.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vagus.identity.JsonReader.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Jackson's parser says what JSON is. */
class JsonReaderTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonTree TREE = new JsonTree(new JsonFactory());
    private static final String SOUND = """
        {"a":[1,-2.5e+3,0,-0,"x\\n\\u00e9\\ud83d\\ude00",{"":null,"b":[true,false,[]]}], "c" : 12345678901234567890,
         "d":"\u00e9\u20ac", "e":{}, "a":922337203685477580}\
        """;

    private static JsonReader reader(String text) {
        return new JsonReader(text.getBytes(UTF_8), StreamReadConstraints.defaults());
    }

    private static @Nullable JsonNode ours(byte[] text) {
        try {
            return TREE.read(text);
        } catch (IOException refused) {
            return null;
        }
    }

    private static @Nullable JsonNode theirs(byte[] text) throws IOException {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException refused) {
            return null;
        }
    }

    @Property(tries = 20_000)
    void takesAndRefusesAnyTextAsJacksonDoes(
            @ForAll
                    @StringLength(max = 12)
                    @Chars({'{', '}', '[', ']', '"', ',', ':', '0', '1', '-', '.', 'e', ' ', '\\'})
                    String text)
            throws IOException {
        byte[] bytes = text.getBytes(UTF_8);

        assertThat(ours(bytes)).isEqualTo(theirs(bytes));
    }

    @Property(tries = 5_000)
    void takesAndRefusesADamagedTextAsJacksonDoes(
            @ForAll @IntRange(max = 170) int place,
            @ForAll
                    @Chars({
                        '{', '}', '[', ']', '"', ',', ':', '0', '1', '-', '.', 'e', 'E', '+', ' ', '\\', 'u', 't', '\n'
                    })
                    char put,
            @ForAll boolean instead)
            throws IOException {
        int at = Math.min(place, SOUND.length());
        String rest = SOUND.substring(instead ? Math.min(at + 1, SOUND.length()) : at);
        byte[] bytes = (SOUND.substring(0, at) + put + rest).getBytes(UTF_8);

        assertThat(ours(bytes)).isEqualTo(theirs(bytes));
    }

    @Test
    void refusesATextThatEndsEarly() {
        for (int length = 1; length <= SOUND.lastIndexOf('}'); length++) {
            assertThat(ours(SOUND.substring(0, length).getBytes(UTF_8))).isNull();
        }
    }

    @Test
    void tellsWhatItReadsTokenByToken() throws IOException {
        JsonReader reader = reader("{\"a\":[1,2.0,\"x\"],\"b\":null} ");
        List<String> read = new ArrayList<>();
        for (Token token = reader.next(); token != Token.END; token = reader.next()) {
            read.add(token + " "
                    + switch (token) {
                        case NAME, STRING, INTEGER, FRACTION -> reader.text();
                        default -> "";
                    });
        }

        assertThat(read)
                .containsExactly(
                        "OBJECT ",
                        "NAME a",
                        "ARRAY ",
                        "INTEGER 1",
                        "FRACTION 2.0",
                        "STRING x",
                        "END_ARRAY ",
                        "NAME b",
                        "NULL ",
                        "END_OBJECT ");
        assertThat(reader.next()).isEqualTo(Token.END);
    }

    @Test
    void skipsAValueWithAllThatIsInIt() throws IOException {
        JsonReader reader = reader("[[1,{\"a\":[]}],2]");
        reader.next();
        reader.next();
        reader.skip();

        assertThat(reader.token()).isEqualTo(Token.END_ARRAY);
        assertThat(reader.next()).isEqualTo(Token.INTEGER);
        reader.skip();
        assertThat(reader.text()).isEqualTo("2");
    }

    @Test
    void readsWhatIsNoUtf8AsGoDoes() throws IOException {
        byte[] latin = "\"a\u00e9b\"".getBytes(ISO_8859_1);

        assertThat(TREE.read(latin).textValue()).isEqualTo("a\ufffdb");
        assertThat(TREE.read("\"\\ud800x\\udc00\"".getBytes(UTF_8)).textValue()).isEqualTo("\ufffdx\ufffd");
    }

    @Test
    void readsNumbersAndStringsOfTheGreatestLengthAndNoLonger() throws IOException {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNumberLength(3)
                .maxStringLength(4)
                .build();

        assertThat(new JsonReader("-12".getBytes(UTF_8), limits).next()).isEqualTo(Token.INTEGER);
        assertThat(new JsonReader("\"abcd\"".getBytes(UTF_8), limits).next()).isEqualTo(Token.STRING);
        for (String text : List.of("-123", "1e10", "\"abcde\"")) {
            assertThatThrownBy(() -> new JsonReader(text.getBytes(UTF_8), limits).next())
                    .isInstanceOf(JsonParseException.class)
                    .hasMessageContaining("too long");
        }
    }
}
