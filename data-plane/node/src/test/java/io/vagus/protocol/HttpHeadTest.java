package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadTest {

    @Test
    void takesARawGreaterThanInTheQuery() {
        HttpHead head =
                (HttpHead) read("GET /subsz?test=foo.>&subs=1 HTTP/1.1\r\nHost: h\r\nAccept: a\r\naccept: b\r\n\r\n");

        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.path()).isEqualTo("/subsz");
        assertThat(head.headers()).containsEntry("accept", List.of("a", "b"));
    }

    @Test
    void findsTheEndWhateverEndsTheLines() {
        assertThat(end("GET / HTTP/1.1\r\nHost: h\r\n\r\nbody")).isEqualTo(27);
        assertThat(end("GET / HTTP/1.1\nHost: h\n\nbody")).isEqualTo(24);
        assertThat(end("GET / HTTP/1.1\r\nHost: h\r\n\r")).isEqualTo(-1);
    }

    @Test
    void needsAHostFromVersionOneOneOn() {
        assertThat(said("GET / HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 Bad Request: missing required Host header\r\n");
        assertThat(read("GET / HTTP/1.0\r\n\r\n")).isInstanceOf(HttpHead.class);
    }

    @Test
    void servesVersionOneOnly() {
        assertThat(said("GET / HTTP/3.0\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 505 HTTP Version Not Supported: unsupported protocol version\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bla",
                "GET /",
                "GET  / HTTP/1.1",
                "GET / FOO/1.1",
                "GET /a b HTTP/1.1",
                "G@T / HTTP/1.1",
                "GET /\u0001 HTTP/1.1",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b",
                "GET / HTTP/1.1\r\nHost: a\r\nbad header",
                "GET / HTTP/1.1\r\nHost: a\r\nB : c",
                "GET / HTTP/1.1\r\nHost: a\r\n folded",
                ""
            })
    void refusesWhatIsNoRequest(String head) {
        assertThat(read(head + "\r\n\r\n")).isEqualTo(HttpRefusal.MALFORMED);
    }

    @Test
    void tellsPlainHttpFromOtherThings() {
        assertThat(HttpRefusal.answerToPlain("GET /varz HTTP/1.1".getBytes(ISO_8859_1)))
                .asString(ISO_8859_1)
                .isEqualTo("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
        assertThat(HttpRefusal.answerToPlain("BREW /".getBytes(ISO_8859_1))).isNull();
        assertThat(HttpRefusal.answerToPlain("GET ".getBytes(ISO_8859_1))).isNull();
    }

    private static HttpOpening read(String text) {
        return HttpHead.read(text.getBytes(ISO_8859_1), 0, text.length());
    }

    private static String said(String text) {
        return new String(((HttpRefusal) read(text)).answer(), ISO_8859_1);
    }

    private static int end(String text) {
        return HttpHead.end(text.getBytes(ISO_8859_1), 0, text.length());
    }
}
