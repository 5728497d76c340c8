package io.vagus.storage;

import io.vagus.base.Log;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream in segment files. Appends and removals are gathered and written to the newest segment; commits sync it, see {@link GroupCommit};
 * {@link Housekeeping} gets rid of what is dead. What a crash leaves is read by {@link Recovery}. Belongs to the stream's owner.
 */
final class FileStreamStore extends IndexedStore implements GroupCommit.Target {

    /** A jump of sequences from which on a new segment is begun, so that no segment spans too many. */
    private static final long MAX_GAP = 10_000;

    private static final long MAX_SPAN = 256 * 1024;

    /** How one store differs from the next. */
    record Settings(Durability durability, long segmentBytes, long checkpointBytes, long syncIntervalNanos) {}

    final SegmentFiles files;
    final FrameCodec codec;
    final BlockCache cache;
    final SegmentReader reader;
    final SegmentWriter writer;
    final Settings settings;
    final Log log;
    final GroupCommit commits;
    final Housekeeping housekeeping;
    private final SegmentSearch search;
    final List<Segment> segments = new ArrayList<>();
    private final Randomness randomness;
    private StoreHealth health = StoreHealth.GOOD;
    private long nextId = 1;

    /** Removals that are not in the log yet: pairs of a first and a last sequence. */
    private LongList removals = new LongList();

    private final PendingErases erases = new PendingErases();

    /** What the log has for certain, to which a write that fails takes the store back. */
    private long writtenLast;

    private long writtenTimestamp;
    private boolean takingBack;

    /** How many were lost when a tail began to be cut off. */
    long lostBeforeCut;

    FileStreamStore(
            SegmentFiles files,
            FrameCodec codec,
            BlockCache cache,
            Settings settings,
            Randomness randomness,
            Log log,
            Executor syncs,
            Executor owner) {
        this.files = files;
        this.codec = codec;
        this.cache = cache;
        this.settings = settings;
        this.randomness = randomness;
        this.log = log;
        this.writer = new SegmentWriter(files, codec, settings.durability() == Durability.ALWAYS);
        this.reader = new SegmentReader(files, codec, cache, writer);
        this.commits = new GroupCommit(this, settings.durability(), syncs, owner);
        this.housekeeping = new Housekeeping(this);
        this.search = new SegmentSearch(this);
        try {
            new Recovery(this).run();
        } catch (IOException e) {
            throw new StorageException("cannot open " + files.directory(), e);
        }
        writtenLast = lastSequence;
        writtenTimestamp = lastTimestamp;
    }

    // ---- what recovery fills in

    /** Takes over the numbers of a checkpoint. */
    void restore(Checkpoint.Numbers numbers) {
        firstSequence = numbers.firstSequence();
        lastSequence = numbers.lastSequence();
        lastTimestamp = numbers.lastTimestamp();
        messages = numbers.messages();
        bytes = numbers.bytes();
        lostMessages = numbers.lostMessages();
        lostBytes = numbers.lostBytes();
        startSettled = numbers.startSettled();
        forgetFirstTimestamp();
    }

    Checkpoint.Numbers numbers() {
        return new Checkpoint.Numbers(
                firstSequence, lastSequence, lastTimestamp, messages, bytes, lostMessages, lostBytes, startSettled);
    }

    void reserveId(long id) {
        nextId = Math.max(nextId, id + 1);
    }

    SegmentHeader newHeader(long id) {
        byte[] salt = new byte[SegmentHeader.SALT_BYTES];
        randomness.fill(salt);
        return new SegmentHeader(id, codec.cipher(), codec.packs(), salt);
    }

    // ---- appending

    @Override
    boolean admits(long sequence) {
        if (health == StoreHealth.FAILED) {
            return false;
        }
        Segment active = writer.active();
        boolean roll = active == null
                || writer.projectedLength() >= settings.segmentBytes()
                || (!active.isEmpty() && (sequence - active.last > MAX_GAP || sequence - active.first >= MAX_SPAN));
        if (roll || writer.isFull()) {
            if (active != null && !flush()) {
                return false;
            }
            if (roll) {
                beginSegment();
            }
        } else if (active != null && writer.map() == null && !active.isEmpty()) {
            reader.map(active);
        }
        return true;
    }

    /** Begins a new segment; everything before has been written. */
    Segment beginSegment() {
        Segment segment = new Segment(newHeader(nextId++), 0, cache.newFile(), lastSequence + 1);
        writer.begin(segment, lastSequence, lastTimestamp);
        segments.add(segment);
        if (startSettled && lastSequence == 0 && removals.size() == 0) {
            // The segment before may go without a word of it.
            keepStart();
        }
        return segment;
    }

    private Segment active() {
        Segment active = writer.active();
        return active == null ? beginSegment() : active;
    }

