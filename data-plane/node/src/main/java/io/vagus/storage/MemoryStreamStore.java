package io.vagus.storage;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The messages of a stream in memory: blocks of references by sequence. */
final class MemoryStreamStore extends IndexedStore {

    private static final int BLOCK = 512;

    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private @Nullable Block newest;
    private long newestKey = -1;

    private static final class Block {
        final @Nullable StoredMessage[] messages = new @Nullable StoredMessage[BLOCK];
        int live;
    }

    @Override
    boolean admits(long sequence) {
        return true;
    }

    @Override
    void keep(
            long sequence, byte[] subject, byte @Nullable [] headers, byte[] payload, long timestamp, long ttlSeconds) {
        long key = sequence / BLOCK;
        Block block = newest;
        if (block == null || key != newestKey) {
            block = blocks.computeIfAbsent(key, ignored -> new Block());
            newest = block;
            newestKey = key;
        }
        block.messages[(int) (sequence % BLOCK)] =
                new StoredMessage(sequence, timestamp, subject, headers, payload, ttlSeconds);
        block.live++;
    }

    @Override
    void keepSkip(long sequence, long timestamp) {}

    @Override
    void keepStart() {}

    @Override
    void drop(long sequence, long size, boolean erase) {
        Block block = blocks.get(sequence / BLOCK);
        if (block == null || block.messages[(int) (sequence % BLOCK)] == null) {
            return;
        }
        block.messages[(int) (sequence % BLOCK)] = null;
        block.live--;
        if (block.live == 0 && sequence / BLOCK != newestKey) {
            blocks.remove(sequence / BLOCK);
        }
    }

    @Override
    void dropRange(long from, long to) {
        long firstWhole = (from + BLOCK - 1) / BLOCK;
        long endWhole = (to + 1) / BLOCK;
        if (firstWhole < endWhole) {
            blocks.subMap(firstWhole, endWhole).clear();
            if (newestKey >= firstWhole && newestKey < endWhole) {
                newest = null;
                newestKey = -1;
            }
        }
        if (firstWhole >= endWhole) {
            dropEach(from, to);
        } else {
            dropEach(from, firstWhole * BLOCK - 1);
            dropEach(endWhole * BLOCK, to);
        }
    }

    private void dropEach(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            drop(sequence, 0, false);
        }
    }

    @Override
    boolean prepareTruncate() {
        return true;
    }

    @Override
    void dropTail(long newLast) {
        dropRange(newLast + 1, lastSequence);
    }

    @Override
    public @Nullable StoredMessage load(long sequence) {
        if (sequence < firstSequence || sequence > lastSequence) {
            return null;
        }
        Block block = sequence / BLOCK == newestKey ? newest : blocks.get(sequence / BLOCK);
        return block == null ? null : block.messages[(int) (sequence % BLOCK)];
    }

    @Override
    long forward(SubjectFilter filter, long from, long to) {
        long start = from;
        for (Map.Entry<Long, Block> entry :
                blocks.subMap(from / BLOCK, true, to / BLOCK, true).entrySet()) {
            long base = entry.getKey() * BLOCK;
            Block block = entry.getValue();
            for (long s = Math.max(start, base); s <= to && s < base + BLOCK; s++) {
                StoredMessage message = block.messages[(int) (s - base)];
                if (message != null && filter.matches(message.subject())) {
                    return s;
                }
            }
        }
        return 0;
    }

    @Override
    long backward(SubjectFilter filter, long from, long to) {
        if (to > from) {
            return 0;
        }
        for (Map.Entry<Long, Block> entry : blocks.subMap(to / BLOCK, true, from / BLOCK, true)
                .descendingMap()
                .entrySet()) {
            long base = entry.getKey() * BLOCK;
            Block block = entry.getValue();
            for (long s = Math.min(from, base + BLOCK - 1); s >= to && s >= base; s--) {
                StoredMessage message = block.messages[(int) (s - base)];
                if (message != null && filter.matches(message.subject())) {
                    return s;
                }
            }
        }
        return 0;
    }

    @Override
    long countBetween(long from, long to) {
        long count = 0;
        for (Map.Entry<Long, Block> entry :
                blocks.subMap(from / BLOCK, true, to / BLOCK, true).entrySet()) {
            long base = entry.getKey() * BLOCK;
            Block block = entry.getValue();
            if (base >= from && base + BLOCK - 1 <= to) {
                count += block.live;
                continue;
            }
            for (long s = Math.max(from, base); s <= to && s < base + BLOCK; s++) {
                count += block.messages[(int) (s - base)] == null ? 0 : 1;
            }
        }
        return count;
    }

    @Override
    @Nullable
    Measured measure(long sequence) {
        StoredMessage message = load(sequence);
        if (message == null) {
            return null;
        }
        byte[] headers = message.headers();
        return new Measured(
                message.subject(),
                sizeOf(message.subject().length, headers == null ? 0 : headers.length, message.payload().length));
    }

    @Override
    long timestampOf(long sequence) {
        StoredMessage message = load(sequence);
        return message == null ? 0 : message.timestampNanos();
    }

    @Override
    boolean contains(long sequence) {
        return load(sequence) != null;
    }

    @Override
    public long sizeOf(int subjectBytes, int headersBytes, int payloadBytes) {
        return 16L + subjectBytes + headersBytes + payloadBytes;
    }

    @Override
    public long sequenceAt(long timestampNanos) {
        for (Block block : blocks.values()) {
            StoredMessage newestOfBlock = null;
            for (int i = BLOCK - 1; i >= 0 && newestOfBlock == null; i--) {
                newestOfBlock = block.messages[i];
            }
            if (newestOfBlock == null || newestOfBlock.timestampNanos() < timestampNanos) {
                continue;
            }
            for (StoredMessage message : block.messages) {
                if (message != null && message.timestampNanos() >= timestampNanos) {
                    return message.sequence();
                }
            }
        }
        return lastSequence + 1;
    }

    @Override
    public StoreHealth health() {
        return StoreHealth.GOOD;
    }

    @Override
    public void commit(CommitListener listener) {
        listener.committed(StoreHealth.GOOD);
    }

    @Override
    public boolean maintain(long nowNanos) {
        return false;
    }

    @Override
    public void releaseIdle() {}

    @Override
    public void close() {}

    @Override
    void recount() {
        // Nothing in memory is found damaged.
    }

    @Override
    void unreadable(StorageException cause) {
        // Everything in memory can be read.
    }
}
