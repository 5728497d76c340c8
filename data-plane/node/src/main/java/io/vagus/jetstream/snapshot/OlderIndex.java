package io.vagus.jetstream.snapshot;

import io.vagus.base.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * What nats-server's {@code index.db} says of the blocks of a stream: where the stream begins and ends, where each block begins, and
 * which messages in between were deleted, though their records may still be in the block. Source: nats-server server/filestore.go,
 * server/avl.
 *
 * @param firstByBlock the first message of each block, by the block's number
 */
public record OlderIndex(
        long firstSequence,
        long lastSequence,
        long lastTimestampNanos,
        Map<Long, Long> firstByBlock,
        SequenceSet deleted) {
    private static final int MAGIC = 11;
    private static final int OLDEST_VERSION = 1;
    private static final int WITH_LIFETIMES = 2;
    private static final int WITH_SCHEDULES = 3;
    private static final int WITH_LAST_BLOCK = 4;
    private static final int NEWEST_VERSION = 4;
    private static final int SET_MAGIC = 22;
    private static final int CHECKSUM = 8;

    /** Nothing is known. */
    public static final OlderIndex NONE = new OlderIndex(0, 0, 0, Map.of(), new SequenceSet());

    /** Reads one. Errors: {@link IOException} when it is damaged. */
    public static OlderIndex read(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        OlderNumbers numbers = new OlderNumbers(in);
        if (file.length < 2 || in.get() != MAGIC) {
            throw new IOException("corrupt state file");
        }
        int version = in.get();
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw new IOException("corrupt state file");
        }
        numbers.unsigned();
        numbers.unsigned();
        long first = numbers.unsigned();
        numbers.signed();
        long last = numbers.unsigned();
        long lastTime = numbers.signed();
        skipSubjects(numbers, version);
        Map<Long, Long> firstByBlock = new HashMap<>();
        SequenceSet deleted = new SequenceSet();
        int blocks = numbers.count();
        for (int i = 0; i < blocks; i++) {
            long number = numbers.unsigned();
            numbers.unsigned();
            firstByBlock.put(number, numbers.unsigned());
            if (firstByBlock.size() > Limits.RESTORED_BLOCKS) {
                throw new IOException("too many blocks");
            }
            numbers.signed();
            numbers.unsigned();
            numbers.signed();
            long gaps = numbers.unsigned();
            if (version >= WITH_LIFETIMES) {
                numbers.unsigned();
            }
            if (version >= WITH_SCHEDULES) {
                numbers.unsigned();
            }
            if (gaps > 0) {
                readSet(in, deleted);
            }
        }
        return new OlderIndex(first, last, lastTime, firstByBlock, deleted);
    }

    /** Reads what servers before 2.10 kept beside each block, {@code <number>.idx}. Errors: {@link IOException} when it is damaged. */
    public static OlderIndex readBlock(byte[] file) throws IOException {
        if (file.length < 2 || file[0] != SET_MAGIC || file[1] < 1 || file[1] > 2) {
            throw new IOException("corrupt state file");
        }
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(2);
        OlderNumbers numbers = new OlderNumbers(in);
        numbers.unsigned();
        numbers.unsigned();
        long first = numbers.unsigned();
        numbers.signed();
        long last = numbers.unsigned();
        long lastTime = numbers.signed();
        long gaps = numbers.unsigned();
        numbers.skip(CHECKSUM);
        SequenceSet deleted = new SequenceSet();
        if (gaps > 0 && file[1] == 2) {
            readSet(in, deleted);
        }
        for (long i = 0; i < gaps && file[1] == 1; i++) {
            deleted.add(first + numbers.unsigned());
        }
        return new OlderIndex(first, last, lastTime, Map.of(), deleted);
    }

    private static void skipSubjects(OlderNumbers numbers, int version) throws IOException {
        int subjects = numbers.count();
        for (int i = 0; i < subjects; i++) {
            int length = numbers.count();
            if (length > 0) {
                numbers.skip(length);
                long total = numbers.unsigned();
                numbers.unsigned();
                if (total > 1 || version >= WITH_LAST_BLOCK) {
                    numbers.unsigned();
                }
            }
        }
    }

    private static void readSet(ByteBuffer in, SequenceSet into) throws IOException {
        if (in.remaining() < 10 || in.get() != SET_MAGIC) {
            throw new IOException("corrupt state file");
        }
        int words = in.get() == 1 ? 64 : 32;
        int nodes = in.getInt();
        in.getInt();
        if (nodes < 0 || (long) nodes * ((words + 1) * 8 + 2) > in.remaining()) {
            throw new IOException("corrupt state file");
        }
        for (int i = 0; i < nodes; i++) {
            long base = in.getLong();
            for (int word = 0; word < words; word++) {
                for (long bits = in.getLong(); bits != 0; bits &= bits - 1) {
                    into.add(base + word * 64L + Long.numberOfTrailingZeros(bits));
                }
            }
            in.getShort();
        }
    }
}
