package io.vagus.storage;

import io.vagus.base.Log;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of a stream in one log, {@code consumers-<n>.log}: a header as of a segment, then frames of {@link ConsumerEntries}. The log begins with what all consumers were when it was
 * begun; when as much again has been logged, the next one is begun, and takes its name when it is durable. A consumer without changes costs no file and no write.
 * Where the device is full nothing is taken back: the next write that succeeds begins a log with all that is known then. Belongs to the stream's owner.
 */
final class FileConsumerStore implements ConsumerStore, ConsumerLedger.Sink, GroupCommit.Target {

    private static final String PREFIX = "consumers-";
    private static final String SUFFIX = ".log";

    /** A log this small is never worth another one. */
    private static final long SMALL_LOG_BYTES = 256 * 1024;

    private final FileSystemPort files;
    private final String directory;
    private final FrameCodec codec;
    private final Randomness randomness;
    private final Log log;
    private final GroupCommit commits;
    private final Durability durability;
    private final long syncIntervalNanos;
    private final Map<String, ConsumerLedger> consumers = new HashMap<>();
    private final Bytes entries = new Bytes();
    private StoreHealth health = StoreHealth.GOOD;
    private long lastId;
    private long number;
    private @Nullable SegmentHeader header;
    private @Nullable StoreFile file;
    private long length;
    private long imageLength;
    private boolean dirty;

    /** Whether what is in the log is not enough, so that a new one has to begin. */
    private boolean imageNeeded = true;

    /** Whether there were changes since then. */
    private boolean changedWithoutLog;

    /** A log that was begun and has not got its name yet, and the one before, if it still has to be synced. */
    private @Nullable StoreFile begun;

    private @Nullable StoreFile finished;
    private boolean newDescriptions;

    /** Whether consumers there were are not known any more, and nobody has made one since. */
    private boolean lost;

    /** Whether the log has not got its name yet: one who opens the store then finds the one before. */
    private volatile boolean unnamed;

    private long lastSyncNanos = Long.MIN_VALUE;

    FileConsumerStore(
            FileSystemPort files,
            String directory,
            FrameCodec codec,
            Durability durability,
            long syncIntervalNanos,
            Randomness randomness,
            Log log,
            Executor syncs,
            Executor owner) {
        this.files = files;
        this.directory = directory;
        this.codec = codec;
        this.durability = durability;
        this.syncIntervalNanos = syncIntervalNanos;
        this.randomness = randomness;
        this.log = log;
        this.commits = new GroupCommit(this, durability, syncs, owner);
        try {
            recover();
        } catch (IOException e) {
            throw new StorageException("cannot open the consumers of " + directory, e);
        }
    }

    private String path(long n) {
        return directory + "/" + PREFIX + FileNumbers.decimal(n) + SUFFIX;
    }

    // ---- opening

    private void recover() throws IOException {
        for (String name : files.list(directory)) {
            if (!name.startsWith(PREFIX)) {
                continue;
            }
            if (!name.endsWith(SUFFIX)) {
                files.delete(directory + "/" + name);
                continue;
            }
            try {
                number = Math.max(number, Long.parseLong(name, PREFIX.length(), name.length() - SUFFIX.length(), 10));
            } catch (NumberFormatException e) {
                log.warn("JetStream store " + directory + ": " + name + " is not a log of consumers");
            }
        }
        if (number > 0) {
            replay();
        }
        // Only now is the name of the last one as durable as it has to be.
        for (long n = number - 1; n > 0 && n >= number - 2; n--) {
            files.delete(path(n));
        }
    }

