package io.vagus.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one client sends, in place. It is shown ever more bytes of the stream, in any pieces, and calls the handler
 * for each complete operation; of an incomplete one it says where it begins, to be shown again with more bytes behind
 * it. Only a large message is kept here while it arrives.
 *
 * <p>The handler may say which subject the next message has, most likely: then nothing but its bytes are compared. Wire
 * behaviour follows nats-server server/parser.go. Owned by the connection's event loop.
 */
public final class ClientParser {

    /** A read buffer must have this many readable bytes behind the last one that is shown. */
    public static final int SLACK_BYTES = 8;

    /** An incomplete message larger than this is gathered outside the read buffer. */
    public static final int GATHER_BYTES = 32 * 1024;

    /** What nats-server reads of a new connection at a time. */
    private static final int FIRST_READ_BYTES = 512;

    /** What the parser finds. Buffers and frames are valid during the call only. */
    public interface Handler {
        /** A complete PUB or HPUB. */
        void onPublish(PublishFrame frame);

        /** A complete PUB or HPUB that had to be taken out of the buffer. */
        void onPublication(Publication publication);

        /** SUB. */
        void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid);

        /** UNSUB; the maximum is 0 when the client gave none, or nothing sensible. */
        void onUnsubscribe(byte[] sid, long maximum);

        /** CONNECT with its document. */
        void onConnect(byte[] document);

        /** PING. */
        void onPing();

        /** PONG. */
        void onPong();

        /** The line of a message has come, the message perhaps not; only after {@link ClientParser#tellLines}, once each. */
        default void onPublishLine(PublishFrame frame) {}

        /** The peer reports an error. */
        void onPeerError();

