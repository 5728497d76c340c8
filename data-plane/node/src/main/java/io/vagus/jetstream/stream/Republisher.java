package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectTransform;
import io.vagus.subject.Subjects;
import org.jspecify.annotations.Nullable;

/** Makes what is published again once a message is stored (ADR-28). Immutable. */
final class Republisher {
    private final String stream;
    private final boolean headersOnly;
    private final SubjectTransform transform;

    Republisher(String stream, StreamConfig.Republish config) throws InvalidTransformException {
        this.stream = stream;
        this.headersOnly = config.headersOnly();
        this.transform = SubjectTransform.parse(config.source(), config.destination());
    }

    /** The message to publish; null when this subject is not published again. */
    Outbox.@Nullable Letter letter(
            byte[] subject, byte @Nullable [] headers, byte[] payload, long sequence, long timestamp, long before) {
        String text = new String(subject, UTF_8);
        String made = transform.match(text);
        if (made == null) {
            return null;
        }
        byte[] to = made.getBytes(UTF_8);
        if (!Subjects.isLiteral(to)) {
            return null;
        }
        StringBuilder lines = new StringBuilder(160)
                .append("Nats-Stream: ")
                .append(stream)
                .append("\r\nNats-Subject: ")
                .append(text)
                .append("\r\nNats-Sequence: ")
                .append(sequence)
                .append("\r\nNats-Time-Stamp: ")
                .append(Json.time(timestamp))
                .append("\r\nNats-Last-Sequence: ")
                .append(before);
        if (headersOnly) {
            lines.append("\r\nNats-Msg-Size: ").append(payload.length);
        }
        lines.append("\r\n\r\n");
        byte[] tail = lines.toString().getBytes(UTF_8);
        byte[] front = headers == null ? "NATS/1.0\r\n".getBytes(UTF_8) : headers;
        int kept = headers == null ? front.length : front.length - 2;
        byte[] block = java.util.Arrays.copyOf(front, kept + tail.length);
        System.arraycopy(tail, 0, block, kept, tail.length);
        return new Outbox.Letter(to, block, headersOnly ? new byte[0] : payload, Outbox.IfLost.NOTHING);
    }
}
