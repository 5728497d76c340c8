package io.vagus.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages that were removed and are to be overwritten, once it is durable that they were. Belongs to the stream's owner. */
final class PendingErases {

    private record Erase(Segment segment, long location, long sequence) {}

    private final List<Erase> erases = new ArrayList<>();

    void add(Segment segment, long location, long sequence) {
        erases.add(new Erase(segment, location, sequence));
    }

    boolean isEmpty() {
        return erases.isEmpty();
    }

    /** What was behind a sequence was taken back. */
    void forgetAfter(long sequence) {
        erases.removeIf(erase -> erase.sequence() > sequence);
    }

    /** Overwrites what is to be erased. While a sync runs, what was written last waits: it is not known to be durable. */
    void run(FileStreamStore store) throws IOException {
        if (erases.isEmpty()) {
            return;
        }
        SegmentWriter writer = store.writer;
        erases.removeIf(erase -> !store.segments.contains(erase.segment()));
        boolean unknown = erases.stream()
                .anyMatch(erase -> !writer.isKnownDurable(erase.segment(), SegmentMap.frameOffset(erase.location())));
        if (unknown && store.commits.isSyncing()) {
            return;
        }
        if (unknown) {
            writer.settle(store.lastSequence, store.lastTimestamp);
        }
        for (Erase erase : erases) {
            writer.overwrite(erase.segment(), erase.location(), erase.sequence());
        }
        erases.clear();
    }
}
