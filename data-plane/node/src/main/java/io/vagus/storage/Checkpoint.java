package io.vagus.storage;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint of a stream: all that its store knows by heart, so that opening reads only what was logged afterwards. A file like a segment: a
 * header, then frames of records. A record is a kind (one byte) and its fields as varints; the last one says that the file is complete.
 */
final class Checkpoint {

    private static final int STATE = 1;
    private static final int SEGMENT = 2;
    private static final int SUBJECTS = 3;
    private static final int EXPIRIES = 4;
    private static final int END = 5;

    /** A segment, told of before, none of whose messages has headers. Checkpoints of before do without. */
    private static final int WITHOUT_HEADERS = 6;

    /** Where the stream begins is settled, though it never had a message. */
    private static final int START_SETTLED = 7;

    /** A segment's header, told of before, for the case that it is damaged in its file. Checkpoints of before do without. */
    private static final int HEADER = 8;

    private static final int SUBJECTS_A_RECORD = 56;

    private Checkpoint() {}

    /** Counts and ends that are not in segments. */
    record Numbers(
            long firstSequence,
            long lastSequence,
            long lastTimestamp,
            long messages,
            long bytes,
            long lostMessages,
            long lostBytes,
            boolean startSettled) {

        Numbers withStartSettled() {
            return new Numbers(
                    firstSequence, lastSequence, lastTimestamp, messages, bytes, lostMessages, lostBytes, true);
        }
    }

    /**
     * What was read.
     *
     * @param segments by their identity; all of their content up to their length is counted
     * @param headers those of their files, as far as the checkpoint has them
     */
    record Read(Numbers numbers, TreeMap<Long, Segment> segments, Map<Long, SegmentHeader> headers) {}

    private static final class Output {
        final StoreFile file;
        final FrameCodec codec;
        final SegmentHeader header;
        final Bytes record = new Bytes();
        final Bytes out = new Bytes();
        long position;

        Output(StoreFile file, FrameCodec codec, SegmentHeader header) {
            this.file = file;
            this.codec = codec;
            this.header = header;
        }

        void endRecord() throws IOException {
            if (record.size >= FrameCodec.PACKED_BYTES) {
                endFrame();
            }
        }

        void endFrame() throws IOException {
            codec.pack(header, position + out.size, record.array, record.size, out);
            record.size = 0;
            if (out.size >= 2 * FrameCodec.PACKED_BYTES) {
                write();
            }
        }

        void write() throws IOException {
            file.write(position, out.array, 0, out.size);
            position += out.size;
            out.size = 0;
        }
    }

    /** Writes everything into a new file. Returns its length. */
    static long write(
            StoreFile file,
            FrameCodec codec,
            SegmentHeader header,
            Numbers numbers,
            List<Segment> segments,
            SubjectIndex index,
            Expiries expiries)
            throws IOException {
        Output output = new Output(file, codec, header);
        header.encode(output.out);
        Bytes record = output.record;
        record.putByte(STATE);
        record.putVarint(numbers.firstSequence());
        record.putVarint(numbers.lastSequence());
        record.putSigned(numbers.lastTimestamp());
        record.putVarint(numbers.messages());
        record.putVarint(numbers.bytes());
        record.putVarint(numbers.lostMessages());
        record.putVarint(numbers.lostBytes());
        if (numbers.startSettled() && numbers.lastSequence() == 0) {
            record.putByte(START_SETTLED);
        }
        for (Segment segment : segments) {
            record.putByte(SEGMENT);
            segment.encode(record);
            if (!segment.mayHaveHeaders) {
                record.putByte(WITHOUT_HEADERS);
                record.putVarint(segment.id());
            }
            record.putByte(HEADER);
            segment.header.encode(record);
            output.endRecord();
        }
        writeSubjects(output, index);
        for (int i = 0; i < expiries.size(); i++) {
            record.putByte(EXPIRIES);
            record.putVarint(expiries.time(i));
            record.putVarint(expiries.sequence(i));
            output.endRecord();
        }
        record.putByte(END);
        output.endFrame();
        output.write();
        return output.position;
    }

    private static void writeSubjects(Output output, SubjectIndex index) throws IOException {
        Bytes batch = new Bytes();
        byte[][] previous = {new byte[0]};
        int[] inBatch = {0};
        IOException[] failure = {null};
        index.forEach(SubjectFilter.all(), (subject, length, count, first, last) -> {
            byte[] before = previous[0];
            int common = inBatch[0] == 0 ? 0 : Arrays.mismatch(before, 0, before.length, subject, 0, length);
            common = common < 0 ? length : common;
            batch.putVarint(common);
            batch.putVarint(length - common);
            batch.putBytes(subject, common, length - common);
            batch.putVarint(count);
            batch.putSigned(last);
            batch.putSigned(first - last);
            previous[0] = Arrays.copyOf(subject, length);
            if (++inBatch[0] == SUBJECTS_A_RECORD) {
                try {
                    endBatch(output, batch, inBatch);
                } catch (IOException e) {
                    failure[0] = e;
                    return false;
                }
            }
            return true;
        });
        IOException failed = failure[0];
        if (failed != null) {
            throw failed;
        }
        if (inBatch[0] > 0) {
            endBatch(output, batch, inBatch);
        }
    }

