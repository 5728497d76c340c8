package io.vagus.jetstream.consumer;

import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * What the consumers of one stream need of it. The stream implements it; the consumers call it on the stream's own
 * thread only, and it does not call back into them while it answers.
 */
public interface ConsumerHost {

    /** What the stream's configuration and limits say to its consumers; asked anew whenever it matters. */
    StreamTerms terms();

    /** The stream's messages; the consumers only read. */
    StreamStore store();

    /**
     * The last message that the consumers were told of ({@link StreamConsumers#messageStored}); the store has later ones
     * while they are on their way to the disk.
     */
    long announcedSequence();

    /** Where the state of the stream's consumers is kept; the consumers write it, the stream commits it. */
    ConsumerStore consumerStore();

    /** Removes a message that no consumer needs any more (interest and work queue retention). */
    void remove(long sequence);

    /**
     * Hands a message to those who hear {@code to}; they see it under {@code subject}.
     *
     * @param reply its acknowledgement subject, or that of a flow control request
     * @param headers header block with its first and its empty line; null for none
     * @return whether anybody took it
     */
    boolean deliver(byte[] to, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload);

    /** Sends an answer without a body once what the consumers have written down so far is durable. */
    void answerWhenDurable(byte[] to);

    /**
     * Publishes into the stream's account as anyone would, so that streams may store it: an advisory, a dead letter.
     *
     * @return whether anybody took it
     */
    boolean publish(byte[] subject, byte @Nullable [] headers, byte[] payload);

    /** Whether anybody in the account (or behind its exports) hears this subject. */
    boolean hasInterest(byte[] subject);

    /**
     * Whether somebody subscribed to just this subject, in this queue group or in none. Only that makes a push consumer deliver,
     * as in nats-server: one who listens to everything is not its client.
     */
    boolean isBound(byte[] subject, byte @Nullable [] queue);

    /**
     * Asks for {@link StreamConsumers#interestChanged} whenever interest in this literal subject may have come or gone;
     * once a subject.
     */
    void watchInterest(byte[] subject);

    /** Ends {@link #watchInterest}. */
    void unwatchInterest(byte[] subject);

    /** Asks for {@link StreamConsumers#run} at this time, or earlier. A later call with another time takes the place of the first. */
    void wakeAt(long timeNanos);

    /** A name that nobody else has: 22 characters of base 62. */
    String uniqueId();

    /** A random number in {@code [0, bound)}, for jitter and sampling. */
    long random(long bound);

    /** Writes a warning to the node's log. */
    void warn(String line);
}
