package io.vagus.jetstream.stream;

import io.vagus.protocol.Publication;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into a stream.
 *
 * @param reply where the acknowledgement is wanted; null for nowhere
 * @param headers header block; null without one
 * @param sourced whether it comes from another stream, or from the stream's own schedules: most rules do not hold for it
 */
public record Inbound(
        byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload, boolean sourced) {

    /** As a client published it. */
    public static Inbound of(Publication publication) {
        int head = publication.headerLength();
        byte[] content = publication.content();
        if (head < 0) {
            return new Inbound(publication.subject(), publication.reply(), null, content, false);
        }
        return new Inbound(
                publication.subject(),
                publication.reply(),
                Arrays.copyOf(content, head),
                Arrays.copyOfRange(content, head, content.length),
                false);
    }

    Inbound withHeaders(byte @Nullable [] changed) {
        return new Inbound(subject, reply, changed, payload, sourced);
    }
}
