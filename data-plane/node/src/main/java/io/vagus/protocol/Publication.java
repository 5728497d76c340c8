package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message taken out of the read buffer: one too large or too oddly written to be handled in place, or one of the node's own.
 *
 * @param reply the reply subject; null when there is none
 * @param headerLength bytes of the header block at the front of the content; -1 without headers
 * @param numbers the size part of the control line: {@code size}, or {@code headerLength size}
 * @param content header block and payload
 */
public record Publication(byte[] subject, byte @Nullable [] reply, int headerLength, byte[] numbers, byte[] content) {

    /** A message without headers, or with a header block that includes its first and its empty line. */
    public static Publication of(byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        if (headers == null) {
            return new Publication(
                    subject, reply, -1, Integer.toString(payload.length).getBytes(US_ASCII), payload);
        }
        byte[] content = new byte[headers.length + payload.length];
        System.arraycopy(headers, 0, content, 0, headers.length);
        System.arraycopy(payload, 0, content, headers.length, payload.length);
        String numbers = headers.length + " " + content.length;
        return new Publication(subject, reply, headers.length, numbers.getBytes(US_ASCII), content);
    }

    /** The same message to another subject. */
    public Publication withSubject(byte[] other) {
        return other == subject ? this : new Publication(other, reply, headerLength, numbers, content);
    }

    /** The same message with another reply subject, or with none. */
    public Publication withReply(byte @Nullable [] other) {
        return new Publication(subject, other, headerLength, numbers, content);
    }

    /** The same message with a header in place of those of that name. */
    public Publication withHeader(String name, String value) {
        byte[] head = headerLength < 0 ? null : Arrays.copyOf(content, headerLength);
        byte[] payload = headerLength <= 0 ? content : Arrays.copyOfRange(content, headerLength, content.length);
        return of(subject, reply, HeaderBlock.with(head, name, value), payload);
    }

    /** The first header of that name; null when there is none. */
    public @Nullable String header(String name) {
        return headerLength < 0 ? null : HeaderBlock.find(content, headerLength, name);
    }
}
