package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handler that writes down, as text, all that a parser finds in a stream fed to it in pieces. */
final class ParserLog implements ClientParser.Handler {

    private final List<String> found = new ArrayList<>();
    private final ClientParser parser;
    private byte[] kept = {};
    private boolean guesses;
    private final List<KnownSubject> seen = new ArrayList<>();

    ParserLog(int maxControlLine, int maxPayload) {
        parser = new ClientParser(this, maxControlLine, maxPayload);
        parser.agreeHeaders(true);
    }

    /** What a fresh parser finds in the pieces. */
    static List<String> of(byte[]... pieces) {
        ParserLog log = new ParserLog(4096, 1 << 20);
        for (byte[] piece : pieces) {
            log.feed(piece);
        }
        return log.found;
    }

    /** What a fresh parser finds that is always told to expect a subject that came before: the same one, the one before it or the first. */
    static List<String> guessing(byte[]... pieces) {
        ParserLog log = new ParserLog(4096, 1 << 20);
        log.guesses = true;
        for (byte[] piece : pieces) {
            log.feed(piece);
        }
        return log.found;
    }

    ClientParser parser() {
        return parser;
    }

    List<String> found() {
        return found;
    }

    void feed(byte[] piece) {
        byte[] all = new byte[kept.length + piece.length];
        System.arraycopy(kept, 0, all, 0, kept.length);
        System.arraycopy(piece, 0, all, kept.length, piece.length);
        ByteBuffer in =
                ByteBuffer.allocateDirect(all.length + ClientParser.SLACK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        in.put(0, all);
        int used = parser.parse(in, 0, all.length);
        kept = java.util.Arrays.copyOfRange(all, used, all.length);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "-" : new String(bytes, ISO_8859_1);
    }

    @Override
    public void onPublish(PublishFrame frame) {
        byte[] content = new byte[frame.size()];
        frame.buffer().get(frame.payloadAt(), content);
        byte[] tail = new byte[frame.payloadAt() - frame.tailAt()];
        frame.buffer().get(frame.tailAt(), tail);
        String reply = frame.hasReply() ? text(frame.reply()) : "-";
        String numbers = text(tail).strip();
        if (frame.hasReply()) {
            numbers = numbers.substring(reply.length() + 1);
        }
        publication(text(frame.subject()), reply, frame.headerLength(), numbers, text(content));
        if (guesses) {
            expectOneOf(frame);
        }
    }

    private void expectOneOf(PublishFrame frame) {
        KnownSubject known = frame.known();
        if (known != null) {
            assertThat(((Seen) known).text).isEqualTo(text(frame.subject()));
        }
        seen.add(new Seen(frame.subject()));
        int[] back = {1, 2, seen.size()};
        frame.expect(seen.get(Math.max(0, seen.size() - back[seen.size() % 3])));
    }

    private static final class Seen extends KnownSubject {
        private final String text;

        Seen(byte[] subject) {
            super(subject);
            text = text(subject);
        }
    }

    @Override
    public void onPublication(Publication p) {
        publication(text(p.subject()), text(p.reply()), p.headerLength(), text(p.numbers()), text(p.content()));
    }

    private void publication(String subject, String reply, int headerLength, String numbers, String content) {
        found.add("PUB " + subject + " " + reply + " " + headerLength + " [" + numbers + "] " + content);
    }

    @Override
    public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        found.add("SUB " + text(subject) + " " + text(queue) + " " + text(sid));
    }

    @Override
    public void onUnsubscribe(byte[] sid, long maximum) {
        found.add("UNSUB " + text(sid) + " " + maximum);
    }

    @Override
    public void onConnect(byte[] document) {
        found.add("CONNECT " + text(document));
    }

    @Override
    public void onPing() {
        found.add("PING");
    }

    @Override
    public void onPong() {
        found.add("PONG");
    }

    @Override
    public void onPeerError() {
        found.add("-ERR");
    }

    @Override
    public void onProtocolError(ProtocolError error) {
        found.add("error " + error);
    }
}
