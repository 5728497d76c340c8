package io.vagus.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's store does besides: checkpoints, the removal of dead segments, the rewriting of mostly dead ones, the cutting off of a tail. A file that a
 * checkpoint speaks of goes only after the next checkpoint is durable. Belongs to the store's owner; files are synced, renamed and deleted
 * as part of a sync, elsewhere.
 */
final class Housekeeping {

    /** About what one subject takes in a checkpoint; a checkpoint is worth its cost when it frees, or saves reading, as much. */
    private static final long CHECKPOINT_BYTES_A_SUBJECT = 24;

    private static final int MAX_TIDIED_AT_CLOSE = 64;

    private static final String NEW_CHECKPOINT = SegmentFiles.CHECKPOINT + ".new";

    private final FileStreamStore store;
    private final SegmentFiles files;
    private long loggedSinceCheckpoint;
    private boolean removedSinceLook;
    private boolean changed;
    private boolean checkpointWanted;
    private long lastSyncNanos = Long.MIN_VALUE;
    private long loggedAtLastStep;

    /** Files that no checkpoint will speak of any more. */
    private List<Obsolete> obsolete = new ArrayList<>();

    private long obsoleteBytes;

    /** What a sync was to delete and did not, for the owner to try again. */
    private volatile @Nullable List<Obsolete> undeleted;

    /** A file that is to go, overwritten before where it must not be left on the device. */
    private record Obsolete(long id, String name, long length, boolean overwrite) {}

    Housekeeping(FileStreamStore store) {
        this.store = store;
        this.files = store.files;
    }

    void opened(boolean unchanged) {
        changed = !unchanged;
        removedSinceLook = true;
    }

    void appended(long bytes) {
        loggedSinceCheckpoint += bytes;
        changed = true;
    }

    void removed() {
        removedSinceLook = true;
        loggedSinceCheckpoint += 8;
        changed = true;
    }

    private long checkpointCost() {
        return store.index.size() * CHECKPOINT_BYTES_A_SUBJECT;
    }

    // ---- steps

    boolean step(long nowNanos) {
        if (store.health() == StoreHealth.FAILED || store.commits.isSyncing()) {
            return false;
        }
        takeUndeleted();
        boolean quiet = loggedSinceCheckpoint == loggedAtLastStep;
        loggedAtLastStep = loggedSinceCheckpoint;
        if (store.settings.durability() != Durability.ALWAYS
                && store.hasUnsynced()
                && (quiet
                        || lastSyncNanos == Long.MIN_VALUE
                        || nowNanos - lastSyncNanos >= store.settings.syncIntervalNanos())) {
            lastSyncNanos = nowNanos;
            store.commits.push();
            return false;
        }
        try {
            if (removedSinceLook && tidyOne()) {
                return true;
            }
        } catch (IOException e) {
            store.log.error("JetStream store " + files.directory() + ": cannot rewrite a segment");
            return false;
        }
        long due = Math.max(store.settings.checkpointBytes(), 2 * checkpointCost());
        if (loggedSinceCheckpoint >= due || (!obsolete.isEmpty() && obsoleteBytes >= checkpointCost())) {
            checkpointWanted = true;
            store.commits.push();
        }
        return false;
    }

    /** Deals with one segment that is dead, mostly dead, or to be erased from. Returns whether it found one. */
    private boolean tidyOne() throws IOException {
        if (store.hasErases() && !store.flush()) {
            return false;
        }
        Segment active = store.writer.active();
        if (active != null
                && !active.isEmpty()
                && (active.live == 0 && store.writer.projectedLength() > FrameCodec.PACKED_BYTES
                        || active.eraseWanted)) {
            if (!store.flush()) {
                return false;
            }
            store.beginSegment();
            active = store.writer.active();
        }
        for (int i = 0; i < store.segments.size(); i++) {
            Segment segment = store.segments.get(i);
            if (segment == active) {
                continue;
            }
            if (segment.live == 0) {
                carryRemovals(segment, i);
                store.segments.remove(i);
                store.reader.forget(segment);
                discard(segment);
                return true;
            }
            if (segment.eraseWanted || segment.liveEntryBytes * 4 < segment.entryBytes) {
                rewrite(i, Long.MAX_VALUE);
                return true;
            }
        }
        removedSinceLook = false;
        return false;
    }

