package io.vagus.storage;

import io.vagus.base.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log of documents, once, when it is opened; then it is asked what came of it. A frame is kind (one byte), key, and for one that was stored the document, each with
 * its length before it. A bit that has turned is put right, in the file, too. Other damage is stepped over, and told of.
 */
final class DocumentReplay {

    static final int STORED = 1;
    static final int REMOVED = 2;

    /** A document that was damaged when this log was begun: whoever opens it is told. */
    static final int LOST = 3;

    /** Where the header stands once more. */
    interface HeaderCopy {

        /** It, or null where there is none. */
        @Nullable
        SegmentHeader read() throws IOException;
    }

    private final FrameCodec codec;
    private final Log log;
    private final String directory;
    private final TreeMap<String, Long> places = new TreeMap<>();
    private final TreeSet<String> missing = new TreeSet<>();
    private boolean lost;
    private int intact = SegmentHeader.BYTES;

    DocumentReplay(FrameCodec codec, Log log, String directory) {
        this.codec = codec;
        this.log = log;
        this.directory = directory;
    }

    /** The offset of each document's frame. */
    TreeMap<String, Long> places() {
        return places;
    }

    /** Documents that were found damaged when this log was begun, and were not stored since. */
    TreeSet<String> missing() {
        return missing;
    }

    /** Whether a document may have been lost, this time or when the log was begun. */
    boolean hasLost() {
        return lost;
    }

    /** Where the last frame ends. */
    int end() {
        return intact;
    }

    /** Reads it all, and cuts off what was not written as a whole. Returns its header; without one nothing can be read, and that is an error. */
    SegmentHeader read(StoreFile found, HeaderCopy copy) throws IOException {
        byte[] bytes = new byte[(int) found.size()];
        boolean isWhole = found.readFully(0, bytes, 0, bytes.length);
        SegmentHeader header = !isWhole || bytes.length < SegmentHeader.BYTES ? null : header(found, bytes, copy);
        if (header == null) {
            throw new IOException("the log of documents has no header");
        }
        for (int at = intact; at < bytes.length; ) {
            if (!codec.isIntact(header, at, bytes, at, bytes.length)
                    && (at > intact || !putRight(found, header, bytes, at))) {
                at++;
                continue;
            }
            if (at > intact) {
                lost = true;
                say("is damaged from byte " + intact + " to " + at);
            }
            ByteCursor in = codec.entries(header, at, bytes, at);
            if (in != null) {
                take(in, at);
            }
            at += FrameCodec.frameLength(bytes, at, bytes.length);
            intact = at;
        }
        if (!missing.isEmpty()) {
            lost = true;
            say("has lost what was damaged: " + String.join(", ", missing));
        }
        if (intact < bytes.length && !Bytes.areZero(bytes, intact, bytes.length)) {
            say("is damaged from byte " + intact + " to its end, or was not written as a whole: it is cut off");
        }
        if (intact < bytes.length) {
            // A torn end, or zeros: what is written there later must not meet what was there before.
            found.truncate(intact);
        }
        return header;
    }

    private void say(String what) {
        log.error("JetStream store " + directory + ": the log of documents " + what);
    }

    private @Nullable SegmentHeader header(StoreFile found, byte[] bytes, HeaderCopy copy) throws IOException {
        SegmentHeader intactOne = SegmentHeader.decode(bytes);
        if (intactOne != null) {
            return intactOne;
        }
        SegmentHeader repaired = SegmentHeader.repair(bytes);
        SegmentHeader header = repaired == null ? copy.read() : repaired;
        if (header != null) {
            Bytes head = new Bytes();
            header.encode(head);
            found.write(0, head.array, 0, head.size);
            say("is damaged in its header, which is put back");
        }
        return header;
    }

    private void take(ByteCursor in, long at) {
        int kind = in.getByte();
        String key = new String(in.getSized(), StandardCharsets.UTF_8);
        missing.remove(key);
        if (kind == STORED) {
            places.put(key, at);
        } else {
            places.remove(key);
        }
        if (kind == LOST) {
            missing.add(key);
        }
    }

    /** Puts a frame right of which one bit turned; false where it is not that, or where nothing was written. */
    private boolean putRight(StoreFile found, SegmentHeader of, byte[] bytes, int at) throws IOException {
        if (bytes[at] == 0 && (at + 1 == bytes.length || bytes[at + 1] == 0)) {
            return false;
        }
        int turned = codec.repair(of, at, bytes, at, bytes.length, () -> isDocument(codec.entries(of, at, bytes, at)));
        if (turned < 0) {
            return false;
        }
        found.write(turned, bytes, turned, 1);
        say("is damaged at byte " + turned + ", and put right");
        return true;
    }

    /** Whether an intact frame is one of such a log. */
    static boolean isDocument(@Nullable ByteCursor in) {
        if (in == null || !in.hasMore()) {
            return false;
        }
        try {
            int kind = in.getByte();
            in.getSized();
            if (kind == STORED) {
                in.getSized();
            }
            return kind >= STORED && kind <= LOST && !in.hasMore();
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }
}
