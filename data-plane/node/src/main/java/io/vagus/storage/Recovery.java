package io.vagus.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a stream's directory holds: the checkpoint, then what was logged after it, or everything where there is no whole checkpoint. A torn end
 * of the newest segment is cut off: it was never acknowledged. Damage elsewhere is stepped over and counted as lost.
 */
final class Recovery {

    private final FileStreamStore store;
    private final SegmentFiles files;
    private boolean damageSeen;
    private boolean replayed;

    /** Whether what was written last ends in a torn write: what stands behind it goes. */
    private boolean torn;

    /** Files without a header that are not the newest, by the segment's id. */
    private final TreeMap<Long, List<String>> headless = new TreeMap<>();

    /** Whether behind what was replayed last is nothing but space that was made ready, and not given back before the machine stopped. */
    private boolean onlyZerosFollow;

    /** Whether a message was removed whose subject could not be read any more. */
    private boolean countAnew;

    Recovery(FileStreamStore store) {
        this.store = store;
        this.files = store.files;
    }

    void run() throws IOException {
        TreeMap<Long, List<Integer>> found = new TreeMap<>();
        List<String> names = files.port().list(files.directory());
        for (String name : names) {
            if (name.endsWith(SegmentFiles.SUFFIX)) {
                int dash = name.indexOf('-');
                try {
                    long id = Long.parseLong(name, 0, dash, 16);
                    int generation = Integer.parseInt(name, dash + 1, name.length() - SegmentFiles.SUFFIX.length(), 10);
                    found.computeIfAbsent(id, ignored -> new ArrayList<>()).add(generation);
                    store.reserveId(id);
                } catch (IndexOutOfBoundsException | NumberFormatException e) {
                    store.log.warn("JetStream store " + files.directory() + ": " + name + " is not a segment");
                }
            } else if (name.endsWith(SegmentFiles.ERASING)) {
                finishErasing(name);
            }
        }
        Checkpoint.Read checkpoint = names.contains(SegmentFiles.CHECKPOINT) ? readCheckpoint(found) : null;
        boolean isNew = found.isEmpty() && !names.contains(SegmentFiles.CHECKPOINT);
        boolean unchanged = checkpoint != null || isNew;
        List<Segment> chosen = new ArrayList<>();
        for (Map.Entry<Long, List<Integer>> each : found.entrySet()) {
            boolean newest = each.getKey().equals(found.lastKey());
            Segment known = checkpoint == null ? null : checkpoint.segments().get(each.getKey());
            boolean dropped = known == null
                    && checkpoint != null
                    && !checkpoint.segments().isEmpty()
                    && each.getKey() < checkpoint.segments().lastKey();
            if (dropped) {
                // The checkpoint did without it, and the machine stopped before it was deleted.
                for (int generation : each.getValue()) {
                    files.port().delete(files.path(SegmentFiles.name(each.getKey(), generation)));
                }
                continue;
            }
            Segment segment = known != null ? known : choose(each.getKey(), each.getValue(), newest);
            if (segment == null) {
                unchanged = false;
                continue;
            }
            for (int generation : each.getValue()) {
                if (generation != segment.generation) {
                    files.port().delete(files.path(SegmentFiles.name(segment.id(), generation)));
                }
            }
            chosen.add(segment);
        }
        for (Segment segment : chosen) {
            settleHeadless(segment, chosen);
            torn |= isBehindAHole(segment, chosen);
            if (torn) {
                files.port().delete(files.path(SegmentFiles.name(segment.id(), segment.generation)));
                continue;
            }
            if (segment.length == 0) {
                segment.first = store.lastSequence + 1;
                segment.last = store.lastSequence;
            }
            store.segments.add(segment);
            if (segment.length == 0 || segment.length < sizeOf(segment)) {
                replay(segment, Math.max(segment.length, SegmentHeader.BYTES), chosen);
                unchanged = false;
            }
        }
        Segment last = store.segments.isEmpty() ? null : store.segments.getLast();
        if (replayed && store.settings.durability() == Durability.ALWAYS) {
            files.port().syncDirectory(files.directory());
        }
        if (last != null
                && last.header.cipher() == 0
                && store.codec.cipher() == 0
                && last.header.packed() == store.codec.packs()
                && last.length < store.settings.segmentBytes()
                && last.generation == 0) {
            store.writer.resume(last);
        }
        if (countAnew) {
            store.loseDamaged(0);
        }
        if (store.messages == 0) {
            store.firstSequence = store.lastSequence + 1;
        }
        store.housekeeping.opened(unchanged);
    }

