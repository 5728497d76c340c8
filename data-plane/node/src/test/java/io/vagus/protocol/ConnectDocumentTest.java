package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectDocumentTest {

    private static @Nullable ConnectOptions read(String document) {
        return ConnectDocument.read(document.getBytes(UTF_8));
    }

    @Test
    void readsWhatAClientSaysOfItself() {
        ConnectOptions options = read("{\"verbose\":false,\"pedantic\":false,\"echo\":false,\"headers\":true,"
                + "\"no_responders\":true,\"protocol\":1,\"user\":\"u\",\"pass\":\"p\","
                + "\"auth_token\":\"t\",\"jwt\":\"j\",\"nkey\":\"k\",\"sig\":\"s\","
                + "\"proxy_sig\":\"y\",\"account\":\"a\",\"name\":\"n\",\"lang\":\"go\","
                + "\"version\":\"1.2\"}");

        assertThat(options)
                .isEqualTo(new ConnectOptions(
                        false, false, false, true, true, 1, "u", "p", "t", "j", "k", "s", "y", true, "n", "go", "1.2"));
    }

    @Test
    void takesTheServersDefaultsForWhatIsAbsentNullOrEmpty() {
        assertThat(read("{\"name\":null,\"user\":\"\",\"whatever\":[1,{\"a\":2}]}"))
                .isEqualTo(ConnectOptions.INITIAL);
    }

    @Test
    void readsNamesInAnyCase() {
        assertThat(read("{\"Verbose\":false,\"ECHO\":false}"))
                .extracting(ConnectOptions::verbose, ConnectOptions::echo)
                .containsExactly(false, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{bad}", "{\"verbose\":\"x\"}", "{\"protocol\":\"1\"}", "{\"user\":1}", "{} x"})
    void refusesWhatItCannotRead(String document) {
        assertThat(read(document)).isNull();
    }

    @Test
    void nullSaysNothing() {
        assertThat(read("null")).isEqualTo(ConnectOptions.INITIAL);
    }

    @Test
    void whatASecondDocumentLeavesOutStaysAsItWas() {
        ConnectOptions first = ConnectDocument.read("{\"verbose\":false,\"protocol\":1}".getBytes(UTF_8));

        ConnectOptions second = java.util.Objects.requireNonNull(
                ConnectDocument.read("{\"echo\":false}".getBytes(UTF_8), java.util.Objects.requireNonNull(first)));

        assertThat(second.verbose()).isFalse();
        assertThat(second.protocol()).isEqualTo(1);
        assertThat(second.echo()).isFalse();
    }

    @Test
    void showsNoSecretInItsText() {
        ConnectOptions options =
                read("{\"user\":\"u\",\"pass\":\"hush\",\"auth_token\":\"hush\",\"jwt\":\"hush\",\"sig\":\"hush\"}");

        ConnectOptions kept = Objects.requireNonNull(options).withoutSecrets();
        assertThat(options.toString() + kept).doesNotContain("hush");
        assertThat(kept.password()).isNull();
    }
}
