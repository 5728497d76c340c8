package io.vagus.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stores in memory and in files have in common: the index of subjects, the expiries, the counts, and what follows from them. */
abstract class IndexedStore implements StreamStore {

    SubjectIndex index = new SubjectIndex();
    final Expiries expiries = new Expiries();
    long messages;
    long bytes;
    long firstSequence = 1;
    long lastSequence;
    long lastTimestamp;
    long lostMessages;
    long lostBytes;

    /** Whether it was said where the stream begins; of use only while nothing was ever in it. */
    boolean startSettled;

    private final SubjectQueries queries = new SubjectQueries(this);
    private RemovalListener listener = RemovalListener.none();

    /** The first time of the oldest message, or -1 while nobody has looked. */
    private long firstTimestamp;

    /** Whether an append of this sequence is taken now; does before what may fail. */
    abstract boolean admits(long sequence);

    /** Keeps a new message, which is counted already. */
    abstract void keep(
            long sequence, byte[] subject, byte @Nullable [] headers, byte[] payload, long timestamp, long ttlSeconds);

    /** Takes note that the last sequence is now this one, without a message. */
    abstract void keepSkip(long sequence, long timestamp);

    /** Takes note that it is settled where the stream begins, before which there are no sequences yet. */
    abstract void keepStart();

    /** Counts anew what is there, after something was found damaged while counts and messages did not say the same. */
    abstract void recount();

    /** Nobody can say any more what is there, since something cannot be read. */
    abstract void unreadable(StorageException cause);

    /** Forgets a message that is there and counts for so many bytes. */
    abstract void drop(long sequence, long size, boolean erase);

    /** Forgets all messages of a range, which may be a long one. */
    abstract void dropRange(long from, long to);

    /** Does what has to be done before messages are taken out of the counts for {@link #dropTail}; false where that fails. */
    abstract boolean prepareTruncate();

    /** Forgets everything after a sequence, as if it had never been. */
    abstract void dropTail(long newLast);

    /** The lowest sequence of a range that has a message which matches, or 0. */
    abstract long forward(SubjectFilter filter, long from, long to);

    /** The highest sequence of a range that has a message which matches, or 0. */
    abstract long backward(SubjectFilter filter, long from, long to);

    /** How many messages a range has. */
    abstract long countBetween(long from, long to);

    /** What a message counts for, and its subject; null when it is not there. */
    abstract @Nullable Measured measure(long sequence);

    /** The time of a message that is there. */
    abstract long timestampOf(long sequence);

    abstract boolean contains(long sequence);

    /** A message's subject and what it counts for. */
    record Measured(byte[] subject, long bytes) {}

    @Override
    public final long append(
            byte[] subject, byte @Nullable [] headers, byte[] payload, long timestampNanos, long ttlSeconds) {
        return appendAt(lastSequence + 1, subject, headers, payload, timestampNanos, ttlSeconds);
    }

    @Override
    public final long appendAt(
            long sequence,
            byte[] subject,
            byte @Nullable [] headers,
            byte[] payload,
            long timestampNanos,
            long ttlSeconds) {
        if (sequence <= lastSequence) {
            throw new IllegalArgumentException("sequence " + sequence + " is not beyond " + lastSequence);
        }
        if (!admits(sequence)) {
            return 0;
        }
        long size = sizeOf(subject.length, headers == null ? 0 : headers.length, payload.length);
        added(sequence, subject, timestampNanos, ttlSeconds, size);
        keep(sequence, subject, headers, payload, timestampNanos, ttlSeconds);
        return sequence;
    }

    /** Counts a message that was appended, now or, while a store is opened, once. */
    final void added(long sequence, byte[] subject, long timestamp, long ttlSeconds, long size) {
        if (messages == 0) {
            firstSequence = sequence;
            firstTimestamp = timestamp;
        }
        messages++;
        bytes += size;
        lastSequence = sequence;
        lastTimestamp = timestamp;
        index.add(subject, sequence);
        if (ttlSeconds > 0) {
            expiries.add(expiry(timestamp, ttlSeconds), sequence);
        }
    }

    private static long expiry(long timestamp, long ttlSeconds) {
        long limit = (NO_EXPIRY - 1 - timestamp) / 1_000_000_000L;
        return ttlSeconds >= limit ? NO_EXPIRY - 1 : timestamp + ttlSeconds * 1_000_000_000L;
    }

    @Override
    public final void skipTo(long sequence, long timestampNanos) {
        if (sequence <= lastSequence) {
            return;
        }
        skipped(sequence, timestampNanos);
        keepSkip(sequence, timestampNanos);
    }

    final void skipped(long sequence, long timestamp) {
        lastSequence = sequence;
        if (timestamp != 0) {
            lastTimestamp = timestamp;
        }
        if (messages == 0) {
            firstSequence = sequence + 1;
        }
    }

    @Override
    public final @Nullable StoredMessage last(SubjectFilter filter) {
        return queries.last(filter);
    }

