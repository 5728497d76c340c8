package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.StreamConfig;
import io.vagus.storage.StoredMessage;
import org.jspecify.annotations.Nullable;

/** What the rules for a message ask of the stream: as it is, or as it will be once a batch is committed. */
interface PublishView {
    StreamConfig config();

    long lastSequence();

    /** The id of the message stored last; empty when it had none. */
    String lastMessageId();

    /** The newest message that matches a subject, which may have wildcards. */
    @Nullable
    StoredMessage last(String subject);

    /** The sequence stored under a message id within the window; 0 for none. */
    long duplicateOf(String messageId, long now);

    /** Bytes of the largest message that the server takes. */
    long maxPayloadBytes();
}