    private void finishErasing(String name) {
        try {
            files.finishErasing(name);
        } catch (IOException e) {
            store.log.warn("JetStream store " + files.directory() + ": cannot erase " + name + ": " + e.getMessage());
        }
    }

    private long sizeOf(Segment segment) throws IOException {
        return files.reading(segment).size();
    }

    private Checkpoint.@Nullable Read readCheckpoint(TreeMap<Long, List<Integer>> found) throws IOException {
        Checkpoint.Read read = null;
        StoreFile file = files.port().open(files.path(SegmentFiles.CHECKPOINT), false);
        try {
            read = Checkpoint.read(file, store.codec, store.cache, store.index, store.expiries);
        } finally {
            SegmentFiles.close(file);
        }
        if (read != null && fits(read, found)) {
            store.restore(read.numbers());
            return read;
        }
        // It has its name since it was whole, and what it speaks of was durable.
        store.log.error("JetStream store " + files.directory() + ": "
                + (read == null ? "the checkpoint is damaged" : "a segment that the checkpoint speaks of is damaged")
                + ", everything is read");
        store.index.clear();
        store.expiries.clear();
        return null;
    }

    /** Whether every segment the checkpoint speaks of is there, with its header, and as long as it says. */
    private boolean fits(Checkpoint.Read checkpoint, TreeMap<Long, List<Integer>> found) throws IOException {
        TreeMap<Long, Segment> complete = new TreeMap<>();
        for (Segment segment : checkpoint.segments().values()) {
            List<Integer> generations = found.get(segment.id());
            if (generations == null || !generations.contains(segment.generation)) {
                return false;
            }
            SegmentHeader header = header(segment.id(), segment.generation);
            if (header == null) {
                header = checkpoint.headers().get(segment.id());
                if (header == null) {
                    return false;
                }
                putBack(header, segment.generation);
            }
            Segment real = new Segment(header, segment.generation, segment.cacheId, 1);
            Bytes copy = new Bytes();
            segment.encode(copy);
            ByteCursor in = new ByteCursor(copy.array, 0, copy.size);
            in.getVarint();
            in.getVarint();
            real.decode(in);
            real.mayHaveHeaders = segment.mayHaveHeaders;
            if (sizeOf(real) < real.length) {
                return false;
            }
            complete.put(real.id(), real);
        }
        checkpoint.segments().putAll(complete);
        return true;
    }

    private @Nullable SegmentHeader header(long id, int generation) throws IOException {
        byte[] bytes = new byte[SegmentHeader.BYTES];
        StoreFile file = files.port().open(files.path(SegmentFiles.name(id, generation)), false);
        try {
            if (!file.readFully(0, bytes, 0, bytes.length)) {
                return null;
            }
        } finally {
            SegmentFiles.close(file);
        }
        SegmentHeader header = SegmentHeader.decode(bytes);
        if (header == null) {
            header = SegmentHeader.repair(bytes);
            if (header != null && header.id() == id) {
                putBack(header, generation);
            }
        }
        return header != null && header.id() == id ? header : null;
    }

    /** Writes a header where it is damaged. */
    private void putBack(SegmentHeader header, int generation) throws IOException {
        String name = SegmentFiles.name(header.id(), generation);
        store.log.error(
                "JetStream store " + files.directory() + ": the header of " + name + " is damaged, and put back");
        StoreFile file = files.port().open(files.path(name), false);
        try {
            Bytes out = new Bytes();
            header.encode(out);
            file.write(0, out.array, 0, out.size);
            file.sync();
        } finally {
            SegmentFiles.close(file);
        }
    }

    /**
     * The generation of a segment to go on with where no checkpoint says which. The oldest: newer ones may have left out removals of what
     * other segments' newer generations left out, and nobody knows that those are whole.
     */
    private @Nullable Segment choose(long id, List<Integer> generations, boolean newest) throws IOException {
        generations.sort(null);
        for (int generation : generations) {
            SegmentHeader header = header(id, generation);
            if (header != null) {
                return new Segment(header, generation, store.cache.newFile(), 1);
            }
        }
        for (int generation : generations) {
            String path = files.path(SegmentFiles.name(id, generation));
            if (newest && isEmpty(path)) {
                files.port().delete(path);
            } else if (newest) {
                store.log.error("JetStream store " + files.directory() + ": segment " + id
                        + " has no header, or was not written as a whole");
                files.port().rename(path, path + ".bad");
            } else {
                headless.computeIfAbsent(id, ignored -> new ArrayList<>()).add(path);
            }
        }
        return null;
    }