    @Override
    public final @Nullable StoredMessage next(SubjectFilter filter, long fromSequence) {
        return queries.next(filter, fromSequence);
    }

    @Override
    public final @Nullable StoredMessage previous(SubjectFilter filter, long fromSequence) {
        return queries.previous(filter, fromSequence);
    }

    @Override
    public final long nextSequence(SubjectFilter filter, long fromSequence) {
        return queries.nextSequence(filter, fromSequence);
    }

    @Override
    public final byte @Nullable [] subjectOf(long sequence) {
        Measured measured = measure(sequence);
        return measured == null ? null : measured.subject();
    }

    @Override
    public final boolean delete(long sequence) {
        return removeOne(sequence, false);
    }

    @Override
    public final boolean erase(long sequence) {
        return removeOne(sequence, true);
    }

    private boolean removeOne(long sequence, boolean erase) {
        Measured measured = measure(sequence);
        if (measured == null) {
            return false;
        }
        drop(sequence, measured.bytes(), erase);
        removed(sequence, measured.subject(), measured.bytes());
        listener.removed(sequence, measured.subject(), measured.bytes());
        return true;
    }

    /** Uncounts a message that is not there any more. */
    final void removed(long sequence, byte[] subject, long size) {
        messages--;
        bytes -= size;
        index.remove(subject, sequence);
        settleFirst(sequence);
    }

    /** Moves the first sequence on where the message there has gone. */
    final void settleFirst(long sequence) {
        if (messages == 0) {
            firstSequence = lastSequence + 1;
            firstTimestamp = 0;
        } else if (sequence == firstSequence) {
            firstSequence = forward(SubjectFilter.all(), sequence + 1, lastSequence);
            firstTimestamp = -1;
        }
    }

    @Override
    public final long purge(SubjectFilter filter, long beforeSequence, long keep) {
        if (beforeSequence == 1) {
            return 0;
        }
        if (filter.isAll()) {
            if (beforeSequence > 1) {
                return compact(beforeSequence);
            }
            if (keep > 0) {
                return keep >= messages ? 0 : compact(sequenceOfNewest(keep));
            }
            settleStart();
            return compact(lastSequence + 1);
        }
        long limit = beforeSequence > 1 ? Math.min(beforeSequence - 1, lastSequence) : lastSequence;
        long most = Long.MAX_VALUE;
        if (keep > 0) {
            most = Math.max(0, pending(firstSequence, filter, false) - keep);
        }
        long removed = 0;
        long sequence = nextSequence(filter, firstSequence);
        while (sequence != 0 && sequence <= limit && removed < most) {
            if (delete(sequence)) {
                removed++;
            }
            sequence = nextSequence(filter, sequence + 1);
        }
        return removed;
    }

    @Override
    public final boolean isStartSettled() {
        return startSettled || lastSequence > 0;
    }

    @Override
    public final void settleStart() {
        if (!isStartSettled()) {
            startSettled = true;
            keepStart();
        }
    }

