package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Header blocks as they stand on the wire: the {@code NATS/1.0} line, {@code Name: value} lines, an empty line. */
final class HeaderBlocks {

    private static final String FIRST_LINE = "NATS/1.0\r\n";

    private HeaderBlocks() {}

    /** The block with more lines at its end; made when there is none. Lines end in CR LF. */
    static byte[] with(byte @Nullable [] block, String lines) {
        if (block == null || block.length < 4) {
            return (FIRST_LINE + lines + "\r\n").getBytes(UTF_8);
        }
        byte[] more = (lines + "\r\n").getBytes(UTF_8);
        byte[] all = Arrays.copyOf(block, block.length - 2 + more.length);
        System.arraycopy(more, 0, all, block.length - 2, more.length);
        return all;
    }

    /** The value of the first line of that name, case as given; null when there is none. */
    static @Nullable String value(byte @Nullable [] block, String name) {
        if (block == null) {
            return null;
        }
        String text = new String(block, UTF_8);
        int at = text.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return null;
        }
        int start = at + name.length() + 3;
        int end = text.indexOf("\r\n", start);
        return text.substring(start, end < 0 ? text.length() : end).strip();
    }

    /** A number in a line of that name; 0 when there is none. */
    static long number(byte @Nullable [] block, String name) {
        String value = value(block, name);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    /** Whether a request needs a level of the API above this one ({@code Nats-Required-Api-Level}). */
    static boolean needsMoreThan(int level, byte @Nullable [] block) {
        String required = value(block, "Nats-Required-Api-Level");
        if (required == null) {
            return false;
        }
        try {
            return Integer.parseInt(required) > level;
        } catch (NumberFormatException malformed) {
            return true;
        }
    }
}
