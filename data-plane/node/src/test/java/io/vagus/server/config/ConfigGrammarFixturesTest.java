package io.vagus.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts from a generator, each with what nats-server 2.15.2 makes of it: its error, or its digest and every key's place
 * with whether a variable refers to it.
 */
class ConfigGrammarFixturesTest {
    private static final Path FILE = Path.of("case.conf");
    private static final String INCLUDED = "i1: 5\ni2 { z: $i1 }\nport: 7\n";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOME", "/root", "NUM", "42", "STR", "'from env'", "LOOP", "$LOOP");

    static Stream<List<String>> cases() throws IOException {
        try (InputStream lines = ConfigGrammarFixturesTest.class.getResourceAsStream("grammar.tsv")) {
            String all = new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().map(line -> List.of(line.split("\t", 2)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesOfATextWhatNatsServerMakesOfIt(List<String> line) throws IOException {
        String text = new JsonMapper().readValue(line.getFirst(), String.class);

        assertThat(outcome(text)).isEqualTo(line.get(1));
    }

    private static String outcome(String text) {
        ConfigSources sources = new MemorySources(Map.of(FILE, text, Path.of("inc.inc"), INCLUDED), ENVIRONMENT);
        try {
            ConfigParser.Parsed parsed = ConfigParser.parse(sources, FILE);
            List<String> places = new ArrayList<>();
            parsed.root().pairs().forEach((key, item) -> addPlaces(key, item, parsed.referenced(), places));
            places.sort((a, b) ->
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
            return ConfigDigest.of(parsed.root()) + " " + GoQuote.of(String.join(" ", places));
        } catch (ConfigException e) {
            return "ERR " + GoQuote.of(String.valueOf(e.getMessage()));
        }
    }

    private static void addPlaces(String path, Item item, Set<Position> referenced, List<String> into) {
        Position at = item.position();
        into.add(path + "@" + at + ":" + referenced.contains(at));
        if (item.value() instanceof Block block) {
            block.pairs().forEach((key, each) -> addPlaces(path + "/" + key, each, referenced, into));
        } else if (item.value() instanceof Array array) {
            for (int i = 0; i < array.items().size(); i++) {
                addPlaces(path + "/" + i, array.items().get(i), referenced, into);
            }
        }
    }
}