    /** The sequence of the message after which there are one less than this many. */
    private long sequenceOfNewest(long count) {
        long low = firstSequence;
        long high = lastSequence;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (countBetween(middle, lastSequence) >= count) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public final long compact(long newFirst) {
        if (newFirst <= firstSequence) {
            return 0;
        }
        long removed = messages;
        long freed = bytes;
        long from = firstSequence;
        if (newFirst > lastSequence) {
            dropRange(from, Math.max(lastSequence, newFirst - 1));
            index.clear();
            expiries.clear();
            messages = 0;
            bytes = 0;
            lastSequence = Math.max(lastSequence, newFirst - 1);
            firstSequence = lastSequence + 1;
            firstTimestamp = 0;
            listener.removedRange(from, newFirst - 1, removed, freed);
            return removed;
        }
        long lostBefore = lostMessages;
        Uncounted uncounted = uncount(from, newFirst - 1);
        if (uncounted.through >= from) {
            dropRange(from, uncounted.through);
            firstSequence = uncounted.through + 1;
            settleEnds();
        }
        if (lostMessages != lostBefore) {
            recount();
        }
        removed -= messages;
        freed -= bytes;
        if (removed > 0) {
            listener.removedRange(from, uncounted.through, removed, freed);
        }
        if (uncounted.failure != null) {
            throw uncounted.failure;
        }
        return removed;
    }

    /** How far messages were taken out of the counts, and why not farther; null when all were. */
    private record Uncounted(long through, @Nullable StorageException failure) {}

    @Override
    public final boolean truncate(long newLast) {
        if (newLast >= lastSequence) {
            return false;
        }
        long removed = messages;
        long freed = bytes;
        long oldLast = lastSequence;
        if (!prepareTruncate()) {
            return false;
        }
        long lostBefore = lostMessages;
        StorageException failure = uncount(newLast + 1, oldLast).failure;
        if (failure != null) {
            unreadable(failure);
            throw failure;
        }
        expiries.removeAfter(newLast);
        dropTail(newLast);
        lastSequence = newLast;
        if (lostMessages != lostBefore) {
            recount();
        }
        long newest = messages == 0 ? 0 : backward(SubjectFilter.all(), newLast, firstSequence);
        if (newest != 0) {
            lastTimestamp = timeOr(newest, lastTimestamp);
        }
        if (messages == 0) {
            firstSequence = lastSequence + 1;
            firstTimestamp = 0;
        }
        removed -= messages;
        freed -= bytes;
        if (removed > 0) {
            listener.removedRange(newLast + 1, oldLast, removed, freed);
        }
        return true;
    }

    /** The time of a message, or another where it cannot be read now: times only have to ascend. */
    private long timeOr(long sequence, long otherwise) {
        try {
            return timestampOf(sequence);
        } catch (StorageException e) {
            return otherwise;
        }
    }

    private void settleEnds() {
        if (messages > 0) {
            firstSequence = forward(SubjectFilter.all(), firstSequence, lastSequence);
            firstTimestamp = -1;
        } else {
            firstSequence = lastSequence + 1;
            firstTimestamp = 0;
        }
    }

    /** Takes the messages of a range out of the counts and the index, as far as they can be read; they are still there to be read. */
    private Uncounted uncount(long from, long to) {
        long sequence = forward(SubjectFilter.all(), from, to);
        while (sequence != 0) {
            Measured measured;
            try {
                measured = measure(sequence);
            } catch (StorageException e) {
                return new Uncounted(sequence - 1, e);
            }
            if (measured != null) {
                messages--;
                bytes -= measured.bytes();
                index.remove(measured.subject(), sequence);
            }
            sequence = sequence == to ? 0 : forward(SubjectFilter.all(), sequence + 1, to);
        }
        return new Uncounted(to, null);
    }

    @Override
    public final StreamState state() {
        return new StreamState(
                messages,
                bytes,
                firstSequence(),
                firstTimestampNanos(),
                lastSequence,
                lastTimestamp,
                index.size(),
                messages == 0 ? 0 : lastSequence - firstSequence + 1 - messages,
                lostMessages,
                lostBytes);
    }

    @Override
    public final long messages() {
        return messages;
    }

    @Override
    public final long bytes() {
        return bytes;
    }

    @Override
    public final long firstSequence() {
        return firstSequence;
    }

    @Override
    public final long firstTimestampNanos() {
        while (firstTimestamp < 0 && messages > 0) {
            long looked = firstSequence;
            long time = timestampOf(looked);
            // Where that was found damaged, another one is the first now.
            firstTimestamp = looked == firstSequence ? time : -1;
        }
        return messages == 0 ? 0 : firstTimestamp;
    }

    final void forgetFirstTimestamp() {
        firstTimestamp = -1;
    }

    @Override
    public final long lastSequence() {
        return lastSequence;
    }

    @Override
    public final long lastTimestampNanos() {
        return lastTimestamp;
    }

    @Override
    public final long subjects() {
        return index.size();
    }

    @Override
    public final long[] deleted(int limit) {
        if (messages == 0) {
            return new long[0];
        }
        long[] gaps = new long[(int) Math.min(limit, lastSequence - firstSequence + 1 - messages)];
        int n = 0;
        long expected = firstSequence;
        while (n < gaps.length) {
            long there = expected > lastSequence ? 0 : forward(SubjectFilter.all(), expected, lastSequence);
            long end = there == 0 ? lastSequence + 1 : there;
            while (expected < end && n < gaps.length) {
                gaps[n++] = expected++;
            }
            if (there == 0) {
                break;
            }
            expected = there + 1;
        }
        return n == gaps.length ? gaps : Arrays.copyOf(gaps, n);
    }

    @Override
    public final @Nullable SubjectState subject(byte[] subject) {
        return queries.state(subject);
    }

    @Override
    public final long subjectMessages(byte[] subject) {
        return index.locate(subject) ? index.count() : 0;
    }

    @Override
    public final long firstOf(byte[] subject) {
        return queries.firstOf(subject);
    }

    @Override
    public final long lastOf(byte[] subject) {
        return queries.lastOf(subject);
    }

    @Override
    public final void subjects(SubjectFilter filter, SubjectVisitor visitor) {
        queries.each(filter, visitor);
    }

    @Override
    public final long[] lastSequences(SubjectFilter filter, long upToSequence) {
        return queries.lastSequences(filter, upToSequence);
    }

    @Override
    public final long pending(long fromSequence, SubjectFilter filter, boolean lastPerSubject) {
        return queries.pending(fromSequence, filter, lastPerSubject);
    }

    @Override
    public final long nextExpiryNanos() {
        while (expiries.size() > 0 && !contains(expiries.firstSequence())) {
            expiries.removeFirst();
        }
        return expiries.firstTime();
    }

    @Override
    public final long nextExpired(long nowNanos) {
        return nextExpiryNanos() <= nowNanos ? expiries.firstSequence() : 0;
    }

    /** Tells the listener that appends were taken back. */
    final void tellTakenBack() {
        listener.takenBack();
    }

    @Override
    public final void onRemoval(RemovalListener newListener) {
        listener = newListener;
    }
}
