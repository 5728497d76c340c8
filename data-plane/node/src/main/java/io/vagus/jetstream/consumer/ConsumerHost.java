package io.vagus.jetstream.consumer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the consumers of one stream need of it. The stream implements it; the consumers call it on the stream's own
 * thread only, and it does not call back into them while it answers.
 */
public interface ConsumerHost {

    /** A message of the stream. Its arrays are read, never written. */
    record StreamMessage(
            long sequence, long timestampNanos, byte[] subject, byte @Nullable [] headers, byte[] payload) {}

    /** What the stream's configuration and limits say to its consumers; asked anew whenever it matters. */
    StreamTerms terms();

    /** The first sequence that the stream has, or the next one when it is empty. */
    long firstSequence();

    /** The last sequence that the stream gave out; 0 before the first. */
    long lastSequence();

    /** The message of this sequence; null when it is gone. */
    @Nullable
    StreamMessage load(long sequence);

    /**
     * The first message at or behind {@code fromSequence} whose subject matches one of the filters; null when there is none
     * yet. No filters match everything.
     */
    @Nullable
    StreamMessage next(List<String> filters, long fromSequence);

    /**
     * How many messages at or behind {@code fromSequence} match.
     *
     * @param lastPerSubject count only the newest message of each subject
     */
    long pending(List<String> filters, long fromSequence, boolean lastPerSubject);

    /** The first sequence stored at or after this time; one past the last when there is none. */
    long sequenceAt(long timestampNanos);

    /** The sequence of the newest message that matches; 0 when there is none. */
    long lastSequence(List<String> filters);

    /** The sequences of the newest message of each matching subject, ascending. */
    long[] lastSequences(List<String> filters);

    /** Removes a message that no consumer needs any more (interest and work queue retention). */
    void remove(long sequence);

    /**
     * Publishes into the stream's account: a delivery, a status, an answer to an acknowledgement, an advisory.
     *
     * @param headers header block with its first and its empty line; null for none
     * @return whether anybody took it
     */
    boolean publish(byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload);

    /** Whether anybody in the account (or behind its exports) hears this subject, in this queue group when one is given. */
    boolean hasInterest(byte[] subject, byte @Nullable [] queue);

    /**
     * Asks for {@link StreamConsumers#interestChanged} whenever interest in this literal subject may have come or gone. Counted:
     * as many {@link #unwatchInterest} end it.
     */
    void watchInterest(byte[] subject);

    /** Ends one {@link #watchInterest}. */
    void unwatchInterest(byte[] subject);

    /** Asks for {@link StreamConsumers#run} at this time, or earlier. A later call with another time takes the place of the first. */
    void wakeAt(long timeNanos);

    /** The durable state of one consumer; opened when it is created or recovered. */
    ConsumerJournal journal(String consumer, boolean memory);

    /** A name that nobody else has: 22 characters of base 62. */
    String uniqueId();

    /** A random number in {@code [0, bound)}, for jitter and sampling. */
    long random(long bound);

    /** Writes a warning to the node's log. */
    void warn(String line);
}
