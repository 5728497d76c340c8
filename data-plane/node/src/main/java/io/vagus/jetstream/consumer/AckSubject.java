package io.vagus.jetstream.consumer;

import java.util.Arrays;

/**
 * The reply subject of a delivery, to which its acknowledgement goes (ADR-15):
 * {@code $JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer sequence>.<timestamp>.<pending>}; acknowledgements
 * may also have {@code <domain>.<account hash>} before the stream's name and more tokens at the end.
 */
public record AckSubject(
        long deliveries, long streamSequence, long consumerSequence, long timestampNanos, long pending) {

    private static final int MOST_DIGITS = 20;

    /**
     * Of a subject that is known to be one of an acknowledgement; a number that is none reads as -1.
     *
     * @param from where the first number begins, behind the consumer's name
     */
    public static AckSubject parse(byte[] subject, int from) {
        int second = behind(subject, from);
        int third = behind(subject, second);
        int fourth = behind(subject, third);
        int fifth = behind(subject, fourth);
        return new AckSubject(
                number(subject, from),
                number(subject, second),
                number(subject, third),
                number(subject, fourth),
                number(subject, fifth));
    }

    private static int behind(byte[] subject, int from) {
        int at = from;
        while (subject[at] != '.') {
            at++;
        }
        return at + 1;
    }

    private static long number(byte[] subject, int start) {
        long number = 0;
        int at = start;
        for (; at < subject.length && subject[at] != '.'; at++) {
            byte digit = subject[at];
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return at == start ? -1 : number;
    }

    /** Writes a consumer's acknowledgement subjects; reused from delivery to delivery. */
    static final class Writer {
        private final byte[] buffer = new byte[MOST_DIGITS];

        byte[] write(byte[] prefix, long deliveries, long stream, long consumer, long timestamp, long pending) {
            byte[] text = Arrays.copyOf(prefix, prefix.length + 5 * (MOST_DIGITS + 1));
            int at = append(text, prefix.length, deliveries);
            text[at++] = '.';
            at = append(text, at, stream);
            text[at++] = '.';
            at = append(text, at, consumer);
            text[at++] = '.';
            at = append(text, at, timestamp);
            text[at++] = '.';
            at = append(text, at, pending);
            return Arrays.copyOf(text, at);
        }

        private int append(byte[] text, int at, long value) {
            int start = MOST_DIGITS;
            long rest = Math.max(value, 0);
            do {
                buffer[--start] = (byte) ('0' + rest % 10);
                rest /= 10;
            } while (rest > 0);
            System.arraycopy(buffer, start, text, at, MOST_DIGITS - start);
            return at + MOST_DIGITS - start;
        }
    }
}
