package io.vagus.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vagus.server.config.NodeConfig.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every field with values of every kind, each with what {@code nats-server -t} 2.15.2 says of it: its digest, or its lines
 * in the order of the alphabet, since its own is chance.
 */
class ConfigFieldsFixturesTest {
    private static final Path FILE = Path.of("case.conf");

    static Stream<List<String>> cases() throws IOException {
        try (InputStream lines = ConfigFieldsFixturesTest.class.getResourceAsStream("fields.tsv")) {
            String all = new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().map(line -> List.of(line.split("\t", 2)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysOfAFieldWhatNatsServerSaysOfIt(List<String> line) throws IOException {
        String text = new JsonMapper().readValue(line.getFirst(), String.class);

        assertThat(outcome(text)).isEqualTo(line.get(1));
    }

    private static String outcome(String text) {
        List<String> said;
        try {
            Source source = Objects.requireNonNull(
                    ConfigReader.read(MemorySources.of(FILE, text), FILE).source());
            if (source.warnings().isEmpty()) {
                return "OK " + source.digest();
            }
            said = source.warnings();
        } catch (ConfigException e) {
            said = e.problems();
        }
        String[] sorted = String.join("\n", said).split("\n");
        Arrays.sort(sorted);
        return String.join("|", sorted);
    }
}
