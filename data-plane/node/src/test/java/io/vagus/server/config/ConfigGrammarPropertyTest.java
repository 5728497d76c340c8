package io.vagus.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any configuration text: layout means nothing, and the worst text is an error and never a crash. */
class ConfigGrammarPropertyTest {
    private static final Path FILE = Path.of("any.conf");
    private static final int DEPTH = 3;

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void layoutChangesNothing(@ForAll("maps") Map<String, Object> map, @ForAll long layout) {
        String written = new ConfigLayout(layout, true).pairs(map);
        String asJson = json(map);
        assertThat(digest(written)).as(written).isEqualTo(digest(asJson));
    }

    @Property(tries = 5000)
    void anyTextIsReadOrRefused(@ForAll("soup") List<String> pieces) {
        String text = String.join("", pieces);
        assertThatCode(() -> {
                    try {
                        ConfigReader.read(MemorySources.of(FILE, text), FILE);
                    } catch (ConfigException refused) {
                        assertThat(refused.problems()).isNotEmpty();
                    }
                })
                .as(text)
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<List<String>> soup() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "(",
                        ")",
                        "\n",
                        "\r\n",
                        " ",
                        ",",
                        ";",
                        ":",
                        "=",
                        "#",
                        "//",
                        "\"",
                        "'",
                        "\\",
                        "$",
                        "-",
                        ".",
                        "0",
                        "12",
                        "k",
                        "GB",
                        "1.5",
                        "10s",
                        "true",
                        "off",
                        "\\x41",
                        "$port",
                        "include ",
                        "port",
                        "listen",
                        "host",
                        "max_payload",
                        "ping_interval",
                        "authorization",
                        "users",
                        "user",
                        "password",
                        "permissions",
                        "publish",
                        "allow",
                        "accounts",
                        "operator",
                        "resolver",
                        "logfile",
                        "pidfile",
                        "2016-05-04T18:53:41Z",
                        "127.0.0.1:4222",
                        "é",
                        "\u0000")
                .list()
                .ofMaxSize(24);
    }

    @Provide
    Arbitrary<Map<String, Object>> maps() {
        return map(DEPTH);
    }

    private static Arbitrary<Map<String, Object>> map(int depth) {
        Arbitrary<String> keys =
                Arbitraries.strings().withChars("abAB_").ofMaxLength(3).map(end -> "k" + end);
        return Arbitraries.maps(keys, value(depth)).ofMinSize(1).ofMaxSize(4).map(LinkedHashMap::new);
    }

    private static Arbitrary<Object> value(int depth) {
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                Arbitraries.longs().between(0, Long.MAX_VALUE).asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.strings()
                        .withChars("abcXYZ.*>$_-/: é\t\n\"'\\{}[],;#")
                        .ofMaxLength(12)
                        .asGeneric());
        if (depth == 0) {
            return leaf;
        }
        return Arbitraries.oneOf(
                leaf,
                map(depth - 1).asGeneric(),
                value(depth - 1).list().ofMaxSize(3).asGeneric());
    }

    private static String digest(String text) {
        return ConfigDigest.of(
                        ConfigParser.parse(MemorySources.of(FILE, text), FILE).root())
                .text();
    }

    private static String json(Object value) {
        return new ConfigLayout(0, false).value(value);
    }
}