    @Override
    void keep(
            long sequence, byte[] subject, byte @Nullable [] headers, byte[] payload, long timestamp, long ttlSeconds) {
        int size = writer.putMessage(sequence, subject, headers, payload, timestamp, ttlSeconds);
        Segment active = active();
        active.add(sequence, timestamp, size, headers != null);
        active.mark(sequence, writer.lastOffset());
        housekeeping.appended(size);
    }

    @Override
    void keepSkip(long sequence, long timestamp) {
        active();
        writer.putSkip(sequence, timestamp);
        housekeeping.appended(1);
    }

    // ---- writing

    @Override
    public StoreHealth health() {
        return health;
    }

    @Override
    public boolean flush() {
        if (health == StoreHealth.FAILED) {
            return false;
        }
        try {
            if (removals.size() > 0) {
                active();
                writer.putRemovals(removals);
            }
            writer.write(commits.isSyncing());
            if (removals.size() > 0) {
                removals = new LongList();
            }
            writtenLast = lastSequence;
            writtenTimestamp = lastTimestamp;
            erases.run(this);
            health = StoreHealth.GOOD;
            return true;
        } catch (NoSpaceException e) {
            if (health == StoreHealth.GOOD) {
                log.error("JetStream store " + files.directory() + ": no space left on device");
            }
            health = StoreHealth.NO_SPACE;
            takeBack();
            housekeeping.freeInNeed();
            return false;
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    /** Whether something was done that is not durable yet. */
    boolean hasUnsynced() {
        return removals.size() > 0 || writer.hasBuffered() || writer.needsSync();
    }

    boolean hasErases() {
        return !erases.isEmpty();
    }

    void fail(@Nullable Exception cause) {
        health = StoreHealth.FAILED;
        log.error("JetStream store " + files.directory() + " has failed: "
                + (cause == null ? "sync failed" : String.valueOf(cause.getMessage())));
    }

    /** Forgets the appends that could not be written. Removals stay, and are written with what comes next. */
    private void takeBack() {
        takingBack = true;
        try {
            truncate(writtenLast);
        } catch (StorageException e) {
            // Who hears of it wanted to read what cannot be read now. What could not be written goes nevertheless.
            log.error("JetStream store " + files.directory() + ": " + e.getMessage());
        } finally {
            takingBack = false;
        }
        lastTimestamp = writtenTimestamp;
        writer.dropBuffered(lastSequence, lastTimestamp);
        LongList kept = new LongList();
        for (int i = 0; i < removals.size(); i += 2) {
            if (removals.get(i) <= writtenLast) {
                kept.add(removals.get(i));
                kept.add(Math.min(removals.get(i + 1), writtenLast));
            }
        }
        removals = kept;
        erases.forgetAfter(writtenLast);
        Segment active = writer.active();
        if (active != null && active.header.cipher() != 0 && active.length > 0) {
            // No place of a file is encrypted twice.
            beginSegment();
        }
        tellTakenBack();
        // Who waits for a sync that is still to be started waits for what is gone.
        commits.failWaiting();
    }

    @Override
    public GroupCommit.@Nullable SyncWork takeSyncWork() {
        return housekeeping.takeSyncWork();
    }

    @Override
    public void syncFailed() {
        fail(null);
    }

    @Override
    public void commit(CommitListener listener) {
        commits.commit(listener);
    }

    @Override
    public void commitHere(CommitListener listener) {
        commits.commitHere(listener);
    }

    // ---- removing

    @Override
    void keepStart() {
        logRemoval(0, 0);
    }

    void logRemoval(long from, long to) {
        int size = removals.size();
        if (size > 0 && removals.get(size - 1) + 1 == from) {
            removals.set(size - 1, to);
        } else {
            removals.add(from);
            removals.add(to);
        }
        housekeeping.removed();
    }

    @Override
    void drop(long sequence, long size, boolean erase) {
        Segment segment = segmentOf(sequence);
        if (segment == null) {
            return;
        }
        if (erase && segment.header.packed()) {
            segment.eraseWanted = true;
        } else if (erase) {
            erases.add(segment, reader.map(segment).location(sequence), sequence);
            reader.forget(segment);
        }
        segment.remove(sequence, size);
        logRemoval(sequence, sequence);
    }

    @Override
    void dropRange(long from, long to) {
        for (Segment segment : segments) {
            segment.removeRange(from, to);
        }
        logRemoval(from, Math.min(to, lastSequence));
        if (to > lastSequence) {
            active();
            writer.putSkip(to, lastTimestamp);
        }
    }

    @Override
    boolean prepareTruncate() {
        lostBeforeCut = lostMessages;
        if (takingBack) {
            return true;
        }
        if (health == StoreHealth.FAILED) {
            return false;
        }
        try {
            housekeeping.prepareCut();
            return true;
        } catch (IOException | StorageException e) {
            fail(e);
            return false;
        }
    }

    @Override
    void dropTail(long newLast) {
        if (takingBack) {
            Segment active = writer.active();
            if (active != null) {
                active.cutAfter(newLast);
            }
            return;
        }
        if (health == StoreHealth.FAILED) {
            return;
        }
        try {
            housekeeping.cutAfter(newLast);
        } catch (IOException | StorageException e) {
            fail(e);
        }
    }

    // ---- looking

    /** The position of the last segment that begins at or before a sequence, or -1. */
    int position(long sequence) {
        int low = 0;
        int high = segments.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).first <= sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private @Nullable Segment segmentOf(long sequence) {
        int at = position(sequence);
        return at < 0 ? null : segments.get(at);
    }

    @Override
    boolean contains(long sequence) {
        Segment segment = segmentOf(sequence);
        return segment != null && segment.contains(sequence);
    }

    /** A message's entry, or null where it is not there, or not any more since it was found damaged just now. */
    @Nullable
    Entry entry(long sequence) {
        Segment segment = segmentOf(sequence);
        if (segment == null || !segment.contains(sequence)) {
            return null;
        }
        Entry entry = reader.entry(segment, sequence);
        if (entry != null) {
            return entry;
        }
        reader.forget(segment);
        entry = reader.entry(segment, sequence);
        if (entry == null) {
            loseDamaged(sequence);
        }
        return entry;
    }

    /** As {@link #measure}, for recovery: what cannot be read is null, and nothing follows from that yet. */
    @Nullable
    Measured measureQuietly(long sequence) {
        Segment segment = segmentOf(sequence);
        Entry entry = segment == null || !segment.contains(sequence) ? null : reader.entry(segment, sequence);
        return entry == null ? null : measured(entry);
    }

    /** Takes out a message that is there, but cannot be read, since it was overwritten when it was removed. */
    void removeUnread(long sequence) {
        Segment segment = segmentOf(sequence);
        if (segment != null) {
            segment.remove(sequence, 0);
        }
    }

    /**
     * Looks at every message, takes out those that are damaged, and counts anew. Where one cannot be read, all stays as it was.
     *
     * @param known one that is known to be damaged; 0 for none
     */
    void loseDamaged(long known) {
        Census census = Census.of(this, known);
        LongList damaged = census.damaged;
        for (int i = 0; i < damaged.size(); i++) {
            Segment segment = segmentOf(damaged.get(i));
            if (segment != null) {
                segment.remove(damaged.get(i), 0);
            }
            logRemoval(damaged.get(i), damaged.get(i));
        }
        long bytesBefore = bytes;
        index = census.index;
        messages = census.messages;
        bytes = census.bytes;
        firstSequence = messages == 0 ? lastSequence + 1 : forward(SubjectFilter.all(), 1, lastSequence);
        forgetFirstTimestamp();
        if (damaged.size() > 0) {
            lostMessages += damaged.size();
            lostBytes += Math.max(0, bytesBefore - bytes);
            log.error("JetStream store " + files.directory() + ": lost " + damaged.size()
                    + " damaged messages, the first at sequence " + damaged.get(0));
        }
    }

    @Override
    void recount() {
        try {
            loseDamaged(0);
        } catch (StorageException e) {
            unreadable(e);
            throw e;
        }
    }

    @Override
    void unreadable(StorageException cause) {
        fail(cause);
    }

    private Measured measured(Entry entry) {
        return new Measured(
                entry.subject(), sizeOf(entry.subjectLength, Math.max(0, entry.headersLength), entry.payloadLength));
    }

    @Override
    public @Nullable StoredMessage load(long sequence) {
        Entry entry = entry(sequence);
        return entry == null ? null : entry.message();
    }

    @Override
    @Nullable
    Measured measure(long sequence) {
        Entry entry = entry(sequence);
        return entry == null ? null : measured(entry);
    }

    @Override
    long timestampOf(long sequence) {
        Entry entry = entry(sequence);
        return entry == null ? 0 : entry.timestamp;
    }

    @Override
    long forward(SubjectFilter filter, long from, long to) {
        return search.forward(filter, from, to);
    }

    @Override
    long backward(SubjectFilter filter, long from, long to) {
        return search.backward(filter, from, to);
    }

    @Override
    public @Nullable StoredMessage nextWithHeaders(long fromSequence) {
        return search.nextWithHeaders(fromSequence);
    }

    @Override
    long countBetween(long from, long to) {
        return search.countBetween(from, to);
    }

    @Override
    public long sequenceAt(long timestampNanos) {
        return search.sequenceAt(timestampNanos);
    }

    @Override
    public long sizeOf(int subjectBytes, int headersBytes, int payloadBytes) {
        return 30L + subjectBytes + payloadBytes + (headersBytes == 0 ? 0 : 4 + headersBytes);
    }

    // ---- the rest

    @Override
    public boolean maintain(long nowNanos) {
        return housekeeping.step(nowNanos);
    }

    @Override
    public void releaseIdle() {
        if (commits.isSyncing()) {
            return;
        }
        reader.release();
        writer.release();
    }

    @Override
    public void close() {
        commits.settle();
        if (health != StoreHealth.FAILED) {
            housekeeping.beforeClose();
        }
        reader.release();
        writer.abandon();
    }
}