    private void discard(Segment segment) {
        String name = SegmentFiles.name(segment.id(), segment.generation);
        obsolete.add(new Obsolete(segment.id(), name, segment.length, segment.eraseWanted));
        obsoleteBytes += segment.length;
        changed = true;
    }

    /** Logs again the removals in a segment that is about to go, as far as what they removed is still in a file. */
    private void carryRemovals(Segment segment, int position) {
        LongList needed = neededRemovals(segment, position);
        for (int i = 0; i < needed.size(); i += 2) {
            store.logRemoval(needed.get(i), needed.get(i + 1));
        }
    }

    private LongList neededRemovals(Segment segment, int position) {
        LongList needed = new LongList();
        boolean older = false;
        for (int i = 0; i < position; i++) {
            Segment each = store.segments.get(i);
            older |= !each.isEmpty() && each.live < each.last - each.first + 1;
        }
        if (!older) {
            return needed;
        }
        store.reader.scan(segment, SegmentHeader.BYTES, segment.length, new SegmentReader.Visitor() {
            @Override
            public void entry(int kind, ByteCursor in, long location) {
                if (kind != Entry.REMOVALS) {
                    return;
                }
                long ranges = in.getVarint();
                for (long r = 0; r < ranges; r++) {
                    long from = in.getVarint();
                    long to = from + in.getVarint();
                    for (int i = Math.max(0, store.position(from)); i < position; i++) {
                        Segment each = store.segments.get(i);
                        long low = Math.max(from, each.first);
                        long high = Math.min(to, each.last);
                        if (low <= high) {
                            needed.add(low);
                            needed.add(high);
                        }
                    }
                }
            }

            @Override
            public boolean damaged(long from, long to) {
                return true;
            }
        });
        return needed;
    }

    /** Writes a segment anew with only the messages that are left, up to a sequence, and puts it in the old one's place. */
    private void rewrite(int position, long upTo) throws IOException {
        Segment old = store.segments.get(position);
        SegmentHeader header = store.newHeader(old.id());
        Segment fresh = new Segment(header, old.generation + 1, store.cache.newFile(), old.first);
        Bytes out = new Bytes();
        Bytes packing = new Bytes();
        header.encode(out);
        LongList needed = neededRemovals(old, position);
        long lostBefore = store.lostMessages;
        if (needed.size() > 0) {
            packing.putByte(Entry.REMOVALS);
            packing.putVarint(needed.size() / 2);
            for (int i = 0; i < needed.size(); i += 2) {
                packing.putVarint(needed.get(i));
                packing.putVarint(needed.get(i + 1) - needed.get(i));
            }
            endFrame(header, packing, out);
        }
        for (long s = old.nextLive(0); s != 0 && s <= upTo; s = s == old.last ? 0 : old.nextLive(s + 1)) {
            StoredMessage message = store.load(s);
            if (message == null) {
                continue;
            }
            int before = packing.size;
            Entry.putMessage(
                    packing,
                    s,
                    message.subject(),
                    message.headers(),
                    message.payload(),
                    message.timestampNanos(),
                    message.ttlSeconds());
            fresh.add(s, message.timestampNanos(), packing.size - before, message.headers() != null);
            fresh.mark(s, out.size);
            if (!header.packed() || packing.size >= FrameCodec.PACKED_BYTES) {
                endFrame(header, packing, out);
            }
        }
        if (store.lostMessages != lostBefore) {
            // What was copied from the cache may have been taken out since, as damaged in the file.
            rewrite(position, upTo);
            return;
        }
        if (packing.size > 0) {
            endFrame(header, packing, out);
        }
        packing.putByte(Entry.SKIP);
        packing.putLong(Math.min(old.last, upTo));
        packing.putLong(0);
        endFrame(header, packing, out);
        StoreFile file = store.files.open(fresh, true);
        try {
            file.write(0, out.array, 0, out.size);
        } catch (IOException e) {
            SegmentFiles.close(file);
            files.port().delete(files.path(SegmentFiles.name(fresh.id(), fresh.generation)));
            throw e;
        }
        fresh.length = out.size;
        store.writer.addUnsynced(file);
        store.reader.forget(old);
        store.segments.set(position, fresh);
        discard(old);
    }

