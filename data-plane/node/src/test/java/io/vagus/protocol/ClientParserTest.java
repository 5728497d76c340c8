package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientParserTest {

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static List<String> parse(String stream) {
        return ParserLog.of(bytes(stream));
    }

    @Test
    void findsEveryOperationOfASession() {
        assertThat(parse("CONNECT {\"verbose\":false}\r\nPING\r\nSUB foo.* 1\r\nSUB bar workers 22\r\n"
                        + "PUB foo 5\r\nhello\r\nPUB foo _INBOX.1 0\r\n\r\n"
                        + "HPUB foo 12 14\r\nNATS/1.0\r\n\r\nhi\r\nUNSUB 1\r\nUNSUB 22 7\r\nPONG\r\n"))
                .containsExactly(
                        "CONNECT {\"verbose\":false}",
                        "PING",
                        "SUB foo.* - 1",
                        "SUB bar workers 22",
                        "PUB foo - -1 [5] hello",
                        "PUB foo _INBOX.1 -1 [0] ",
                        "PUB foo - 12 [12 14] NATS/1.0\r\n\r\nhi",
                        "UNSUB 1 0",
                        "UNSUB 22 7",
                        "PONG");
    }

    /** A line in the usual spelling is read in one pass, any other word by word: both mean the same. */
    @Test
    void readsHeadersAlikeInEverySpelling() {
        for (String arguments : new String[] {
            "a.b 12 13",
            "a.b r 12 13",
            "a.b 7 12 13",
            "a.b r 13 12",
            "a.b 0 1",
            "a.b 12 x",
            "a.b x 12",
            "a.b 12",
            "a.b -1 13",
            "a.b r s 12 13",
            "a.b 12 9999999999",
            "a.b 012 0013",
            "a.b 12 13x",
            "a.b 12 2000000",
            "a.b"
        }) {
            String message = "NATS/1.0\r\n\r\n!\r\nPING\r\n";
            List<String> usual = parse("HPUB " + arguments + "\r\n" + message);
            List<String> other = parse("hPub \t" + arguments.replace(" ", "  ") + "\r\n" + message);

            assertThat(usual).as(arguments).isEqualTo(other);
        }
    }

    @Test
    void findsTheSameWhereverTheStreamIsCut() {
        byte[] stream = bytes("connect {}\r\n"
                + "PING\r\n"
                + "SUB a.b q 1\r\n"
                + "PUB a.b 3\r\n"
                + "abc\r\n"
                + "PUB a.b 3\r\n"
                + "abc\r\n"
                + "PUB a.b 3\r\n"
                + "xyz\r\n"
                + "PUB  a.b \t r  0002\r\n"
                + "hi\r\n"
                + "HPUB h r 12 13\r\n"
                + "NATS/1.0\r\n\r\n"
                + "!\r\n"
                + "HPUB h r 12 13\r\n"
                + "NATS/1.0\r\n\r\n"
                + "?\r\n"
                + "PUB a.b 2\n"
                + "lf\r\n"
                + "UNSUB 1 2\r\n"
                + "+OK\r\n"
                + "PONG\r\n");
        List<String> whole = ParserLog.of(stream);

        assertThat(whole).hasSize(12);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                assertThat(ParserLog.of(
                                Arrays.copyOfRange(stream, 0, first),
                                Arrays.copyOfRange(stream, first, second),
                                Arrays.copyOfRange(stream, second, stream.length)))
                        .as("cut at %s and %s", first, second)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void gathersALargeMessageThatComesInPieces() {
        String payload = "0123456789abcdef".repeat(20_000);
        byte[] stream = bytes("PUB big r " + payload.length() + "\r\n" + payload + "\r\nPING\r\n");
        ParserLog log = new ParserLog(4096, 1 << 20);

        for (int at = 0; at < stream.length; at += 1_000) {
            log.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + 1_000)));
        }

        assertThat(log.found()).containsExactly("PUB big r -1 [" + payload.length() + "] " + payload, "PING");
    }

    @Test
    void doesNotWaitForTheRestOfALineEndThatIsNone() {
        String payload = "0123456789abcdef".repeat(20_000);
        byte[] stream = bytes("PUB big r " + payload.length() + "\r\n" + payload + "\n");
        ParserLog log = new ParserLog(4096, 1 << 20);

        for (int at = 0; at < stream.length; at += 1_000) {
            log.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + 1_000)));
        }

        assertThat(log.found()).containsExactly("error UNKNOWN_OPERATION");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0\r\n",
                "X",
                "\r\n",
                "PIX",
                "PUBfoo 2\r\nhi\r\n",
                "PUB\r\n",
                "RMSG a b 2\r\n",
                "A+ x\r\n",
                "PUB foo 2\r\nhixx\r\n",
                "PUB foo 2\r\nhi\nPING\r\n",
                "PUB foo 2\r\nhi\n",
                "PUB foo 2\r\nhix",
                "SUB\r\n"
            })
    void refusesWhatIsNoOperation(String stream) {
        assertThat(parse(stream)).containsExactly("error UNKNOWN_OPERATION");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUB \r\n",
                "PUB foo\r\n",
                "PUB a b c 2\r\n",
                "PUB foo -1\r\n",
                "PUB foo 1x\r\n",
                "PUB foo 9999999999\r\n",
                "HPUB foo 12\r\n",
                "HPUB foo 15 14\r\n",
                "HPUB a b c 1 2\r\n",
                "HPUB foo -1 12\r\n",
                "SUB foo\r\n",
                "SUB a b c d\r\n",
                "UNSUB 1 2 3\r\n"
            })
    void refusesArgumentsThatMakeNoSense(String stream) {
        assertThat(parse(stream)).containsExactly("error BAD_ARGUMENTS");
    }

    @ParameterizedTest
    @CsvSource({"100, PUB foo - -1 [100]", "101, error PAYLOAD_TOO_LARGE", "999999999, error PAYLOAD_TOO_LARGE"})
    void servesPayloadsUpToTheLimit(int size, String expected) {
        ParserLog log = new ParserLog(4096, 100);

        log.feed(bytes("PUB foo " + size + "\r\n" + "x".repeat(Math.min(size, 200)) + "\r\n"));

        assertThat(log.found()).singleElement().asString().startsWith(expected);
    }

    @ParameterizedTest
    @CsvSource({"4094, SUB", "4095, error CONTROL_LINE_TOO_LONG"})
    void servesControlLinesUpToTheLimit(int subjectLength, String expected) {
        assertThat(parse("SUB " + "a".repeat(subjectLength) + " 1\r\n"))
                .singleElement()
                .asString()
                .startsWith(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUB ", "PUB ", "CONNECT ", "INFO ", "PUB                "})
    void givesUpOnALineThatDoesNotEnd(String start) {
        assertThat(parse(start + "a".repeat(5000))).containsExactly("error CONTROL_LINE_TOO_LONG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "PONG", "+OK"})
    void skipsWhateverStandsBehindAVerbThatTakesNothing(String verb) {
        byte[] noise = bytes("a".repeat(5000));

        assertThat(ParserLog.of(bytes(verb), noise, noise, bytes("\nPING\r\n")))
                .hasSize(verb.equals("+OK") ? 1 : 2)
                .last()
                .isEqualTo("PING");
    }

    @Test
    void refusesAnInfoThatIsNoJson() {
        assertThat(parse("INFO {}\r\nINFO null\r\nPING\r\n")).containsExactly("PING");
        assertThat(parse("INFO {bad\r\n")).containsExactly("error BAD_ARGUMENTS");
    }

    @Test
    void aCarriageReturnSeparatesNothingInAPublishLine() {
        assertThat(parse("PUB a 1\r\r\nx\r\n")).containsExactly("error BAD_ARGUMENTS");
        assertThat(parse("SUB a\r1\r\r\n")).containsExactly("SUB a - 1");
    }

    @Test
    void passesOnPlainSpacesWhereTabsStood() {
        assertThat(parse("PUB a >\t1\r\nx\r\n")).containsExactly("PUB a > -1 [1] x");
    }

    @Test
    void waitsForTheRestOfALineWithinTheLimit() {
        assertThat(parse("SUB " + "a".repeat(4096))).isEmpty();
    }

    @Test
    void servesNothingButConnectBeforeConnect() {
        ParserLog log = new ParserLog(4096, 100);
        log.parser().expectConnect(true);

        log.feed(bytes("P"));

        assertThat(log.found()).containsExactly("error NOT_AUTHENTICATED");
    }

    @Test
    void refusesHeadersThatWereNotAgreed() {
        ParserLog log = new ParserLog(4096, 100);
        log.parser().agreeHeaders(false);

        log.feed(bytes("HPUB foo 12 14\r\nNATS/1.0\r\n\r\nhi\r\n"));

        assertThat(log.found()).containsExactly("error HEADERS_NOT_AGREED");
    }

    @Test
    void judgesARepeatedLineByTheLimitsOfNow() {
        ParserLog log = new ParserLog(4096, 100);
        log.feed(bytes("PUB foo 3\r\nabc\r\nPUB foo 3\r\nabc\r\n"));

        log.parser().limits(4096, 2);
        log.feed(bytes("PUB foo 3\r\nabc\r\n"));

        assertThat(log.found()).hasSize(3).last().isEqualTo("error PAYLOAD_TOO_LARGE");
    }

    @Test
    void readsASizeThatRepeatsAsAnyOther() {
        ParserLog log = new ParserLog(12, 100);
        log.feed(bytes("PUB a 3\r\nabc\r\nPUB b 3\r\ndef\r\nPUB c 03\r\nghi\r\nPUB d 3 3\r\njkl\r\nPUB e 3\nmno\r\n"
                + "PUB f 30\r\n" + "x".repeat(30) + "\r\nPUB 3456789012 3\r\npqr\r\nPUB 34567890123 3\r\n"));

        assertThat(log.found())
                .containsExactly(
                        "PUB a - -1 [3] abc",
                        "PUB b - -1 [3] def",
                        "PUB c - -1 [03] ghi",
                        "PUB d 3 -1 [3] jkl",
                        "PUB e - -1 [3] mno",
                        "PUB f - -1 [30] " + "x".repeat(30),
                        "PUB 3456789012 - -1 [3] pqr",
                        "error CONTROL_LINE_TOO_LONG");
    }

    @Test
    void takesNothingWhileItIsStopped() {
        ParserLog log = new ParserLog(4096, 100);
        log.parser().stop();
        log.feed(bytes("PING\r\n"));
        assertThat(log.found()).isEmpty();

        log.parser().resume();
        log.feed(bytes("PONG\r\n"));

        assertThat(log.found()).containsExactly("PING", "PONG");
    }
}
