package io.vagus.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one client sends, in place. It is shown ever more bytes of the stream, in any pieces, and calls the handler
 * for each complete operation; of an incomplete one it says where it begins, to be shown again with more bytes behind
 * it. Only a large message is kept here while it arrives.
 *
 * <p>The last PUB line is remembered: a publisher mostly repeats it, and then nothing but its bytes are compared. Wire
 * behaviour follows nats-server server/parser.go. Owned by the connection's event loop.
 */
public final class ClientParser {

    /** A read buffer must have this many readable bytes behind the last one that is shown. */
    public static final int SLACK_BYTES = 8;

    /** An incomplete message larger than this is gathered outside the read buffer. */
    public static final int GATHER_BYTES = 32 * 1024;

    private static final int LONGEST_REMEMBERED_LINE = 128;
    private static final int TRIED_CHANGES = 16;
    private static final byte[][] VERBS = {
        bytes("pub"),
        bytes("sub"),
        bytes("ping"),
        bytes("pong"),
        bytes("hpub"),
        bytes("unsub"),
        bytes("connect"),
        bytes("info"),
        bytes("+ok"),
        bytes("-err")
    };

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
    private int maxControlLine;
    private int maxPayload;
    private boolean connectExpected;
    private boolean headersAgreed;
    private boolean tellsLines;
    /** Whether the line that comes next was told, and its message had not come then. */
    private boolean lineTold;

    private boolean stopped;
    private boolean leftUnread;
    private @Nullable PartialPublication partial;
    /** The verb whose line is skipped up to its end; 0 for none. */
    private int skipping;

    private long @Nullable [] line;
    private int lineLength;
    private int lineSubjectAt;
    private int lineReplyAt;
    private int lineSizeAt;

    /** Lines in a row that did not repeat the one before them. */
    private int changes;

    private int argumentCount;
    private final int[] argumentAt = new int[5];
    private final int[] argumentEnd = new int[5];