    private void replay() throws IOException {
        StoreFile opened = files.open(path(number), false);
        try {
            byte[] bytes = new byte[(int) opened.size()];
            int end = 0;
            while (end < bytes.length) {
                int n = opened.read(end, bytes, end, bytes.length - end);
                if (n < 0) {
                    break;
                }
                end += n;
            }
            ConsumerReplay replay = new ConsumerReplay(codec, this, log, directory);
            replay.read(bytes, end);
            consumers.putAll(replay.consumers());
            lastId = replay.lastId();
            lost = replay.hasLost();
            length = replay.end();
            imageLength = length;
            SegmentHeader found = replay.header();
            boolean goesOn = found != null && !replay.isDamaged() && found.cipher() == 0 && codec.cipher() == 0;
            if (goesOn) {
                header = found;
                imageNeeded = false;
                if (length < bytes.length) {
                    opened.truncate(length);
                }
            }
            // Behind damage nothing more is written: the next log begins with what is known.
            changedWithoutLog = replay.isDamaged();
            if (durability == Durability.ALWAYS || goesOn && length < bytes.length) {
                // A process that was killed may have written what the device has not got; from now on it counts as
                // durable, and so does its name.
                opened.sync();
                files.syncDirectory(directory);
            }
        } finally {
            SegmentFiles.close(opened);
        }
    }

    // ---- changing

    @Override
    public Collection<ConsumerLedger> consumers() {
        return Collections.unmodifiableCollection(consumers.values());
    }

    @Override
    public @Nullable ConsumerLedger consumer(String name) {
        return consumers.get(name);
    }

    @Override
    public ConsumerLedger create(String name, byte[] config) {
        newDescriptions = true;
        lost = false;
        ConsumerLedger consumer = new ConsumerLedger(name, ++lastId, config, this);
        consumers.put(name, consumer);
        if (imageNeeded) {
            changedWithoutLog = true;
        } else {
            ConsumerEntries.putCreated(entries, consumer);
        }
        return consumer;
    }

    @Override
    public void remove(String name) {
        newDescriptions = true;
        ConsumerLedger removed = consumers.remove(name);
        if (removed != null && imageNeeded) {
            changedWithoutLog = true;
        } else if (removed != null) {
            ConsumerEntries.putRemoved(entries, removed);
        }
    }

    @Override
    public void record(ConsumerLedger consumer, ConsumerChange change, long a, long b, long c, long d) {
        if (imageNeeded) {
            changedWithoutLog = true;
        } else if (consumers.get(consumer.name()) == consumer) {
            ConsumerEntries.putChanged(entries, consumer, change, a, b, c, d);
        }
    }

    @Override
    public void configured(ConsumerLedger consumer) {
        newDescriptions = true;
        if (imageNeeded) {
            changedWithoutLog = true;
        } else if (consumers.get(consumer.name()) == consumer) {
            ConsumerEntries.putConfigured(entries, consumer);
        }
    }

    // ---- writing

    @Override
    public boolean flush() {
        if (health == StoreHealth.FAILED) {
            return false;
        }
        try {
            if (!imageNeeded && entries.size > 0) {
                write(entries);
                entries.reset(FrameCodec.PACKED_BYTES);
            }
            health = StoreHealth.GOOD;
            // A log that is being synced stays open.
            if ((imageNeeded ? changedWithoutLog : isOvergrown()) && !commits.isSyncing()) {
                beginLog();
            }
            return true;
        } catch (NoSpaceException e) {
            if (health == StoreHealth.GOOD) {
                log.error("JetStream store " + directory + ": no space left on device");
            }
            health = StoreHealth.NO_SPACE;
            entries.reset(0);
            imageNeeded = true;
            changedWithoutLog = true;
            return false;
        } catch (IOException e) {
            health = StoreHealth.FAILED;
            log.error("JetStream store " + directory + " has failed: " + e.getMessage());
            return false;
        }
    }

    private boolean isOvergrown() {
        return length - imageLength > Math.max(SMALL_LOG_BYTES, imageLength);
    }

    private void write(Bytes content) throws IOException {
        SegmentHeader of = header;
        if (of == null) {
            throw new IOException("no log");
        }
        StoreFile open = file;
        if (open == null) {
            open = files.open(path(number), false);
            file = open;
        }
        Bytes out = new Bytes();
        codec.pack(of, length, content.array, content.size, out);
        try {
            open.write(length, out.array, 0, out.size);
        } catch (NoSpaceException e) {
            open.truncate(length);
            throw e;
        }
        length += out.size;
        dirty = true;
    }

