package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header block of a message ({@code NATS/1.0 CRLF name: value CRLF … CRLF}), looked into and changed as nats-server does:
 * names are case-sensitive, the first of several counts, what is malformed is not found.
 */
public final class HeaderBlock {

    private static final byte[] FIRST_LINE = "NATS/1.0\r\n".getBytes(ISO_8859_1);

    private HeaderBlock() {}

    /** The value of a header without blanks around it; null when there is none. */
    public static @Nullable String find(byte[] block, int length, String name) {
        int at = indexOf(block, length, name);
        if (at < 0) {
            return null;
        }
        int from = at + name.length() + 1;
        int to = lineEnd(block, from, length);
        return to < 0 ? null : new String(block, from, to - from, ISO_8859_1).strip();
    }

    /** Where the line of a header begins; -1 when there is none. */
    private static int indexOf(byte[] block, int length, String name) {
        int line = 0;
        while (true) {
            int end = lineEnd(block, line, length);
            if (end < 0) {
                return -1;
            }
            line = end + 2;
            if (line + name.length() < length && block[line + name.length()] == ':' && startsWith(block, line, name)) {
                return line;
            }
        }
    }

    private static boolean startsWith(byte[] block, int at, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (block[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int lineEnd(byte[] block, int from, int length) {
        for (int i = from; i + 1 < length; i++) {
            if (block[i] == '\r' && block[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The block without headers of that name, and with one of this value at its end. */
    public static byte[] with(byte @Nullable [] block, String name, String value) {
        String rest = block == null ? new String(FIRST_LINE, ISO_8859_1) : without(block, name);
        String line = name + ": " + value.replaceAll("[\r\n]", " ").strip() + "\r\n";
        byte[] head = rest.getBytes(ISO_8859_1);
        byte[] tail = (new String(line.getBytes(java.nio.charset.StandardCharsets.UTF_8), ISO_8859_1) + "\r\n")
                .getBytes(ISO_8859_1);
        byte[] whole = java.util.Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    /** The block without its empty line and without headers of that name. */
    private static String without(byte[] block, String name) {
        StringBuilder kept = new StringBuilder();
        int line = 0;
        for (int end = lineEnd(block, line, block.length); end > line; end = lineEnd(block, line, block.length)) {
            boolean named = line > 0
                    && line + name.length() < block.length
                    && block[line + name.length()] == ':'
                    && startsWith(block, line, name);
            if (!named) {
                kept.append(new String(block, line, end + 2 - line, ISO_8859_1));
            }
            line = end + 2;
        }
        return kept.isEmpty() ? new String(FIRST_LINE, ISO_8859_1) : kept.toString();
    }

    /** All headers by name as it is written, in their order. */
    public static Map<String, List<String>> all(byte[] block, int length) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        int line = lineEnd(block, 0, length) + 2;
        for (int end = lineEnd(block, line, length); line > 1 && end > line; end = lineEnd(block, line, length)) {
            String text = new String(block, line, end - line, java.nio.charset.StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(text.substring(0, colon), absent -> new ArrayList<>())
                        .add(text.substring(colon + 1).strip());
            }
            line = end + 2;
        }
        return headers;
    }
}