    private void endFrame(SegmentHeader header, Bytes entries, Bytes out) {
        if (header.packed()) {
            store.codec.pack(header, out.size, entries.array, entries.size, out);
        } else {
            int at = FrameCodec.open(out);
            out.putBytes(entries.array, 0, entries.size);
            store.codec.seal(header, at, out, at);
        }
        entries.size = 0;
    }

    // ---- syncs and checkpoints

    /** What is to be synced now that everything is written; with a checkpoint where one is wanted. */
    GroupCommit.@Nullable SyncWork takeSyncWork() {
        StoreFile checkpoint = checkpointWanted ? writeCheckpoint() : null;
        checkpointWanted = false;
        if (!store.writer.needsSync() && checkpoint == null) {
            return null;
        }
        GroupCommit.SyncWork sync = store.writer.takeSync();
        if (checkpoint == null) {
            return sync;
        }
        List<Obsolete> going = obsolete;
        obsolete = new ArrayList<>();
        obsoleteBytes = 0;
        return () -> {
            try {
                sync.run();
            } catch (IOException | RuntimeException e) {
                SegmentFiles.close(checkpoint);
                throw e;
            }
            completeCheckpoint(checkpoint, going);
        };
    }

    /** Writes the checkpoint of this moment beside the one there is; null where that fails. */
    private @Nullable StoreFile writeCheckpoint() {
        StoreFile file = null;
        try {
            file = files.create(NEW_CHECKPOINT);
            file.truncate(0);
            Segment active = store.writer.active();
            SegmentHeader header = store.newHeader(active == null ? 0 : active.id());
            Checkpoint.write(file, store.codec, header, store.numbers(), store.segments, store.index, store.expiries);
            loggedSinceCheckpoint = 0;
            changed = false;
            return file;
        } catch (IOException e) {
            SegmentFiles.close(file);
            try {
                files.port().delete(files.path(NEW_CHECKPOINT));
            } catch (IOException ignored) {
                // It is overwritten by the next one.
            }
            return null;
        }
    }

    private void completeCheckpoint(StoreFile file, List<Obsolete> going) {
        int deleted = 0;
        try {
            try {
                file.sync();
            } finally {
                SegmentFiles.close(file);
            }
            files.port().rename(files.path(NEW_CHECKPOINT), files.path(SegmentFiles.CHECKPOINT));
            files.port().syncDirectory(files.directory());
            for (Obsolete each : going) {
                delete(each);
                deleted++;
            }
        } catch (IOException e) {
            store.log.warn("JetStream store " + files.directory() + ": no checkpoint written");
            undeleted = List.copyOf(going.subList(deleted, going.size()));
        }
    }

    private void delete(Obsolete each) throws IOException {
        if (each.overwrite()) {
            files.eraseAndDelete(each.name());
        } else {
            files.port().delete(files.path(each.name()));
        }
    }

    private void takeUndeleted() {
        List<Obsolete> left = undeleted;
        if (left != null) {
            undeleted = null;
            changed = true;
            for (Obsolete each : left) {
                obsolete.add(each);
                obsoleteBytes += each.length();
            }
        }
    }

