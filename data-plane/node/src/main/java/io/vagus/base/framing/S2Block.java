package io.vagus.base.framing;

import java.io.IOException;

/** Decodes one block of S2, of which Snappy is a part. Source: the format notes of klauspost/compress/s2. */
final class S2Block {
    private static final int LITERAL = 0;
    private static final int COPY_ONE = 1;
    private static final int COPY_TWO = 2;

    private final byte[] from;
    private int at;

    private S2Block(byte[] from, int at) {
        this.from = from;
        this.at = at;
    }

    static byte[] decode(byte[] bytes, int start, int mostBytes) throws IOException {
        try {
            return new S2Block(bytes, start).decode(mostBytes);
        } catch (IndexOutOfBoundsException corrupt) {
            throw new IOException("corrupt block", corrupt);
        }
    }

    private int next() {
        return from[at++] & 0xff;
    }

    private int little(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= next() << 8 * i;
        }
        return value;
    }

    private byte[] decode(int mostBytes) throws IOException {
        int size = 0;
        int shift = 0;
        int b;
        do {
            b = next();
            size |= (b & 0x7f) << shift;
            shift += 7;
        } while ((b & 0x80) != 0 && shift < 32);
        if (size < 0 || size > mostBytes) {
            throw new IOException("block too large");
        }
        byte[] to = new byte[size];
        int done = 0;
        int offset = 0;
        while (at < from.length) {
            int tag = next();
            int kind = tag & 3;
            if (kind == LITERAL) {
                int length = tag >>> 2;
                length = (length < 60 ? length : little(length - 59)) + 1;
                if (length < 0) {
                    throw new IOException("corrupt block");
                }
                System.arraycopy(from, at, to, done, length);
                at += length;
                done += length;
                continue;
            }
            int length;
            if (kind == COPY_ONE) {
                int distance = (tag & 0xe0) << 3 | next();
                length = tag >>> 2 & 7;
                if (distance == 0) {
                    length = repeat(length);
                } else {
                    offset = distance;
                }
                length += 4;
            } else {
                offset = little(kind == COPY_TWO ? 2 : 4);
                length = (tag >>> 2) + 1;
            }
            if (offset <= 0 || offset > done || length > size - done) {
                throw new IOException("corrupt block");
            }
            for (int i = 0; i < length; i++) {
                to[done] = to[done - offset];
                done++;
            }
        }
        if (done != size) {
            throw new IOException("corrupt block");
        }
        return to;
    }

    /** The length of a copy from where the last one was. */
    private int repeat(int code) {
        return switch (code) {
            case 5 -> little(1) + 4;
            case 6 -> little(2) + (1 << 8);
            case 7 -> little(3) + (1 << 16);
            default -> code;
        };
    }
}
