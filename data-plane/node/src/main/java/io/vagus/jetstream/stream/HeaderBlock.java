package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message's header block as it stands on the wire, from {@code NATS/1.0} to the empty line: finds a value, and makes changed
 * copies. Names are compared exactly, the first of several counts, as in nats-server.
 */
public final class HeaderBlock {
    private static final byte[] FIRST_LINE = "NATS/1.0\r\n".getBytes(UTF_8);
    private static final int CRLF = 2;

    private HeaderBlock() {}

    /** A name prepared for searching. */
    public static byte[] name(String name) {
        return name.getBytes(UTF_8);
    }

    /** Where the line of this name begins; -1 without one. */
    private static int indexOf(byte[] block, byte[] name) {
        int last = block.length - name.length - 1;
        byte first = name[0];
        for (int i = CRLF; i <= last; i++) {
            if (block[i] == first
                    && block[i - 1] == '\n'
                    && block[i - 2] == '\r'
                    && block[i + name.length] == ':'
                    && Arrays.equals(block, i, i + name.length, name, 0, name.length)) {
                return i;
            }
        }
        return -1;
    }

    private static int lineEnd(byte[] block, int from) {
        int at = from;
        while (at < block.length && !(block[at] == '\r' && at + 1 < block.length && block[at + 1] == '\n')) {
            at++;
        }
        return at;
    }

    /** The value; null when there is no such header. */
    public static @Nullable String value(byte @Nullable [] block, byte[] name) {
        if (block == null) {
            return null;
        }
        int at = indexOf(block, name);
        if (at < 0) {
            return null;
        }
        int start = at + name.length + 1;
        while (start < block.length && block[start] == ' ') {
            start++;
        }
        return new String(block, start, lineEnd(block, start) - start, UTF_8);
    }

    /** The value; empty when there is no such header. */
    public static String text(byte @Nullable [] block, byte[] name) {
        String value = value(block, name);
        return value == null ? "" : value;
    }

    /** Whether there is such a header with a value that is not empty. */
    public static boolean has(byte @Nullable [] block, byte[] name) {
        return !text(block, name).isEmpty();
    }

    /** A block with one more header at its end. */
    public static byte[] with(byte @Nullable [] block, String name, String value) {
        byte[] line = (name + ": " + value + "\r\n\r\n").getBytes(UTF_8);
        byte[] front = block == null || block.length < FIRST_LINE.length + CRLF ? FIRST_LINE : block;
        int kept = front == FIRST_LINE ? front.length : front.length - CRLF;
        byte[] made = Arrays.copyOf(front, kept + line.length);
        System.arraycopy(line, 0, made, kept, line.length);
        return made;
    }

    /** A block in which the header has this value, in the place of an old one. */
    public static byte[] replacing(byte @Nullable [] block, String name, String value) {
        int at = block == null ? -1 : indexOf(block, name(name));
        if (block == null || at < 0) {
            return with(block, name, value);
        }
        int start = at + name.length() + 1;
        int end = lineEnd(block, start);
        byte[] fresh = (" " + value).getBytes(UTF_8);
        byte[] made = new byte[start + fresh.length + block.length - end];
        System.arraycopy(block, 0, made, 0, start);
        System.arraycopy(fresh, 0, made, start, fresh.length);
        System.arraycopy(block, end, made, start + fresh.length, block.length - end);
        return made;
    }

    /** A block without that header; null when nothing is left. */
    public static byte @Nullable [] without(byte @Nullable [] block, byte[] name) {
        byte[] rest = block;
        while (rest != null) {
            int at = indexOf(rest, name);
            if (at < 0) {
                return rest;
            }
            rest = cut(rest, at, Math.min(lineEnd(rest, at) + CRLF, rest.length));
        }
        return null;
    }

    /** A block without the headers whose names begin so; null when nothing is left. */
    public static byte @Nullable [] withoutPrefix(byte @Nullable [] block, String prefix) {
        byte[] rest = block;
        byte[] start = prefix.getBytes(UTF_8);
        int at = CRLF;
        while (rest != null && at <= rest.length - start.length) {
            if (rest[at - 1] == '\n'
                    && rest[at - 2] == '\r'
                    && Arrays.equals(rest, at, at + start.length, start, 0, start.length)) {
                rest = cut(rest, at, Math.min(lineEnd(rest, at) + CRLF, rest.length));
                continue;
            }
            at++;
        }
        return rest;
    }

    private static byte @Nullable [] cut(byte[] block, int from, int to) {
        byte[] made = new byte[block.length - (to - from)];
        System.arraycopy(block, 0, made, 0, from);
        System.arraycopy(block, to, made, from, block.length - to);
        return made.length <= FIRST_LINE.length + CRLF ? null : made;
    }
}