    private static void endBatch(Output output, Bytes batch, int[] inBatch) throws IOException {
        output.record.putByte(SUBJECTS);
        output.record.putVarint(inBatch[0]);
        output.record.putBytes(batch.array, 0, batch.size);
        output.endRecord();
        batch.size = 0;
        inBatch[0] = 0;
    }

    /** Reads a checkpoint into an empty index and empty expiries; null where it is not whole. */
    static @Nullable Read read(
            StoreFile file, FrameCodec codec, BlockCache cache, SubjectIndex index, Expiries expiries)
            throws IOException {
        byte[] head = new byte[SegmentHeader.BYTES];
        if (!file.readFully(0, head, 0, head.length)) {
            return null;
        }
        SegmentHeader header = SegmentHeader.decode(head);
        if (header == null) {
            return null;
        }
        long size = file.size();
        long at = SegmentHeader.BYTES;
        TreeMap<Long, Segment> segments = new TreeMap<>();
        Map<Long, SegmentHeader> headers = new HashMap<>();
        Numbers numbers = null;
        boolean ended = false;
        byte[] frame = new byte[FrameCodec.HEADER_BYTES];
        try {
            while (at < size && !ended) {
                if (!file.readFully(at, frame, 0, FrameCodec.HEADER_BYTES)) {
                    return null;
                }
                int length = FrameCodec.frameLength(frame, 0, FrameCodec.HEADER_BYTES);
                if (length < 0 || length > size - at) {
                    return null;
                }
                frame = frame.length < length ? Arrays.copyOf(frame, length) : frame;
                if (!file.readFully(
                                at + FrameCodec.HEADER_BYTES,
                                frame,
                                FrameCodec.HEADER_BYTES,
                                length - FrameCodec.HEADER_BYTES)
                        || !codec.isIntact(header, at, frame, 0, length)) {
                    return null;
                }
                ByteCursor in = codec.entries(header, at, frame, 0);
                if (in == null) {
                    return null;
                }
                while (in.hasMore()) {
                    switch (in.getByte()) {
                        case STATE ->
                            numbers = new Numbers(
                                    in.getVarint(),
                                    in.getVarint(),
                                    in.getSigned(),
                                    in.getVarint(),
                                    in.getVarint(),
                                    in.getVarint(),
                                    in.getVarint(),
                                    false);
                        case START_SETTLED -> numbers = numbers == null ? null : numbers.withStartSettled();
                        case SEGMENT -> {
                            SegmentHeader unread = new SegmentHeader(in.getVarint(), 0, false, new byte[16]);
                            Segment segment = new Segment(unread, (int) in.getVarint(), cache.newFile(), 1);
                            segment.decode(in);
                            segments.put(segment.id(), segment);
                        }
                        case WITHOUT_HEADERS -> {
                            Segment known = segments.get(in.getVarint());
                            if (known != null) {
                                known.mayHaveHeaders = false;
                            }
                        }
                        case HEADER -> {
                            int from = in.at;
                            in.skip(SegmentHeader.BYTES);
                            SegmentHeader of = SegmentHeader.decode(Arrays.copyOfRange(in.array, from, in.at));
                            if (of != null) {
                                headers.put(of.id(), of);
                            }
                        }
                        case SUBJECTS -> readSubjects(in, index);
                        case EXPIRIES -> expiries.add(in.getVarint(), in.getVarint());
                        case END -> ended = true;
                        default -> {
                            return null;
                        }
                    }
                }
                at += length;
            }
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
        return ended && numbers != null ? new Read(numbers, segments, headers) : null;
    }

    private static void readSubjects(ByteCursor in, SubjectIndex index) {
        int count = (int) in.getVarint();
        byte[][] subjects = new byte[count][];
        long[] counts = new long[count];
        long[] firsts = new long[count];
        long[] lasts = new long[count];
        byte[] previous = {};
        for (int i = 0; i < count; i++) {
            int common = (int) in.getVarint();
            int rest = in.getLength();
            byte[] subject = Arrays.copyOf(previous, common + rest);
            System.arraycopy(in.array, in.at, subject, common, rest);
            in.skip(rest);
            subjects[i] = subject;
            counts[i] = in.getVarint();
            lasts[i] = in.getSigned();
            firsts[i] = lasts[i] + in.getSigned();
            previous = subject;
        }
        index.addLast(subjects, counts, firsts, lasts);
    }
}
