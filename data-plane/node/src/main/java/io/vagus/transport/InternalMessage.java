package io.vagus.transport;

import org.jspecify.annotations.Nullable;

/**
 * A message as an internal subscription gets it. Its arrays belong to the receiver.
 *
 * @param headers the header block with its {@code NATS/1.0} line; null when there is none
 * @param sender the client connection that published it; null for messages of the node itself
 */
public record InternalMessage(
        String subject,
        @Nullable String reply,
        byte @Nullable [] headers,
        byte[] payload,
        @Nullable Sender sender) {

    /** The client behind a message, read at any time. */
    public interface Sender {
        /** A snapshot of the connection. */
        ConnectionInfo info();

        /** Its permissions now. */
        io.vagus.account.Permissions permissions();

        /** When it will be closed for its credentials' age; null for never. */
        java.time.@Nullable Instant expires();
    }
}
