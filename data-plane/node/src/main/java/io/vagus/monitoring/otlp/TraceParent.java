package io.vagus.monitoring.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a message belongs to.
 *
 * @param traceId 32 hexadecimal digits
 * @param parentId 16 hexadecimal digits
 */
record TraceParent(String traceId, String parentId) {
    private static final byte[] NAME = "traceparent:".getBytes(ISO_8859_1);
    private static final int TRACE_ID_AT = 3;
    private static final int PARENT_ID_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final int LENGTH = 55;

    /** Where the sampled trace context of version 00 begins in a header block; -1 without one. Makes nothing. */
    static int find(ByteBuffer buffer, int at, int length) {
        int end = at + length;
        for (int i = at; i + NAME.length + LENGTH < end; i++) {
            if (buffer.get(i) == '\n' && isName(buffer, i + 1)) {
                int value = i + 1 + NAME.length;
                while (value < end && buffer.get(value) == ' ') {
                    value++;
                }
                return value + LENGTH <= end && isSampled(buffer, value) ? value : -1;
            }
        }
        return -1;
    }

    private static boolean isName(ByteBuffer buffer, int at) {
        for (int i = 0; i < NAME.length; i++) {
            int c = buffer.get(at + i);
            int lower = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
            if (lower != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSampled(ByteBuffer buffer, int at) {
        for (int i = 0; i < LENGTH; i++) {
            int c = buffer.get(at + i);
            boolean dash = i == TRACE_ID_AT - 1 || i == PARENT_ID_AT - 1 || i == FLAGS_AT - 1;
            if (dash ? c != '-' : !isHex(c)) {
                return false;
            }
        }
        boolean knownVersion = buffer.get(at) == '0' && buffer.get(at + 1) == '0';
        return knownVersion && (Character.digit(buffer.get(at + LENGTH - 1), 16) & 1) == 1;
    }

    private static boolean isHex(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    /** The trace context that {@link #find} found; null when its ids are all zero. */
    static @Nullable TraceParent read(ByteBuffer buffer, int at) {
        byte[] text = new byte[LENGTH];
        buffer.get(at, text);
        String trace = new String(text, TRACE_ID_AT, 32, ISO_8859_1);
        String parent = new String(text, PARENT_ID_AT, 16, ISO_8859_1);
        boolean empty = trace.chars().allMatch(c -> c == '0') || parent.chars().allMatch(c -> c == '0');
        return empty ? null : new TraceParent(trace, parent);
    }
}