    /**
     * Makes room on a full device: dead segments before all others go at once. Nothing that is left needs a removal logged in them. The checkpoint, which
     * speaks of them, goes first.
     */
    void freeInNeed() {
        if (store.commits.isSyncing()) {
            return;
        }
        takeUndeleted();
        Segment active = store.writer.active();
        while (!store.segments.isEmpty()
                && store.segments.getFirst() != active
                && store.segments.getFirst().live == 0) {
            Segment dead = store.segments.removeFirst();
            store.reader.forget(dead);
            discard(dead);
        }
        long oldest = store.segments.isEmpty()
                ? Long.MAX_VALUE
                : store.segments.getFirst().id();
        if (obsolete.stream().noneMatch(each -> each.id() < oldest)) {
            return;
        }
        try {
            files.port().delete(files.path(SegmentFiles.CHECKPOINT));
            files.port().delete(files.path(NEW_CHECKPOINT));
            files.port().syncDirectory(files.directory());
            List<Obsolete> left = new ArrayList<>();
            obsoleteBytes = 0;
            for (Obsolete each : obsolete) {
                if (each.id() < oldest) {
                    files.port().delete(files.path(each.name()));
                } else {
                    left.add(each);
                    obsoleteBytes += each.length();
                }
            }
            obsolete = left;
        } catch (IOException e) {
            store.log.warn("JetStream store " + files.directory() + ": cannot make room");
        }
    }

    // ---- cutting off

    /** Before a tail is cut off: everything is durable, nothing waits to be deleted, and no checkpoint speaks of the tail. */
    void prepareCut() throws IOException {
        store.commits.settle();
        takeUndeleted();
        checkpointWanted = true;
        store.commits.settle();
        takeUndeleted();
        if (!obsolete.isEmpty()) {
            throw new IOException("files that have to go first cannot be deleted");
        }
        settled();
        files.port().delete(files.path(SegmentFiles.CHECKPOINT));
        files.port().syncDirectory(files.directory());
    }

    private void settled() throws IOException {
        store.commits.settle();
        if (store.health() != StoreHealth.GOOD) {
            throw new IOException("what has to be durable first cannot be written");
        }
    }

    /** Removes every message after a sequence from the files, durably; they are not counted any more. */
    void cutAfter(long newLast) throws IOException {
        store.lastSequence = newLast;
        Segment fresh = store.beginSegment();
        for (Segment segment : store.segments) {
            if (segment.first <= newLast && segment != fresh) {
                logAbsent(segment, Math.min(segment.last, newLast));
            }
        }
        settled();
        for (int i = store.segments.size() - 1; i >= 0; i--) {
            Segment segment = store.segments.get(i);
            if (segment != fresh && segment.first > newLast) {
                store.segments.remove(i);
                store.reader.forget(segment);
                files.port().delete(files.path(SegmentFiles.name(segment.id(), segment.generation)));
                files.port().syncDirectory(files.directory());
            }
        }
        int containing = store.segments.size() - 2;
        if (containing >= 0 && store.segments.get(containing).last > newLast) {
            rewrite(containing, newLast);
            settled();
            // Without a checkpoint the old generation would be the one to go on with.
            for (Obsolete old : obsolete) {
                delete(old);
            }
            files.port().syncDirectory(files.directory());
            obsolete.clear();
            obsoleteBytes = 0;
        }
        if (store.lostMessages != store.lostBeforeCut) {
            // Counted with what was cut off.
            store.recount();
        }
        checkpointWanted = true;
        store.commits.settle();
    }

    private void logAbsent(Segment segment, long to) {
        long from = segment.first;
        while (from <= to) {
            long live = segment.nextLive(from);
            long end = live == 0 || live > to ? to : live - 1;
            if (end >= from) {
                store.logRemoval(from, end);
            }
            if (live == 0 || live > to) {
                return;
            }
            from = live + 1;
        }
    }

    /** Leaves the files so that they are opened quickly. */
    void beforeClose() {
        takeUndeleted();
        try {
            for (int i = 0; i < MAX_TIDIED_AT_CLOSE && removedSinceLook && tidyOne(); i++) {
                changed = true;
            }
        } catch (IOException e) {
            store.log.warn("JetStream store " + files.directory() + ": cannot rewrite a segment");
        }
        if (changed) {
            checkpointWanted = true;
            store.commits.settle();
        }
    }
}
