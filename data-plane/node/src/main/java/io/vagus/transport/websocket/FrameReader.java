package io.vagus.transport.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Takes frames (RFC 6455, section 5) out of a stream in place: what stands between the payloads is dropped and the payloads move
 * together. Payloads of compressed messages and of control frames are handed out instead. Texts of errors are nats-server's.
 * Owned by the loop that reads.
 */
final class FrameReader {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int MAX_CONTROL_BYTES = 125;

    private static final int FINAL_BIT = 0x80;
    private static final int COMPRESSED_BIT = 0x40;
    private static final int RESERVED_BITS = 0x30;
    private static final int MASK_BIT = 0x80;
    private static final int MAX_HEADER_BYTES = 14;

    /** What becomes of the rest. */
    interface Handler {
        /** A piece of a compressed message. */
        void onCompressed(byte[] piece) throws WebSocketException;

        /** The compressed message is complete. */
        void onCompressedEnd() throws WebSocketException;

        /** A whole control frame. */
        void onControl(int opcode, byte[] payload) throws WebSocketException;
    }

    private final Handler handler;
    private final boolean maskRequired;
    private final boolean compressionAgreed;

    private final byte[] header = new byte[MAX_HEADER_BYTES];
    private int headerLength;
    private boolean inPayload;
    private long remaining;
    private long key;
    private int keyOffset;
    private boolean masked;
    private boolean compressed;
    private boolean messageEnded = true;
    private int opcode;
    private byte[] control = {};
    private int controlLength;

    FrameReader(Handler handler, boolean maskRequired, boolean compressionAgreed) {
        this.handler = handler;
        this.maskRequired = maskRequired;
        this.compressionAgreed = compressionAgreed;
    }

    private int stoppedAt;
    private int writtenTo;

    /** After {@link #read}: the position of the first byte that was not looked at. */
    int stoppedAt() {
        return stoppedAt;
    }

    /** After {@link #read}, a failed one too: the position behind the plain payloads. */
    int writtenTo() {
        return writtenTo;
    }

    /**
     * Reads the bytes between two positions of a little-endian buffer and puts plain payloads in front of them from the first
     * position on. Stops early behind a compressed message that is complete, so that what becomes of it can be put in its place,
     * and behind a close frame.
     */
    void read(ByteBuffer in, int from, int to) throws WebSocketException {
        if (in.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException("the buffer has to be little-endian");
        }
        int at = from;
        writtenTo = from;
        boolean stop = false;
        while (at < to && !stop) {
            if (!inPayload) {
                header[headerLength++] = in.get(at++);
                if (headerLength == 2) {
                    check();
                }
                if (headerLength >= 2 && headerLength == wantedHeader()) {
                    begin();
                    stop = remaining == 0 && end();
                }
                continue;
            }
            int length = (int) Math.min(remaining, to - at);
            if (opcode >= CLOSE) {
                in.get(at, control, controlLength, length);
                unmask(control, controlLength, length);
                controlLength += length;
            } else if (compressed) {
                byte[] piece = new byte[length];
                in.get(at, piece);
                unmask(piece, 0, length);
                handler.onCompressed(piece);
            } else {
                move(in, at, writtenTo, length);
                writtenTo += length;
            }
            at += length;
            remaining -= length;
            if (remaining == 0) {
                stop = end();
            }
        }
        stoppedAt = at;
    }

    private int wantedHeader() {
        int second = header[1] & 0xff;
        int length = second & 0x7f;
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + ((second & MASK_BIT) != 0 ? 4 : 0);
    }

    /** Judges the first two bytes, as soon as they are there. */
    private void check() throws WebSocketException {
        int first = header[0] & 0xff;
        int second = header[1] & 0xff;
        boolean last = (first & FINAL_BIT) != 0;
        boolean compressedBit = (first & COMPRESSED_BIT) != 0;
        int kind = first & 0x0f;
        int length = second & 0x7f;
        if ((first & RESERVED_BITS) != 0) {
            throw new WebSocketException("RSV2 and RSV3 must be clear");
        }
        if (compressedBit && !compressionAgreed) {
            throw new WebSocketException("compressed frame received without negotiated permessage-deflate");
        }
        if (maskRequired && (second & MASK_BIT) == 0) {
            throw new WebSocketException("mask bit missing");
        }
        switch (kind) {
            case CLOSE, PING, PONG -> {
                if (length > MAX_CONTROL_BYTES) {
                    throw new WebSocketException(
                            "control frame length bigger than maximum allowed of " + MAX_CONTROL_BYTES + " bytes");
                }
                if (!last) {
                    throw new WebSocketException("control frame does not have final bit set");
                }
                if (compressedBit) {
                    throw new WebSocketException("control frame must not be compressed");
                }
            }
            case TEXT, BINARY -> {
                if (!messageEnded) {
                    throw new WebSocketException(
                            "new message started before final frame for previous message was received");
                }
                messageEnded = last;
                compressed = compressedBit;
            }
            case CONTINUATION -> {
                if (messageEnded || compressedBit) {
                    throw new WebSocketException("invalid continuation frame");
                }
                messageEnded = last;
            }
            default -> throw new WebSocketException("unknown opcode " + kind);
        }
    }

    private void begin() throws WebSocketException {
        int second = header[1] & 0xff;
        int length = second & 0x7f;
        int at = 2;
        long size = length;
        if (length == 126) {
            size = (header[2] & 0xff) << 8 | header[3] & 0xff;
            at = 4;
        } else if (length == 127) {
            size = 0;
            for (int i = 2; i < 10; i++) {
                size = size << 8 | header[i] & 0xff;
            }
            if (size < 0) {
                throw new WebSocketException("invalid 64-bit payload length");
            }
            at = 10;
        }
        masked = (second & MASK_BIT) != 0;
        if (masked) {
            long word = 0;
            for (int i = 3; i >= 0; i--) {
                word = word << 8 | header[at + i] & 0xff;
            }
            key = word | word << 32;
            keyOffset = 0;
        }
        opcode = header[0] & 0x0f;
        remaining = size;
        inPayload = true;
        headerLength = 0;
        if (opcode >= CLOSE) {
            control = new byte[(int) size];
            controlLength = 0;
        }
    }

    /** The frame is complete; whether reading has to stop here. */
    private boolean end() throws WebSocketException {
        inPayload = false;
        if (opcode >= CLOSE) {
            byte[] payload = Arrays.copyOf(control, controlLength);
            control = new byte[0];
            handler.onControl(opcode, payload);
            return opcode == CLOSE;
        }
        if (compressed && messageEnded) {
            compressed = false;
            handler.onCompressedEnd();
            return true;
        }
        return false;
    }

    private void move(ByteBuffer in, int from, int to, int length) {
        if (!masked) {
            if (from != to) {
                in.put(to, in, from, length);
            }
            return;
        }
        long rotated = Long.rotateRight(key, keyOffset << 3);
        int i = 0;
        // A word is written at or before the place it was read from, so that nothing is overwritten before it was read.
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            in.putLong(to + i, in.getLong(from + i) ^ rotated);
        }
        for (; i < length; i++) {
            in.put(to + i, (byte) (in.get(from + i) ^ rotated >>> ((i & 7) << 3)));
        }
        keyOffset = keyOffset + length & 3;
    }

    private void unmask(byte[] bytes, int from, int length) {
        if (!masked) {
            return;
        }
        for (int i = 0; i < length; i++) {
            bytes[from + i] ^= (byte) (key >>> ((keyOffset + i & 3) << 3));
        }
        keyOffset = keyOffset + length & 3;
    }
}