        /** The stream is broken; the parser takes no more. */
        void onProtocolError(ProtocolError error);
    }

    private final Handler handler;
    private final PublishFrame frame = new PublishFrame();
    private final LineArguments arguments = new LineArguments();
    private int maxControlLine;
    private int maxPayload;
    private boolean connectExpected;
    private boolean headersAgreed;
    private boolean tellsLines;
    /** Whether the line that comes next was told, and its message had not come then. */
    private boolean lineTold;

    private boolean stopped;
    /** Where the bytes began that it was given last. */
    private int given;

    private boolean leftUnread;
    private @Nullable PartialPublication partial;
    /** The verb whose line is skipped up to its end; 0 for none. */
    private int skipping;

    /** A parser for a new connection. */
    public ClientParser(Handler handler, int maxControlLine, int maxPayload) {
        this.handler = handler;
        this.maxControlLine = maxControlLine;
        this.maxPayload = maxPayload;
    }

    /** Changes the limits. */
    public void limits(int controlLine, int payload) {
        maxControlLine = controlLine;
        maxPayload = payload;
    }

    /** Whether anything but CONNECT is refused. */
    public void expectConnect(boolean expected) {
        connectExpected = expected;
    }

    /** Whether HPUB is served. */
    public void agreeHeaders(boolean agreed) {
        headersAgreed = agreed;
    }

    /** Whether lines of messages are told before the messages have come. */
    public void tellLines(boolean told) {
        tellsLines = told;
    }

    /** Takes nothing more, until {@link #resume}. */
    public void stop() {
        stopped = true;
    }

    /** Takes bytes again. */
    public void resume() {
        stopped = false;
    }

    /**
     * Whether it stopped in front of a message that is too large, some of which nats-server would have left in the socket.
     */
    public boolean leftUnread() {
        return leftUnread;
    }

    /**
     * Reads the bytes between two positions of a little-endian buffer; returns the position of the first byte that was not used up.
     */
    public int parse(ByteBuffer in, int from, int to) {
        frame.buffer = in;
        given = from;
        int at = from;
        PartialPublication gathering = partial;
        if (gathering != null && !stopped) {
            at = gathering.take(in, at, to);
            if (gathering.isSpoilt()) {
                fail(ProtocolError.UNKNOWN_OPERATION);
                return at;
            }
            if (!gathering.isComplete()) {
                return at;
            }
            finish(gathering);
        }
        if (skipping != 0 && at < to && !stopped) {
            at = bare(in, at, to, skipping);
        }
        while (at < to && !stopped) {
            int next = operation(in, at, to);
            if (next == at) {
                break;
            }
            at = next;
        }
        return at;
    }

    private void finish(PartialPublication gathering) {
        partial = null;
        if (gathering.isTerminated()) {
            handler.onPublication(gathering.publication());
        } else {
            fail(ProtocolError.UNKNOWN_OPERATION);
        }
    }

    private void fail(ProtocolError error) {
        stopped = true;
        handler.onProtocolError(error);
    }

    private int operation(ByteBuffer in, int at, int to) {
        if (connectExpected && Verb.lower(in.get(at)) != 'c') {
            fail(ProtocolError.NOT_AUTHENTICATED);
            return at;
        }
        if (UsualLines.publish(in, at, to, frame, maxControlLine, maxPayload)
                || headersAgreed && UsualLines.publishWithHeaders(in, at, to, frame, maxControlLine, maxPayload)) {
            return payload(in, at, to);
        }
        int verb = Verb.at(in, at, to);
        if (verb < 0) {
            if (verb == Verb.WRONG) {
                fail(ProtocolError.UNKNOWN_OPERATION);
            }
            return at;
        }
        int behind = at + Verb.length(verb);
        return switch (verb) {
            case Verb.PUB, Verb.HPUB -> publish(in, at, behind, to, verb == Verb.HPUB);
            case Verb.PING, Verb.PONG, Verb.OK -> bare(in, behind, to, verb);
            default -> withArguments(in, at, behind, to, verb);
        };
    }

    /** An operation whose line says nothing more: whatever stands behind the verb is skipped. */
    private int bare(ByteBuffer in, int behind, int to, int verb) {
        int newline = newline(in, behind, to);
        if (newline < 0) {
            // There is no limit to it in nats-server, and it does not have to be kept.
            skipping = verb;
            return to;
        }
        skipping = 0;
        if (verb == Verb.PING) {
            handler.onPing();
        } else if (verb == Verb.PONG) {
            handler.onPong();
        }
        return newline + 1;
    }

    private static int newline(ByteBuffer in, int from, int to) {
        for (int i = from; i < to; i++) {
            if (in.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Where the arguments begin; -1 when the line is broken, or it cannot be said yet (then {@code at} is all there is). */
    private int argumentsAt(ByteBuffer in, int behind, int to) {
        if (behind < to && !LineArguments.isBlank(in.get(behind))) {
            fail(ProtocolError.UNKNOWN_OPERATION);
            return -1;
        }
        int start = behind;
        while (start < to && LineArguments.isBlank(in.get(start))) {
            start++;
        }
        if (start - behind > maxControlLine) {
            fail(ProtocolError.CONTROL_LINE_TOO_LONG);
            return -1;
        }
        return start == to ? -1 : start;
    }

    private int withArguments(ByteBuffer in, int at, int behind, int to, int verb) {
        int start =
                verb == Verb.CONNECT || verb == Verb.INFO ? documentAt(in, behind, to) : argumentsAt(in, behind, to);
        if (start < 0) {
            return at;
        }
        int newline = newline(in, start, to);
        int end = newline < 0 ? to : newline > start && in.get(newline - 1) == '\r' ? newline - 1 : newline;
        if (end - start > maxControlLine) {
            fail(ProtocolError.CONTROL_LINE_TOO_LONG);
            return at;
        }
        if (newline < 0) {
            return at;
        }
        if (verb == Verb.CONNECT) {
            handler.onConnect(copy(in, start, end));
        } else if (verb == Verb.INFO) {
            if (!ConnectDocument.isReadable(copy(in, start, end))) {
                fail(ProtocolError.BAD_ARGUMENTS);
                return at;
            }
        } else {
            arguments.split(in, start, end, true);
            switch (verb) {
                case Verb.SUB -> subscribe(in);
                case Verb.UNSUB -> unsubscribe(in);
                default -> handler.onPeerError();
            }
        }
        return newline + 1;
    }

    private static int documentAt(ByteBuffer in, int behind, int to) {
        int start = behind;
        while (start < to && LineArguments.isBlank(in.get(start))) {
            start++;
        }
        return start;
    }

    private static byte[] copy(ByteBuffer in, int from, int to) {
        byte[] bytes = new byte[to - from];
        in.get(from, bytes);
        return bytes;
    }

    private void subscribe(ByteBuffer in) {
        switch (arguments.count()) {
            case 2 -> handler.onSubscribe(arguments.copy(in, 0), null, arguments.copy(in, 1));
            case 3 -> handler.onSubscribe(arguments.copy(in, 0), arguments.copy(in, 1), arguments.copy(in, 2));
            default -> fail(ProtocolError.BAD_ARGUMENTS);
        }
    }

    private void unsubscribe(ByteBuffer in) {
        switch (arguments.count()) {
            case 1 -> handler.onUnsubscribe(arguments.copy(in, 0), 0);
            case 2 -> handler.onUnsubscribe(arguments.copy(in, 0), Math.max(0, arguments.number(in, 1)));
            default -> fail(ProtocolError.BAD_ARGUMENTS);
        }
    }

    private int publish(ByteBuffer in, int at, int behind, int to, boolean headers) {
        int start = argumentsAt(in, behind, to);
        if (start < 0) {
            return at;
        }
        int newline = newline(in, start, to);
        int end = newline < 0 ? to : newline > start && in.get(newline - 1) == '\r' ? newline - 1 : newline;
        if (end - start > maxControlLine) {
            fail(ProtocolError.CONTROL_LINE_TOO_LONG);
            return at;
        }
        if (newline < 0) {
            return at;
        }
        if (headers && !headersAgreed) {
            fail(ProtocolError.HEADERS_NOT_AGREED);
            return at;
        }
        arguments.split(in, start, end, false);
        if (!arguments.readPublish(in, frame, headers)) {
            fail(ProtocolError.BAD_ARGUMENTS);
            return at;
        }
        frame.payloadAt = newline + 1;
        frame.unexpected();
        frame.canonical = frame.headerLength != 0 && arguments.areCanonical(in, end, newline);
        if (frame.size > maxPayload) {
            leftUnread = to - given > FIRST_READ_BYTES;
            fail(ProtocolError.PAYLOAD_TOO_LARGE);
            return at;
        }
        return payload(in, at, to);
    }

    private int payload(ByteBuffer in, int at, int to) {
        PublishFrame f = frame;
        int end = f.payloadAt + f.size;
        if (tellsLines) {
            tellLine();
        }
        if (to - end < 2) {
            if (to - end == 1 && in.get(end) != '\r') {
                fail(ProtocolError.UNKNOWN_OPERATION);
                return at;
            }
            if (f.size <= GATHER_BYTES) {
                return at;
            }
            PartialPublication gathering = new PartialPublication(f, f.payloadAt - 1);
            partial = gathering;
            lineTold = false;
            return gathering.take(in, f.payloadAt, to);
        }
        lineTold = false;
        if (in.getShort(end) != UsualLines.CRLF) {
            fail(ProtocolError.UNKNOWN_OPERATION);
            return at;
        }
        if (f.canonical) {
            handler.onPublish(f);
        } else {
            handler.onPublication(extract(in));
        }
        return end + 2;
    }

    private void tellLine() {
        if (!lineTold) {
            lineTold = true;
            handler.onPublishLine(frame);
        }
    }

    private Publication extract(ByteBuffer in) {
        PublishFrame f = frame;
        byte[] content = copy(in, f.payloadAt, f.payloadAt + f.size);
        if (f.headerLength == 0) {
            byte[] size = Integer.toString(f.size).getBytes(StandardCharsets.US_ASCII);
            return new Publication(f.subject(), f.hasReply() ? f.reply() : null, -1, size, content);
        }
        return new Publication(
                f.subject(), f.hasReply() ? f.reply() : null, f.headerLength, f.numbers(f.payloadAt - 1), content);
    }
}
