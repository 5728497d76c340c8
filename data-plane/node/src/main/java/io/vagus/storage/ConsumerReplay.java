package io.vagus.storage;

import io.vagus.base.Log;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does again what a log of consumers tells, once, when a store is opened; then it is asked what came of it. A bit that has turned is put right. Other damage is
 * stepped over, and told of: what stood there is not known any more, and nothing is taken for acknowledged because of that.
 */
final class ConsumerReplay {

    private final FrameCodec codec;
    private final ConsumerLedger.Sink sink;
    private final Log log;
    private final String name;

    /** By name. */
    private final Map<String, ConsumerLedger> consumers = new HashMap<>();

    private final Map<Long, ConsumerLedger> byId = new HashMap<>();

    /**
     * Consumers of which something may have stood where the log is damaged. What was delivered to them first behind the damage is not taken over, else what was
     * delivered within it would look like acknowledged and be lost: it is delivered again.
     */
    private final Set<Long> doubtful = new HashSet<>();

    private @Nullable SegmentHeader header;
    private long lastId;
    private int intact;
    private boolean damaged;
    private boolean lost;

    /** @param directory the stream's, for those who read what is told */
    ConsumerReplay(FrameCodec codec, ConsumerLedger.Sink sink, Log log, String directory) {
        this.codec = codec;
        this.sink = sink;
        this.log = log;
        this.name = "JetStream store " + directory + ": the log of consumers";
    }

    Map<String, ConsumerLedger> consumers() {
        return consumers;
    }

    /** The highest number that a consumer has in this log. */
    long lastId() {
        return lastId;
    }

    /** The log's header; null where it cannot be told any more, and with it all the rest. */
    @Nullable
    SegmentHeader header() {
        return header;
    }

    /** Where the last frame ends. */
    int end() {
        return intact;
    }

    /** Whether something in it is not as it was written: what comes next must not stand behind that. */
    boolean isDamaged() {
        return damaged;
    }

    /** Whether it could not be read at all, or the one before it could not, and nobody has made a consumer since. */
    boolean hasLost() {
        return lost;
    }

    /** @param bytes the whole log; put right where one bit of a frame has turned */
    void read(byte[] bytes, int end) {
        SegmentHeader of = end < SegmentHeader.BYTES ? null : SegmentHeader.decode(bytes);
        if (of == null && end >= SegmentHeader.BYTES) {
            of = SegmentHeader.repair(bytes);
            if (of != null) {
                damaged = true;
                log.error(name + " is damaged in its header, and put right");
            }
        }
        if (of == null) {
            lost = true;
            log.error(name + " has no header");
            return;
        }
        header = of;
        intact = SegmentHeader.BYTES;
        for (int at = intact; at < end; ) {
            if (!codec.isIntact(of, at, bytes, at, end) && !(at == intact && putRight(of, bytes, at, end))) {
                at++;
                continue;
            }
            if (at > intact) {
                log.error(name + " is damaged from byte " + intact + " to " + at);
                doubt();
            }
            ByteCursor in = codec.entries(of, at, bytes, at);
            if (in == null || !ConsumerEntries.read(in, new Again())) {
                log.error(name + " has what is not understood at byte " + at);
                doubt();
            }
            at += FrameCodec.frameLength(bytes, at, end);
            intact = at;
        }
        if (intact < end && !Bytes.areZero(bytes, intact, end)) {
            log.error(name + " is damaged from byte " + intact
                    + " to its end, or was not written as a whole: it is cut off");
        }
    }

    private void doubt() {
        damaged = true;
        doubtful.addAll(byId.keySet());
    }

    /** Puts a frame right of which one bit has turned; false where it is not that, or where nothing was written. */
    private boolean putRight(SegmentHeader of, byte[] bytes, int at, int end) {
        if (bytes[at] == 0 && (at + 1 == end || bytes[at + 1] == 0)) {
            return false;
        }
        int turned = codec.repair(of, at, bytes, at, end, () -> {
            ByteCursor in = codec.entries(of, at, bytes, at);
            return in != null && ConsumerEntries.read(in, UNHEARD);
        });
        if (turned < 0) {
            return false;
        }
        damaged = true;
        log.error(name + " is damaged at byte " + turned + ", and put right");
        return true;
    }

    /** Takes over what a frame tells. */
    private final class Again implements ConsumerEntries.Reader {

        @Override
        public void created(long id, String consumer, byte[] config) {
            ConsumerLedger created = new ConsumerLedger(consumer, id, config, sink);
            ConsumerLedger before = consumers.put(consumer, created);
            if (before != null) {
                byId.remove(before.id());
            }
            byId.put(id, created);
            lastId = Math.max(lastId, id);
            lost = false;
        }

        @Override
        public void configured(long id, byte[] config) {
            ConsumerLedger known = byId.get(id);
            if (known != null) {
                known.setConfig(config);
            }
        }

        @Override
        public void removed(long id) {
            ConsumerLedger known = byId.remove(id);
            if (known != null) {
                consumers.remove(known.name());
            }
        }

        @Override
        public void lost() {
            lost = true;
        }

        @Override
        public void changed(long id, ConsumerChange change, long a, long b, long c, long d) {
            if (change == ConsumerChange.RESET) {
                doubtful.remove(id);
            }
            ConsumerLedger known = byId.get(id);
            if (known != null
                    && !(change == ConsumerChange.DELIVERED
                            && b > known.state().deliveredStream()
                            && doubtful.contains(id))) {
                change.apply(known.state(), a, b, c, d);
            }
        }
    }

    /** Takes nothing over. */
    private static final ConsumerEntries.Reader UNHEARD = new ConsumerEntries.Reader() {
        @Override
        public void created(long id, String consumer, byte[] config) {}

        @Override
        public void configured(long id, byte[] config) {}

        @Override
        public void removed(long id) {}

        @Override
        public void lost() {}

        @Override
        public void changed(long id, ConsumerChange change, long a, long b, long c, long d) {}
    };
}
