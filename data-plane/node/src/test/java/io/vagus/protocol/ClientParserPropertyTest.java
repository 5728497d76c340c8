package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ClientParserPropertyTest {

    @Property(tries = 400)
    void findsTheSameInWholeAndInPieces(@ForAll("streams") byte[] stream, @ForAll("cuts") List<Integer> cuts) {
        assertThat(ParserLog.of(pieces(stream, cuts))).isEqualTo(ParserLog.of(stream));
    }

    @Property(tries = 400)
    void findsTheSameWhateverSubjectIsExpected(@ForAll("streams") byte[] stream, @ForAll("cuts") List<Integer> cuts) {
        assertThat(ParserLog.guessing(pieces(stream, cuts))).isEqualTo(ParserLog.of(stream));
    }

    @Property(tries = 400)
    void anyBytesEndInAnErrorOrWaitForMore(@ForAll byte[] noise, @ForAll("cuts") List<Integer> cuts) {
        List<String> found = ParserLog.of(pieces(noise, cuts));

        assertThat(found.stream().filter(entry -> entry.startsWith("error"))).hasSizeLessThanOrEqualTo(1);
        assertThat(found).isEqualTo(ParserLog.of(noise));
    }

    private static byte[][] pieces(byte[] stream, List<Integer> cuts) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        for (int cut : cuts) {
            int next = Math.min(stream.length, at + cut);
            pieces.add(Arrays.copyOfRange(stream, at, next));
            at = next;
        }
        pieces.add(Arrays.copyOfRange(stream, at, stream.length));
        return pieces.toArray(byte[][]::new);
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 40).list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<String> names = Arbitraries.of("a", "foo.bar", "x.y.z", "_INBOX.abcdefghijk", "12345678", "*");
        Arbitrary<String> spaces = Arbitraries.of(" ", " ", " ", "  ", "\t");
        Arbitrary<String> ends = Arbitraries.of("\r\n", "\r\n", "\n");
        Arbitrary<String> payloads = Arbitraries.strings().ascii().ofMaxLength(40);
        Arbitrary<String> publish = Combinators.combine(names, spaces, ends, payloads)
                .as((name, space, end, payload) ->
                        "PUB" + space + name + space + payload.length() + end + payload + "\r\n");
        Arbitrary<String> request = Combinators.combine(names, names, spaces, payloads)
                .as((name, reply, space, payload) ->
                        "pub " + name + space + reply + " " + payload.length() + "\r\n" + payload + "\r\n");
        Arbitrary<String> withHeaders = Combinators.combine(names, payloads)
                .as((name, payload) ->
                        "HPUB " + name + " 12 " + (12 + payload.length()) + "\r\nNATS/1.0\r\n\r\n" + payload + "\r\n");
        Arbitrary<String> others = Arbitraries.of(
                "PING\r\n",
                "PONG\r\n",
                "SUB a 1\r\n",
                "SUB a.> q 2\r\n",
                "UNSUB 1\r\n",
                "UNSUB 2 5\r\n",
                "+OK\r\n",
                "PUB a x\r\n",
                "!");
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(5, publish),
                        net.jqwik.api.Tuple.of(3, request),
                        net.jqwik.api.Tuple.of(3, withHeaders),
                        net.jqwik.api.Tuple.of(2, others))
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts).getBytes(ISO_8859_1));
    }
}
