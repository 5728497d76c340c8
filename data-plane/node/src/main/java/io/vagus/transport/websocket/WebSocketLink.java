package io.vagus.transport.websocket;

import io.vagus.protocol.ClosedReason;
import io.vagus.transport.link.HoldingLink;
import io.vagus.transport.link.Link;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of WebSocket over another link, after the upgrade. Frame borders mean nothing to its owner. It holds at most
 * the frames of one write that did not go out yet, and what a compressed message became until it is read.
 *
 * <p>The reading side belongs to the owner's loop. The writing side is under this object's lock, within which only the lower
 * link's is taken.
 */
public final class WebSocketLink extends HoldingLink {

    private static final int COMPRESSION_THRESHOLD_BYTES = 64;
    private static final int MESSAGE_LIMIT_MULTIPLE = 8;
    private static final int MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024;
    private static final int MAX_FRAME_BYTES = 64 * 1024;
    private static final int BROWSER_FRAME_BYTES = 4096;
    private static final int MAX_CONTROL_FRAMES_BYTES = 64 * 1024;
    private static final byte[] NOTHING = {};

    /**
     * What was agreed on.
     *
     * @param compressed whether messages may be compressed
     * @param masked whether the peer masks what it sends
     * @param browser whether the peer is a browser, which likes small frames
     * @param wholeMessages whether compressed messages must not be cut into frames
     */
    public record Agreement(boolean compressed, boolean masked, boolean browser, boolean wholeMessages) {}

    private final Agreement agreement;
    private final int maxPayloadBytes;
    private final FrameReader frames;

    private byte[] plain = NOTHING;
    private int plainAt;
    private byte[] raw = NOTHING;
    private @Nullable ByteArrayOutputStream message;
    private boolean peerClosed;
    private @Nullable WebSocketException failure;

    private boolean closeSent;

    /**
     * @param maxPayloadBytes what a compressed message may become at most
     */
    public WebSocketLink(Link lower, Agreement agreement, int maxPayloadBytes) {
        super(lower);
        this.agreement = agreement;
        this.maxPayloadBytes = maxPayloadBytes;
        this.frames = new FrameReader(new Handler(), agreement.masked(), agreement.compressed());
    }

    // --- reading --------------------------------------------------------------------------------------------------

    @Override
    public int read(ByteBuffer into) throws IOException {
        WebSocketException broken = failure;
        if (broken != null) {
            throw broken;
        }
        int start = into.position();
        putPlain(into);
        if (plain.length > 0) {
            return into.position() - start;
        }
        boolean ended = false;
        if (raw.length > 0) {
            int count = Math.min(raw.length, into.remaining());
            int at = into.position();
            into.put(raw, 0, count);
            raw = count == raw.length ? NOTHING : java.util.Arrays.copyOfRange(raw, count, raw.length);
            decode(into, at);
        } else if (!peerClosed) {
            int at = into.position();
            ended = lower.read(into) < 0;
            decode(into, at);
        }
        int count = into.position() - start;
        if (count == 0 && failure != null) {
            throw failure;
        }
        return count == 0 && (ended || (peerClosed && plain.length == 0)) ? -1 : count;
    }

    /** Whether something is there to be read without the socket saying so. */
    @Override
    public boolean isReadable() {
        return plain.length > 0 || raw.length > 0 || peerClosed || failure != null;
    }

    private void decode(ByteBuffer into, int from) {
        int to = into.position();
        try {
            frames.read(into, from, to);
            int rest = frames.stoppedAt();
            if (peerClosed) {
                raw = NOTHING;
            } else if (rest < to) {
                byte[] more = new byte[to - rest + raw.length];
                into.get(rest, more, 0, to - rest);
                System.arraycopy(raw, 0, more, to - rest, raw.length);
                raw = more;
            }
        } catch (WebSocketException e) {
            // What came before it is read first.
            failure = e;
            sendClose(CloseFrame.protocolError(String.valueOf(e.getMessage())));
        }
        into.position(frames.writtenTo());
        putPlain(into);
    }

    private void putPlain(ByteBuffer into) {
        int count = Math.min(plain.length - plainAt, into.remaining());
        into.put(plain, plainAt, count);
        plainAt += count;
        if (plainAt == plain.length) {
            plain = NOTHING;
            plainAt = 0;
        }
    }

    /** What is more than plain payload. */
    private final class Handler implements FrameReader.Handler {

        @Override
        public void onCompressed(byte[] piece) throws WebSocketException {
            ByteArrayOutputStream gathered = message;
            if (gathered == null) {
                gathered = new ByteArrayOutputStream(piece.length);
                message = gathered;
            }
            long limit = Math.min(MESSAGE_LIMIT_BYTES, (long) maxPayloadBytes * MESSAGE_LIMIT_MULTIPLE);
            if (gathered.size() + (long) piece.length > limit) {
                throw new WebSocketException("maximum payload exceeded");
            }
            gathered.writeBytes(piece);
        }