    /**
     * Decides on segments without a header that others stand behind. One that was never written, where nothing behind it says that it was durable, is what a stop of the
     * machine left: what stands behind it goes, too. Any other is damaged, and put aside.
     */
    private void settleHeadless(Segment behind, List<Segment> all) throws IOException {
        for (Map.Entry<Long, List<String>> each : headless.headMap(behind.id()).entrySet()) {
            for (String path : each.getValue()) {
                if (torn || isBlank(path) && isTorn(behind, SegmentHeader.BYTES, sizeOf(behind), all)) {
                    torn = true;
                    files.port().delete(path);
                    continue;
                }
                store.log.error(
                        "JetStream store " + files.directory() + ": segment " + each.getKey() + " has no header");
                files.port().rename(path, path + ".bad");
                damageSeen = true;
            }
        }
        headless.headMap(behind.id()).clear();
    }

    /** Whether nothing was written at all. */
    private boolean isEmpty(String path) throws IOException {
        StoreFile file = files.port().open(path, false);
        try {
            byte[] bytes = new byte[FrameCodec.PACKED_BYTES];
            long at = 0;
            for (int n = file.read(at, bytes, 0, bytes.length); n > 0; n = file.read(at, bytes, 0, bytes.length)) {
                if (!Bytes.areZero(bytes, 0, n)) {
                    return false;
                }
                at += n;
            }
            return true;
        } finally {
            SegmentFiles.close(file);
        }
    }

    /** Whether nothing was written where a segment's header belongs. */
    private boolean isBlank(String path) throws IOException {
        byte[] bytes = new byte[SegmentHeader.BYTES];
        StoreFile file = files.port().open(path, false);
        try {
            return Bytes.areZero(bytes, 0, Math.max(0, file.read(0, bytes, 0, bytes.length)));
        } finally {
            SegmentFiles.close(file);
        }
    }

    private void replay(Segment segment, long from, List<Segment> all) throws IOException {
        long size = sizeOf(segment);
        segment.length = size;
        long end = store.reader.scan(segment, from, size, new SegmentReader.Visitor() {
            private final Entry entry = new Entry();

            @Override
            public void entry(int kind, ByteCursor in, long location) {
                switch (kind) {
                    case Entry.MESSAGE -> message(in, location);
                    case Entry.REMOVALS -> {
                        long ranges = in.getVarint();
                        for (long i = 0; i < ranges; i++) {
                            long first = in.getVarint();
                            long last = first + in.getVarint();
                            store.startSettled |= first == 0;
                            if (last > 0) {
                                remove(Math.max(1, first), last);
                            }
                        }
                    }
                    case Entry.SKIP -> {
                        long last = in.getLong();
                        long timestamp = in.getLong();
                        if (last > store.lastSequence) {
                            store.skipped(last, timestamp);
                        }
                    }
                    case Entry.ERASED -> {
                        long sequence = in.getLong();
                        if (sequence > store.lastSequence) {
                            store.skipped(sequence, 0);
                        }
                    }
                    default -> {}
                }
            }

            private void message(ByteCursor in, long location) {
                int start = in.at;
                entry.read(in);
                if (entry.sequence <= store.lastSequence) {
                    return;
                }
                if (damageSeen && store.messages > 0) {
                    store.lostMessages += entry.sequence - store.lastSequence - 1;
                }
                damageSeen = false;
                segment.add(entry.sequence, entry.timestamp, in.at - start + 1, entry.headersLength >= 0);
                segment.mark(entry.sequence, SegmentMap.frameOffset(location));
                store.added(
                        entry.sequence,
                        entry.subject(),
                        entry.timestamp,
                        entry.ttlSeconds,
                        store.sizeOf(entry.subjectLength, Math.max(0, entry.headersLength), entry.payloadLength));
            }

            @Override
            public boolean damaged(long damagedFrom, long damagedTo) {
                if (isTorn(segment, damagedTo, size, all)) {
                    torn = true;
                    return false;
                }
                damageSeen = true;
                store.log.error("JetStream store " + files.directory() + ": segment " + segment.id()
                        + " is damaged from byte " + damagedFrom + " to " + damagedTo);
                return true;
            }

            @Override
            public void ended(boolean nothingFollows) {
                onlyZerosFollow = nothingFollows;
            }
        });
        segment.length = end;
        boolean zero = end == size || onlyZerosFollow;
        torn |= !zero && isTorn(segment, size, size, all);
        boolean cut = end < size && (torn || segment == all.getLast() || zero);
        if (end < size) {
            store.reader.forget(segment);
            damageSeen |= !cut;
        }
        if (!zero) {
            store.log.error(
                    "JetStream store " + files.directory() + ": segment " + segment.id() + " is damaged from byte "
                            + end + " to its end" + (cut ? ", or was not written as a whole: it is cut off" : ""));
        }
        if (cut || store.settings.durability() == Durability.ALWAYS) {
            // A process that was killed may have written what the device has not got; from now on it counts as durable.
            StoreFile file = files.open(segment, false);
            try {
                if (cut) {
                    file.truncate(end);
                }
                file.sync();
            } finally {
                SegmentFiles.close(file);
            }
            replayed = true;
        }
    }

