package io.vagus.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of configuration files. What is expected here is what nats-server 2.15.2 makes of the same text. */
class ConfigGrammarTest {
    private static final Path MAIN = Path.of("main.conf");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a: 1                          | {"a":1}
        a = 1                         | {"a":1}
        a 1                           | {"a":1}
        a:1,b:2;c:3                   | {"a":1,"b":2,"c":3}
        {a: 1}                        | {"a":1}
        a: 1 # comment                | {"a":1}
        a: 1 // comment               | {"a":1}
        'a b': 1                      | {"a b":1}
        a: 1, a: 2                    | {"a":2}
        a: 1, A: 2                    | {"A":2,"a":1}
        a: {}                         | {"a":{}}
        a {b: 1, c {d 2 }}            | {"a":{"b":1,"c":{"d":2}}}
        a: []                         | {"a":[]}
        a: [x, 'y', "z"]              | {"a":["x","y","z"]}
        a: [{b: 1 }, {c: 2 }]         | {"a":[{"b":1},{"c":2}]}
        a: true, b: YES, c: on        | {"a":true,"b":true,"c":true}
        a: false, b: No, c: OFF       | {"a":false,"b":false,"c":false}
        a: "true"                     | {"a":"true"}
        a: 0, b: -1, c: 007           | {"a":0,"b":-1,"c":7}
        a: 1k, b: 1kb, c: 1Ki, d: 1KiB | {"a":1000,"b":1024,"c":1024,"d":1024}
        a: 2m, b: 2MB, c: 1g, d: 1GB  | {"a":2000000,"b":2097152,"c":1000000000,"d":1073741824}
        a: -5k                        | {"a":-5000}
        a: 1.5, b: -0.25              | {"a":1.5,"b":-0.25}
        a: 10s, b: 1h30m, c: 1x       | {"a":"10s","b":"1h30m","c":"1x"}
        a: 127.0.0.1, b: 10.0.0.1:4222 | {"a":"127.0.0.1","b":"10.0.0.1:4222"}
        a: nats://h:1, b: foo.*.>     | {"a":"nats://h:1","b":"foo.*.\\u003e"}
        a: 2016-05-04T18:53:41Z       | {"a":"2016-05-04T18:53:41Z"}
        a: "\\t\\x41\\n\\r\\"\\\\"          | {"a":"\\tA\\n\\r\\"\\\\"}
        a: '\\t"'                      | {"a":"\\\\t\\""}
        a: "<&>"                      | {"a":"\\u003c\\u0026\\u003e"}
        a: $2a$11$abc                 | {"a":"$2a$11$abc"}
        a: 7, b: $a                   | {"a":7,"b":7}
        a: 7, b { c: $a }             | {"a":7,"b":{"c":7}}
        a: 7, b { a: 8, c: $a }       | {"a":7,"b":{"a":8,"c":8}}
        a: $PORT, b: $FLAG, c: $WORD  | {"a":4333,"b":true,"c":"from outside"}
        """)
    void accepts(String text, String json) {
        assertThat(digest(text)).isEqualTo(sha256(json + "\n"));
    }

    @Test
    void readsLinesAsValuesOfABlock() {
        assertThat(digest("a: (\none\n (two)\n)\nb: 1\n"))
                .isEqualTo(sha256("{\"a\":\"\\none\\n (two)\\n\",\"b\":1}\n"));
    }

    @Test
    void takesNewLinesForCommas() {
        assertThat(digest("a: [\n  1\n  2\n]\nb {\n  c: 1\r\n  d: 2\n}\n"))
                .isEqualTo(sha256("{\"a\":[1,2],\"b\":{\"c\":1,\"d\":2}}\n"));
    }

    @Test
    void namesAConfigurationAsNatsServerDoes() {
        assertThat(digest("""
            # layout and comments change nothing
            server_name: vagus-1
            listen: "127.0.0.1:4222"
            max_payload: 1MB
            """)).isEqualTo("sha256:88bfb8696521d0699e6489a732acf185de16e1d95c037636082539566869bcb0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a:"})
    void refusesEndlessNesting(String step) {
        assertThatThrownBy(() -> parse(Map.of(MAIN, "a:" + step.repeat(100_000))))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void includesFilesBesideTheOneThatNamesThem() {
        Map<Path, String> files = Map.of(
                Path.of("etc/main.conf"), "a: 1\ninclude 'sub/more.conf'\nb { include ./sub/inner.conf\n }\nc: $x\n",
                Path.of("etc/sub/more.conf"), "x: 2\ninclude \"last.conf\"\n",
                Path.of("etc/sub/last.conf"), "y: 4\n",
                Path.of("etc/sub/inner.conf"), "z: 3\n");
        assertThat(ConfigDigest.of(parse(Path.of("etc/main.conf"), files).root())
                        .text())
                .isEqualTo(sha256("{\"a\":1,\"b\":{\"z\":3},\"c\":2,\"x\":2,\"y\":4}\n"));
    }

    @Test
    void saysWhichIncludedFileIsMissing() {
        assertThatThrownBy(() -> parse(Map.of(MAIN, "a: 1\ninclude 'gone.conf'\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("error parsing include file 'gone.conf', open gone.conf: no such file or directory");
    }

    @Test
    void endsAFileThatIncludesItself() {
        assertThatThrownBy(() -> parse(Map.of(MAIN, "include main.conf\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("deeper than " + ConfigParser.MAX_INCLUDE_DEPTH);
    }

    @Test
    void endsAVariableThatIsItsOwnValue() {
        assertThatThrownBy(() -> parse(Map.of(MAIN, "a: $LOOP\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cycle for 'LOOP'");
    }

    private static String digest(String text) {
        return ConfigDigest.of(parse(Map.of(MAIN, text)).root()).text();
    }

    private static ConfigParser.Parsed parse(Map<Path, String> files) {
        return parse(MAIN, files);
    }

    private static ConfigParser.Parsed parse(Path main, Map<Path, String> files) {
        Map<String, String> environment =
                Map.of("PORT", "4333", "FLAG", "yes", "WORD", "'from outside'", "LOOP", "$LOOP");
        return ConfigParser.parse(new MemorySources(files, environment), main);
    }

    private static String sha256(String json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