    /** Writes all that is known into the next log, to which everything goes from now on. */
    private void beginLog() throws IOException {
        byte[] salt = new byte[SegmentHeader.SALT_BYTES];
        randomness.fill(salt);
        SegmentHeader next = new SegmentHeader(number + 1, codec.cipher(), codec.packs(), salt);
        Bytes out = new Bytes();
        Bytes content = new Bytes();
        next.encode(out);
        String path = path(number + 1) + ".new";
        files.makeDirectories(directory);
        StoreFile opened = files.open(path, true);
        long written = 0;
        try {
            opened.truncate(0);
            for (ConsumerLedger consumer : consumers.values()) {
                ConsumerEntries.putImage(content, consumer);
                if (content.size >= FrameCodec.PACKED_BYTES) {
                    codec.pack(next, written + out.size, content.array, content.size, out);
                    content.size = 0;
                    opened.write(written, out.array, 0, out.size);
                    written += out.size;
                    out.size = 0;
                }
            }
            if (content.size > 0) {
                codec.pack(next, written + out.size, content.array, content.size, out);
            }
            if (lost) {
                content.size = 0;
                ConsumerEntries.putLost(content);
                codec.pack(next, written + out.size, content.array, content.size, out);
            }
            opened.write(written, out.array, 0, out.size);
            written += out.size;
        } catch (IOException e) {
            SegmentFiles.close(opened);
            files.delete(path);
            if (!imageNeeded && e instanceof NoSpaceException) {
                // The log there is goes on; it is merely longer than it should be.
                imageLength = length;
                return;
            }
            throw e;
        }
        finished = dirty ? file : null;
        if (!dirty) {
            SegmentFiles.close(file);
        }
        file = opened;
        begun = opened;
        unnamed = true;
        header = next;
        number++;
        length = written;
        imageLength = written;
        imageNeeded = false;
        changedWithoutLog = false;
        dirty = true;
    }

    @Override
    public GroupCommit.@Nullable SyncWork takeSyncWork() {
        if (!dirty) {
            return null;
        }
        dirty = false;
        StoreFile current = file;
        StoreFile before = finished;
        boolean isNew = begun != null;
        begun = null;
        finished = null;
        String path = path(number);
        String old = path(number - 1);
        return () -> {
            if (before != null) {
                before.sync();
                before.close();
            }
            if (current != null) {
                current.sync();
            }
            if (isNew) {
                files.rename(path + ".new", path);
                files.syncDirectory(directory);
                unnamed = false;
                files.delete(old);
            }
        };
    }

    @Override
    public boolean isProvisional() {
        return unnamed || imageNeeded && changedWithoutLog;
    }

    @Override
    public StoreHealth health() {
        return health;
    }

    @Override
    public void syncFailed() {
        health = StoreHealth.FAILED;
        log.error("JetStream store " + directory + " has failed: sync failed");
    }

    @Override
    public boolean write() {
        return switch (durability) {
            case ALWAYS -> flush() && (dirty || commits.isSyncing() || changedWithoutLog);
            case INTERVAL -> {
                flush();
                if (unnamed) {
                    commits.push();
                }
                yield false;
            }
            case ASYNC -> false;
        };
    }

    @Override
    public boolean hasNewDescriptions() {
        return newDescriptions;
    }

    @Override
    public boolean hasLost() {
        return lost;
    }

    @Override
    public void commit(CommitListener listener) {
        newDescriptions = false;
        commits.commit(listener);
    }

    @Override
    public void commitHere(CommitListener listener) {
        newDescriptions = false;
        commits.commitHere(listener);
    }

    @Override
    public boolean maintain(long nowNanos) {
        boolean due = lastSyncNanos == Long.MIN_VALUE || nowNanos - lastSyncNanos >= syncIntervalNanos;
        if (durability != Durability.ALWAYS && due && !commits.isSyncing() && health != StoreHealth.FAILED) {
            lastSyncNanos = nowNanos;
            commits.push();
        }
        return false;
    }

    @Override
    public void releaseIdle() {
        if (!commits.isSyncing() && !dirty && entries.size == 0) {
            SegmentFiles.close(file);
            file = null;
            entries.reset(0);
        }
    }

    @Override
    public void close() {
        commits.settle();
        SegmentFiles.close(file);
        file = null;
    }
}