    /**
     * Whether damage is what a stop of the machine left of writes that were not durable yet: nothing behind it says that what was before it is. Then what
     * stands behind it was not acknowledged either, and goes: who copied it, or stored it as one of a batch, counts on all before it.
     */
    private boolean isTorn(Segment segment, long from, long size, List<Segment> all) {
        if (!tellsDurable(segment, all) || store.reader.isDurableBehind(segment, from, size)) {
            return false;
        }
        for (Segment later : all.subList(all.indexOf(segment) + 1, all.size())) {
            if (!tellsDurable(later, all)
                    || store.reader.isDurableBehind(later, SegmentHeader.BYTES, knownSize(later))) {
                return false;
            }
        }
        return true;
    }

    /** Whether frames of a file say what was durable. The first one may be what is torn: then the files beside it tell, those before it first. */
    private boolean tellsDurable(Segment segment, List<Segment> all) {
        int at = all.indexOf(segment);
        List<Segment> asked = new ArrayList<>(all.subList(0, at + 1).reversed());
        asked.addAll(all.subList(at + 1, all.size()));
        for (Segment each : asked) {
            Boolean tells = store.reader.tellsDurable(each, knownSize(each));
            if (tells != null) {
                return tells;
            }
        }
        return false;
    }

    private long knownSize(Segment segment) {
        try {
            return sizeOf(segment);
        } catch (IOException e) {
            throw new StorageException("cannot read " + SegmentFiles.name(segment.id(), segment.generation), e);
        }
    }

    /**
     * Whether a segment begins behind more than what the one before it still holds: the machine stopped before the end of that one reached the device, and after the
     * beginning of this one did. Nobody was told of either.
     */
    private boolean isBehindAHole(Segment segment, List<Segment> all) throws IOException {
        Segment before = store.segments.isEmpty() ? null : store.segments.getLast();
        boolean follows = before != null
                && before.id() + 1 == segment.id()
                && before.generation == 0
                && segment.generation == 0
                && segment.length == 0;
        if (!follows || damageSeen) {
            return false;
        }
        long size = sizeOf(segment);
        segment.length = size;
        long lastBefore = store.reader.lastBefore(segment);
        segment.length = 0;
        boolean hole = lastBefore > store.lastSequence && isTorn(segment, SegmentHeader.BYTES, size, all);
        if (hole) {
            store.log.error(
                    "JetStream store " + files.directory() + ": segment " + segment.id() + " begins behind message "
                            + lastBefore + ", and what is there ends with " + store.lastSequence
                            + ": it was not written as a whole, and goes");
        }
        return hole;
    }

    /** Does again what a removal did: the messages that are there and are meant are not there any more. */
    private void remove(long from, long to) {
        for (long sequence = store.forward(SubjectFilter.all(), from, to);
                sequence != 0;
                sequence = sequence == to ? 0 : store.forward(SubjectFilter.all(), sequence + 1, to)) {
            IndexedStore.Measured measured = store.measureQuietly(sequence);
            if (measured == null) {
                store.removeUnread(sequence);
                countAnew = true;
            } else {
                store.segments.get(store.position(sequence)).remove(sequence, measured.bytes());
                store.removed(sequence, measured.subject(), measured.bytes());
            }
        }
    }
}
