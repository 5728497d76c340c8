package io.vagus.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one stream, in the order of their sequences. Limits are kept by the stream; the store offers what makes that cheap.
 * Single-threaded: all calls come from the stream's owner. Sequences begin at 1 and 0 means "none". Timestamps are nanoseconds since
 * 1970. Arrays that are handed in belong to the store afterwards, arrays that come out must not be changed.
 *
 * <p>A change takes effect for readers at once; it is on storage that survives a crash when {@link #commit} says so. Damage that
 * is found while reading is not an exception: the message counts as {@link StreamState#lostMessages() lost} and is not there any more.
 */
public interface StreamStore extends AutoCloseable {

    /** The value of a time to live for a message that never expires, not even by the stream's age limit. */
    long TTL_NEVER = -1;

    /** No place in time: {@link #nextExpiryNanos()} of a store in which nothing expires. */
    long NO_EXPIRY = Long.MAX_VALUE;

    /**
     * Appends a message.
     *
     * @param headers the header block as it stands on the wire, or null
     * @param ttlSeconds its time to live; 0 for none, {@link #TTL_NEVER} for ever
     * @return its sequence, or 0 when the store refuses: {@link #health()} says why, and nothing was changed
     */
    long append(byte[] subject, byte @Nullable [] headers, byte[] payload, long timestampNanos, long ttlSeconds);

    /**
     * Appends a message under a sequence beyond the last one, as mirrors and restores do; what lies between was never there.
     *
     * @return the sequence, or 0 when the store refuses
     * @throws IllegalArgumentException when the sequence is not beyond the last one
     */
    long appendAt(
            long sequence,
            byte[] subject,
            byte @Nullable [] headers,
            byte[] payload,
            long timestampNanos,
            long ttlSeconds);

    /**
     * Makes the given sequence the last one without a message: the next append gets the one after it. Does nothing when it is not
     * beyond the last one. On an empty store the first sequence follows, so that {@code skipTo(first - 1)} sets where a stream begins.
     */
    void skipTo(long sequence, long timestampNanos);

    /** The message with this sequence, or null when it is not there. */
    @Nullable
    StoredMessage load(long sequence);

    /** The newest message that matches. */
    @Nullable
    StoredMessage last(SubjectFilter filter);

    /** The first message that matches, beginning with this sequence and looking upwards. */
    @Nullable
    StoredMessage next(SubjectFilter filter, long fromSequence);

    /** The first message at or after a sequence that has headers, or null. Passes over many without as fast as it knows them to be. */
    default @Nullable StoredMessage nextWithHeaders(long fromSequence) {
        StoredMessage message = next(SubjectFilter.all(), fromSequence);
        while (message != null && message.headers() == null) {
            message = next(SubjectFilter.all(), message.sequence() + 1);
        }
        return message;
    }

    /** The first message that matches, beginning with this sequence and looking downwards. */
    @Nullable
    StoredMessage previous(SubjectFilter filter, long fromSequence);

    /** As {@link #next}, without loading the message: its sequence, or 0. */
    long nextSequence(SubjectFilter filter, long fromSequence);

    /** The subject of a message, or null when it is not there. */
    byte @Nullable [] subjectOf(long sequence);

    /** Removes one message. Returns whether it was there. */
    boolean delete(long sequence);

    /** Removes one message and overwrites its bytes where they are stored. Returns whether it was there. */
    boolean erase(long sequence);

    /**
     * Removes the messages that match, as the API's purge does: all of them; or those before {@code beforeSequence} where it is not 0, so none before
     * the first sequence 1; or all but the newest {@code keep} where that is not 0. One of everything {@link #settleStart settles the start}.
     *
     * @return how many were removed
     */
    long purge(SubjectFilter filter, long beforeSequence, long keep);

    /**
     * Removes every message before this sequence, which becomes the first one (also where it lies beyond the last one). Returns how
     * many were removed.
     */
    long compact(long firstSequence);

    /** Removes every message after this sequence, which becomes the last one. Returns whether there was anything to remove. */
    boolean truncate(long lastSequence);

    /** Counts and ends, as of now. */
    StreamState state();

    /** How many messages there are. */
    long messages();

    /** How many bytes they count for, by nats-server's formula for this kind of storage. */
    long bytes();

    /** What a message of these sizes will count for in {@link #bytes()}. */
    long sizeOf(int subjectBytes, int headersBytes, int payloadBytes);

    /** The sequence of the oldest message; where there is none, the sequence after the last one. */
    long firstSequence();

    /**
     * Whether it is settled where the stream begins: since it had a message or its last sequence was moved, since all of it was purged, or since
     * {@link #settleStart} said so. It stays so when the store is opened again.
     */
    boolean isStartSettled();

    /** Settles that the stream begins after the last sequence, though it may never have had a message. */
    void settleStart();

    /** The time of the oldest message, or 0. */
    long firstTimestampNanos();

    /** The last sequence that was given out, or 0. */
    long lastSequence();

    /** The time of the newest append, or 0. */
    long lastTimestampNanos();

    /** How many subjects have messages. */
    long subjects();

    /** The sequences between the first and the last one that have no message, in order; at most {@code limit} of them. */
    long[] deleted(int limit);

    /** One subject's count and ends, or null when it has no message. Takes about as long as an append. */
    @Nullable
    SubjectState subject(byte[] subject);

    /** How many messages a literal subject has; 0 when none. */
    long subjectMessages(byte[] subject);

    /** The sequence of the oldest message of a literal subject, or 0. */
    long firstOf(byte[] subject);

    /** The sequence of the newest message of a literal subject, or 0. */
    long lastOf(byte[] subject);

    /**
     * Calls the visitor for each subject that matches, in the order of the subjects' bytes. This is what subject details, totals, and
     * the newest sequence of each subject are made from. The store must not be changed meanwhile.
     */
    void subjects(SubjectFilter filter, SubjectVisitor visitor);

    /** The sequences of the newest message, not after {@code upToSequence}, of each subject that matches; in order. */
    long[] lastSequences(SubjectFilter filter, long upToSequence);

    /**
     * How many messages match, counted from this sequence on.
     *
     * @param lastPerSubject count only the newest message of each subject
     */
    long pending(long fromSequence, SubjectFilter filter, boolean lastPerSubject);

    /** The first sequence whose message is not older than this time; the sequence after the last one when all are. */
    long sequenceAt(long timestampNanos);

    /** When the next message's time to live ends, or {@link #NO_EXPIRY}. */
    long nextExpiryNanos();

    /** A message whose time to live has ended, the earliest first, or 0. The caller removes it, and asks again. */
    long nextExpired(long nowNanos);

    /** Is told of every message that is removed from now on. */
    void onRemoval(RemovalListener listener);

    /** Whether appends are taken, and why not. */
    StoreHealth health();

    /**
     * Asks to be called when everything done so far has reached the durability that the store was opened with. One write and one sync
     * serve everybody who waits; ask after every batch. The call comes on the owner's thread, for a store in memory within this call.
     */
    void commit(CommitListener listener);

    /**
     * As {@link #commit}, but where no sync runs the device is waited for within the call: two threads less take part. For an owner that has
     * nothing else to do.
     */
    default void commitHere(CommitListener listener) {
        commit(listener);
    }

    /**
     * Does a small piece of what can wait: removes dead files, rewrites mostly dead ones, writes the checkpoint that makes opening
     * quick. Returns whether there is more to do. Call it now and then, as often as it returns true when there is time.
     */
    boolean maintain(long nowNanos);

    /** Gives back buffers and open files of a store that has been idle; they come back by themselves. */
    void releaseIdle();

    /** Brings everything to storage and ends the use of this store. What was removed stays removed, nothing else is lost. */
    @Override
    void close();

    /** Several patterns' subjects in one list; convenience over {@link #subjects(SubjectFilter, SubjectVisitor)}. */
    default List<SubjectState> subjectStates(SubjectFilter filter) {
        List<SubjectState> states = new java.util.ArrayList<>();
        subjects(filter, (subject, messages, first, last) -> {
            states.add(new SubjectState(subject, messages, first, last));
            return true;
        });
        return states;
    }
}