    /** A parser for a new connection. */
    public ClientParser(Handler handler, int maxControlLine, int maxPayload) {
        this.handler = handler;
        this.maxControlLine = maxControlLine;
        this.maxPayload = maxPayload;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Changes the limits. */
    public void limits(int controlLine, int payload) {
        maxControlLine = controlLine;
        maxPayload = payload;
        lineLength = 0;
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

    /** Whether it stopped in front of a message that is too large, some of which had come already. */
    public boolean leftUnread() {
        return leftUnread;
    }

    /** Forgets which line came last. */
    public void forgetLine() {
        lineLength = 0;
    }

    /**
     * Reads the bytes between two positions of a little-endian buffer; returns the position of the first byte that was not used up.
     */
    public int parse(ByteBuffer in, int from, int to) {
        frame.buffer = in;
        int at = from;
        PartialPublication gathering = partial;
        if (gathering != null && !stopped) {
            at = gathering.take(in, at, to);
            if (!gathering.isComplete()) {
                return at;
            }
            finish(gathering);
        }
        if (skipping != 0 && at < to && !stopped) {
            at = bare(in, at, to, skipping);
        }
        while (at < to && !stopped) {
            int next = isLastLine(in, at, to) ? repeatedPublish(in, at, to) : operation(in, at, to);
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

    private boolean isLastLine(ByteBuffer in, int at, int to) {
        long[] words = line;
        int length = lineLength;
        if (words == null || length == 0 || to - at < length) {
            return false;
        }
        int i = 0;
        int rest = length;
        while (rest >= 8) {
            if (in.getLong(at + (i << 3)) != words[i]) {
                return false;
            }
            i++;
            rest -= 8;
        }
        return rest == 0 || ((in.getLong(at + (i << 3)) ^ words[i]) << (64 - (rest << 3))) == 0;
    }

    private int repeatedPublish(ByteBuffer in, int at, int to) {
        PublishFrame f = frame;
        f.subjectAt = at + lineSubjectAt;
        f.replyAt = at + lineReplyAt;
        f.sizeAt = at + lineSizeAt;
        f.payloadAt = at + lineLength;
        f.repeated = true;
        f.canonical = true;
        changes = 0;
        return payload(in, at, to);
    }

    /** Whoever does not repeat lines is tried only now and then. */
    private boolean isWorthRemembering() {
        return ++changes <= TRIED_CHANGES || changes % TRIED_CHANGES == 0;
    }

    private void remember(ByteBuffer in, int at) {
        int length = frame.payloadAt - at;
        if (!frame.canonical || length > LONGEST_REMEMBERED_LINE || !isWorthRemembering()) {
            lineLength = 0;
            return;
        }
        long[] words = line;
        if (words == null) {
            words = new long[LONGEST_REMEMBERED_LINE / 8 + 1];
            line = words;
        }
        for (int i = 0; i << 3 < length; i++) {
            words[i] = in.getLong(at + (i << 3));
        }
        lineLength = length;
        lineSubjectAt = frame.subjectAt - at;
        lineReplyAt = frame.replyAt - at;
        lineSizeAt = frame.sizeAt - at;
    }

    private int operation(ByteBuffer in, int at, int to) {
        lineLength = 0;
        if (connectExpected && lower(in.get(at)) != 'c') {
            fail(ProtocolError.NOT_AUTHENTICATED);
            return at;
        }
        if (UsualLines.publish(in, at, to, frame, maxControlLine, maxPayload)
                || headersAgreed && UsualLines.publishWithHeaders(in, at, to, frame, maxControlLine, maxPayload)) {
            return payload(in, at, to);
        }
        int verb = verb(in, at, to);
        if (verb < 0) {
            if (verb == WRONG) {
                fail(ProtocolError.UNKNOWN_OPERATION);
            }
            return at;
        }
        int behind = at + VERBS[verb].length;
        return switch (verb) {
            case PUB, HPUB -> publish(in, at, behind, to, verb == HPUB);
            case PING, PONG, OK -> bare(in, behind, to, verb);
            default -> withArguments(in, at, behind, to, verb);
        };
    }

    private static final int PUB = 0;
    private static final int SUB = 1;
    private static final int PING = 2;
    private static final int PONG = 3;
    private static final int HPUB = 4;
    private static final int UNSUB = 5;
    private static final int CONNECT = 6;
    private static final int INFO = 7;
    private static final int OK = 8;
    private static final int UNDECIDED = -1;
    private static final int WRONG = -2;

    /** Which verb stands here: its number, or that it is cut off, or that it is none. */
    private static int verb(ByteBuffer in, int at, int to) {
        if (to - at >= 4) {
            int word = in.getInt(at) | 0x20202020;
            if (word == 0x20627570) {
                return PUB;
            }
            if (word == 0x62757068) {
                return HPUB;
            }
        }
        int outcome = WRONG;
        for (int i = 0; i < VERBS.length; i++) {
            int same = commonLength(VERBS[i], in, at, to);
            if (same == VERBS[i].length) {
                return i;
            }
            if (at + same == to) {
                outcome = UNDECIDED;
            }
        }
        return outcome;
    }

    private static int commonLength(byte[] verb, ByteBuffer in, int at, int to) {
        int i = 0;
        while (i < verb.length && at + i < to && lower(in.get(at + i)) == verb[i]) {
            i++;
        }
        return i;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
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
        if (verb == PING) {
            handler.onPing();
        } else if (verb == PONG) {
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
        if (behind < to && !isBlank(in.get(behind))) {
            fail(ProtocolError.UNKNOWN_OPERATION);
            return -1;
        }
        int start = behind;
        while (start < to && isBlank(in.get(start))) {
            start++;
        }
        if (start - behind > maxControlLine) {
            fail(ProtocolError.CONTROL_LINE_TOO_LONG);
            return -1;
        }
        return start == to ? -1 : start;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private int withArguments(ByteBuffer in, int at, int behind, int to, int verb) {
        int start = verb == CONNECT || verb == INFO ? documentAt(in, behind, to) : argumentsAt(in, behind, to);
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
        if (verb == CONNECT) {
            handler.onConnect(copy(in, start, end));
        } else if (verb == INFO) {
            if (!ConnectDocument.isReadable(copy(in, start, end))) {
                fail(ProtocolError.BAD_ARGUMENTS);
                return at;
            }
        } else {
            split(in, start, end, true);
            switch (verb) {
                case SUB -> subscribe(in);
                case UNSUB -> unsubscribe(in);
                default -> handler.onPeerError();
            }
        }
        return newline + 1;
    }

    private static int documentAt(ByteBuffer in, int behind, int to) {
        int start = behind;
        while (start < to && isBlank(in.get(start))) {
            start++;
        }
        return start;
    }

    private static byte[] copy(ByteBuffer in, int from, int to) {
        byte[] bytes = new byte[to - from];
        in.get(from, bytes);
        return bytes;
    }

    private byte[] argument(ByteBuffer in, int index) {
        return copy(in, argumentAt[index], argumentEnd[index]);
    }

    /** Splits at blanks; more arguments than any operation has are counted but not kept. */
    private void split(ByteBuffer in, int from, int end, boolean atReturns) {
        int count = 0;
        int i = from;
        while (i < end) {
            while (i < end && isSeparator(in.get(i), atReturns)) {
                i++;
            }
            if (i == end) {
                break;
            }
            int start = i;
            while (i < end && !isSeparator(in.get(i), atReturns)) {
                i++;
            }
            if (count < argumentAt.length) {
                argumentAt[count] = start;
                argumentEnd[count] = i;
            }
            count++;
        }
        argumentCount = count;
    }

    /** In a PUB line a carriage return is a character like any other; elsewhere it separates. */
    private static boolean isSeparator(byte b, boolean atReturns) {
        return b == ' ' || b == '\t' || (b == '\r' && atReturns);
    }

    private void subscribe(ByteBuffer in) {
        switch (argumentCount) {
            case 2 -> handler.onSubscribe(argument(in, 0), null, argument(in, 1));
            case 3 -> handler.onSubscribe(argument(in, 0), argument(in, 1), argument(in, 2));
            default -> fail(ProtocolError.BAD_ARGUMENTS);
        }
    }

    private void unsubscribe(ByteBuffer in) {
        switch (argumentCount) {
            case 1 -> handler.onUnsubscribe(argument(in, 0), 0);
            case 2 ->
                handler.onUnsubscribe(
                        argument(in, 0), Math.max(0, UsualLines.number(in, argumentAt[1], argumentEnd[1])));
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
        split(in, start, end, false);
        if (!readPublishArguments(in, headers)) {
            fail(ProtocolError.BAD_ARGUMENTS);
            return at;
        }
        frame.payloadAt = newline + 1;
        frame.repeated = false;
        frame.canonical = isCanonical(in, end, newline);
        if (frame.size > maxPayload) {
            leftUnread = to > newline + 1;
            fail(ProtocolError.PAYLOAD_TOO_LARGE);
            return at;
        }
        return payload(in, at, to);
    }

    private boolean readPublishArguments(ByteBuffer in, boolean headers) {
        int numbers = headers ? 2 : 1;
        int names = argumentCount - numbers;
        if (names < 1 || names > 2) {
            return false;
        }
        PublishFrame f = frame;
        f.subjectAt = argumentAt[0];
        f.subjectLength = argumentEnd[0] - argumentAt[0];
        f.replyAt = argumentAt[names - 1];
        f.replyLength = names == 2 ? argumentEnd[1] - argumentAt[1] : 0;
        f.sizeAt = argumentAt[names];
        int last = argumentCount - 1;
        f.size = UsualLines.number(in, argumentAt[last], argumentEnd[last]);
        f.headerLength = headers ? UsualLines.number(in, argumentAt[names], argumentEnd[names]) : -1;
        if (headers && f.headerLength < 0) {
            return false;
        }
        return f.size >= 0 && f.headerLength <= f.size;
    }

    /** Whether single spaces separate the arguments and CRLF ends the line, so that its tail can be passed on as it is. */
    private boolean isCanonical(ByteBuffer in, int end, int newline) {
        int last = argumentCount - 1;
        if (newline != end + 1 || argumentEnd[last] != end || frame.headerLength == 0) {
            return false;
        }
        for (int i = 0; i < last; i++) {
            if (argumentAt[i + 1] != argumentEnd[i] + 1 || in.get(argumentEnd[i]) != ' ') {
                return false;
            }
        }
        return true;
    }

    private int payload(ByteBuffer in, int at, int to) {
        PublishFrame f = frame;
        int end = f.payloadAt + f.size;
        if (tellsLines) {
            tellLine();
        }
        if (to - end < 2) {
            if (f.size <= GATHER_BYTES) {
                return at;
            }
            PartialPublication gathering = new PartialPublication(f, f.payloadAt - 1);
            partial = gathering;
            lineLength = 0;
            lineTold = false;
            return gathering.take(in, f.payloadAt, to);
        }
        lineTold = false;
        if (in.get(end) != '\r' || in.get(end + 1) != '\n') {
            fail(ProtocolError.UNKNOWN_OPERATION);
            return at;
        }
        if (!f.repeated) {
            remember(in, at);
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
            byte[] size = Integer.toString(f.size).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            return new Publication(f.subject(), f.hasReply() ? f.reply() : null, -1, size, content);
        }
        return new Publication(
                f.subject(), f.hasReply() ? f.reply() : null, f.headerLength, f.numbers(f.payloadAt - 1), content);
    }
}
