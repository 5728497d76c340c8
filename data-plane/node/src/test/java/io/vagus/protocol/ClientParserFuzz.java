package io.vagus.protocol;

import java.util.Arrays;
import java.util.List;

/** The client protocol: cut after each byte or not at all, a stream means the same, and ends in one error at most. */
public final class ClientParserFuzz {
    private ClientParserFuzz() {}

    public static void fuzzerTestOneInput(byte[] stream) {
        List<String> whole = ParserLog.of(stream);
        byte[][] single = new byte[stream.length][];
        for (int i = 0; i < stream.length; i++) {
            single[i] = Arrays.copyOfRange(stream, i, i + 1);
        }
        if (!ParserLog.of(single).equals(whole)) {
            throw new AssertionError("in pieces: " + ParserLog.of(single) + " whole: " + whole);
        }
        if (!ParserLog.guessing(single).equals(whole)
                || !ParserLog.guessing(stream).equals(whole)) {
            throw new AssertionError("with expected subjects: " + ParserLog.guessing(stream) + " whole: " + whole);
        }
        if (whole.stream().filter(entry -> entry.startsWith("error")).count() > 1) {
            throw new AssertionError("two errors: " + whole);
        }
        ConnectDocument.read(stream);
        ConnectDocument.understood(stream, ConnectOptions.INITIAL);
    }
}
