package io.vagus.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jackson's own tree reader and writer say what is right. */
class JsonTreeTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonTree TREE = new JsonTree(new JsonFactory());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "null",
                "true",
                "0",
                "-1",
                "2147483647",
                "2147483648",
                "9223372036854775807",
                "9223372036854775808",
                "-123456789012345678901234567890",
                "1.5",
                "1e3",
                "-0.0",
                "\"\"",
                "\"a\\u0000\\n\\\"\\\\<&>\u00e9\ud83d\ude00\"",
                "{}",
                "[]",
                "[[],{},[[1]]]",
                "{\"a\":1,\"b\":[true,false,null],\"a\":2}",
                "{\"a\":{\"b\":{\"c\":[1,2.25,\"x\"]}},\"\":\"\"} "
            })
    void readsAndWritesAsTheObjectMapperDoes(String text) throws IOException {
        var node = TREE.read(text.getBytes(UTF_8));

        assertThat(node).isEqualTo(MAPPER.readTree(text.getBytes(UTF_8)));
        assertThat(TREE.write(node)).isEqualTo(MAPPER.writeValueAsBytes(node));
        assertThat(TREE.write(node, new DefaultPrettyPrinter()))
                .isEqualTo(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "]",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "1 2",
                "{} x",
                "{}{}",
                "nul",
                "\"a",
                "'a'",
                "01",
                "NaN",
                "\"\u0001\"",
                "[1"
            })
    void refusesWhatTheObjectMapperRefuses(String text) {
        assertThatThrownBy(() -> MAPPER.readTree(text.getBytes(UTF_8))).isInstanceOf(JsonProcessingException.class);

        assertThatThrownBy(() -> TREE.read(text.getBytes(UTF_8))).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void writesBytesAsBase64() throws IOException {
        var node = MAPPER.createObjectNode().put("bytes", new byte[] {0, -1, 77});

        assertThat(TREE.write(node)).isEqualTo(MAPPER.writeValueAsBytes(node));
    }

    @Test
    void goesAsDeepAsTheFactorySaysAndNoDeeper() throws IOException {
        JsonTree shallow = new JsonTree(JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(3).build())
                .build());

        assertThat(shallow.read("[[[1]]]".getBytes(UTF_8)).isArray()).isTrue();
        assertThatThrownBy(() -> shallow.read("[[[[1]]]]".getBytes(UTF_8)))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("nesting depth");
    }
}