        @Override
        public void onCompressedEnd() throws WebSocketException {
            ByteArrayOutputStream gathered = message;
            message = null;
            if (gathered != null) {
                plain = Compression.decompress(gathered.toByteArray(), maxPayloadBytes);
            }
        }

        @Override
        public void onControl(int opcode, byte[] payload) throws WebSocketException {
            if (opcode == FrameReader.PING) {
                sendControl(FrameReader.PONG, payload);
            } else if (opcode == FrameReader.CLOSE) {
                peerClosed = true;
                sendClose(CloseFrame.answerTo(payload));
            }
        }
    }

    // --- writing --------------------------------------------------------------------------------------------------

    @Override
    public int write(ByteBuffer from) throws IOException {
        int before = from.position();
        writing.lock();
        try {
            while (flushHeld() && from.hasRemaining() && !closeSent) {
                frame(from);
            }
            if (closeSent) {
                // Nothing may follow a close frame.
                from.position(from.limit());
            }
            return from.position() - before;
        } finally {
            writing.unlock();
        }
    }

    private void frame(ByteBuffer from) {
        int most = agreement.browser() ? BROWSER_FRAME_BYTES : MAX_FRAME_BYTES;
        byte[] content = new byte[Math.min(from.remaining(), MAX_FRAME_BYTES)];
        from.get(content);
        boolean compress = agreement.compressed() && content.length > COMPRESSION_THRESHOLD_BYTES;
        byte[] payload = compress ? Compression.compress(content) : content;
        int step = compress && agreement.wholeMessages() ? Integer.MAX_VALUE : most;
        int count = Math.max(1, (payload.length + step - 1) / Math.max(1, Math.min(step, payload.length)));
        ByteBuffer out = ByteBuffer.allocate(payload.length + (count + 1) * 10);
        if (compress) {
            for (int at = 0; at < payload.length; at += Math.min(step, payload.length - at)) {
                int length = Math.min(step, payload.length - at);
                boolean first = at == 0;
                header(out, first ? FrameReader.BINARY : 0, at + length == payload.length, first, length);
                out.put(payload, at, length);
            }
        } else {
            for (int at = 0; at < payload.length; at += most) {
                int length = Math.min(most, payload.length - at);
                header(out, FrameReader.BINARY, true, false, length);
                out.put(payload, at, length);
            }
        }
        held = out.flip();
    }

    private static void header(ByteBuffer out, int opcode, boolean last, boolean compressed, int length) {
        out.put((byte) (opcode | (last ? 0x80 : 0) | (compressed ? 0x40 : 0)));
        if (length <= 125) {
            out.put((byte) length);
        } else if (length <= 0xffff) {
            out.put((byte) 126).put((byte) (length >>> 8)).put((byte) length);
        } else {
            out.put((byte) 127).put(new byte[4]);
            out.put((byte) (length >>> 24))
                    .put((byte) (length >>> 16))
                    .put((byte) (length >>> 8))
                    .put((byte) length);
        }
    }

    /** Puts a control frame behind what is held, and sends as far as that goes; the owner asks {@link #heldBytes} after reading. */
    private void sendControl(int opcode, byte[] payload) throws WebSocketException {
        writing.lock();
        try {
            if (closeSent) {
                return;
            }
            ByteBuffer before = held;
            int waiting = before == null ? 0 : before.remaining();
            if (waiting > MAX_CONTROL_FRAMES_BYTES + MAX_FRAME_BYTES * 2) {
                throw new WebSocketException("too many pings that cannot be answered");
            }
            ByteBuffer out = ByteBuffer.allocate(waiting + 2 + payload.length);
            if (before != null) {
                out.put(before);
            }
            header(out, opcode, true, false, payload.length);
            held = out.put(payload).flip();
            closeSent = opcode == FrameReader.CLOSE;
            flushHeld();
        } catch (WebSocketException e) {
            throw e;
        } catch (IOException gone) {
            // The next write finds out.
            held = null;
        } finally {
            writing.unlock();
        }
    }

    private void sendClose(byte[] payload) {
        try {
            sendControl(FrameReader.CLOSE, payload);
        } catch (WebSocketException tooMuchWaits) {
            // Then there is no way to tell.
            held = null;
        }
    }

    @Override
    public void farewell(ClosedReason reason) {
        writing.lock();
        try {
            if (held == null) {
                sendClose(CloseFrame.of(reason));
            }
        } finally {
            writing.unlock();
        }
        lower.farewell(reason);
    }

    @Override
    public void close() {
        lower.close();
    }
}
