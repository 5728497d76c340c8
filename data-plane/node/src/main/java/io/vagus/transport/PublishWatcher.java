package io.vagus.transport;

import io.vagus.account.Account;
import java.nio.ByteBuffer;

/**
 * Looks at messages that clients publish with headers. Called on event loops, for each such message: must be quick and must
 * not keep the buffer.
 */
public interface PublishWatcher {

    /**
     * Looks at the headers before the message is delivered; anything but 0 has {@link #published} called afterwards.
     *
     * @param buffer holds the header block from {@code at}, {@code length} bytes long
     */
    long begin(ByteBuffer buffer, int at, int length);

    /**
     * The message was delivered.
     *
     * @param begun what {@link #begin} said
     * @param connection the sender's number
     * @param subject what it was published to
     * @param bytes headers and payload
     * @param deliveries how many got it
     */
    void published(
            long begun,
            Account account,
            long connection,
            byte[] subject,
            ByteBuffer buffer,
            int at,
            int length,
            int bytes,
            int deliveries);
}
