package io.vagus.jetstream.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.Limits;
import io.vagus.base.framing.FrameReader;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.snapshot.ArchiveEntry;
import io.vagus.jetstream.snapshot.BackupSource;
import io.vagus.jetstream.snapshot.OlderBlock;
import io.vagus.jetstream.snapshot.OlderConsumer;
import io.vagus.jetstream.snapshot.OlderConsumerFiles;
import io.vagus.jetstream.snapshot.OlderIndex;
import io.vagus.jetstream.snapshot.SequenceSet;
import io.vagus.jetstream.snapshot.TarReader;
import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StreamStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills a new stream from a backup of nats-server before 2.15: a compressed tar archive of the stream's own files. What is deleted
 * stands behind the messages, so the archive is read twice. Called on the stream's thread.
 */
final class OlderRestoration {
    private static final int MOST_FILE_BYTES = 64 * 1024 * 1024;
    private static final String BLOCKS = "msgs/";
    private static final String BLOCK = ".blk";
    private static final String BLOCK_INDEX = ".idx";
    private static final String CONSUMERS = "obs/";

    private final Restoration restoration;
    private final StreamStore store;
    private final ConsumerStore consumers;
    private final long mostBytes;
    private final SequenceSet gone = new SequenceSet();
    private final OlderConsumerFiles consumerFiles = new OlderConsumerFiles();
    private final Map<Long, Long> firstByBlock = new HashMap<>();
    private OlderIndex index = OlderIndex.NONE;
    private long lastTime;
    private long last;

    OlderRestoration(Restoration restoration, StreamStore store, ConsumerStore consumers, long mostBytes) {
        this.restoration = restoration;
        this.store = store;
        this.consumers = consumers;
        this.mostBytes = mostBytes;
    }

    /** Reads it. Errors: {@link IOException} that says what is wrong. */
    void read(BackupSource backup, String stream, long now) throws IOException {
        boolean isNamed = false;
        try (InputStream in = backup.open()) {
            TarReader tar = new TarReader(new FrameReader(in));
            for (String name = tar.next(); name != null; name = tar.next()) {
                if (name.equals("meta.inf")) {
                    isNamed = name(tar).equals(stream);
                } else {
                    survey(name, tar);
                }
            }
        }
        if (!isNamed) {
            throw new IOException("stream names do not match");
        }
        if (index.firstSequence() > 1) {
            store.skipTo(index.firstSequence() - 1, now);
        }
        try (InputStream in = backup.open()) {
            TarReader tar = new TarReader(new FrameReader(in));
            for (String name = tar.next(); name != null; name = tar.next()) {
                if (isBlock(name)) {
                    messages(name, tar, now);
                }
            }
        }
        last = Math.max(last, index.lastSequence());
        if (last > store.lastSequence()) {
            store.skipTo(last, Math.max(Math.max(lastTime, index.lastTimestampNanos()), store.lastTimestampNanos()));
        }
        for (String file : consumerFiles.names()) {
            if (file.endsWith("/meta.inf")) {
                consumer(file.substring(CONSUMERS.length(), file.lastIndexOf('/')), now);
            }
        }
    }

    private static boolean isBlock(String name) {
        return name.startsWith(BLOCKS) && name.endsWith(BLOCK);
    }

    private static byte[] whole(TarReader tar) throws IOException {
        if (tar.remaining() > MOST_FILE_BYTES) {
            throw new IOException("file too large");
        }
        return tar.readNBytes((int) tar.remaining());
    }

    private static String name(TarReader tar) throws IOException {
        ObjectNode meta = Json.parseOrNull(whole(tar));
        return meta == null ? "" : meta.path("name").asText();
    }

    /** Learns what is not there any more, and what the consumers are. */
    private void survey(String name, TarReader tar) throws IOException {
        if (isBlock(name)) {
            OlderBlock.read(tar, mostBytes, new OlderBlock.Visitor() {
                @Override
                public void message(ArchiveEntry message) {
                    last = Math.max(last, message.sequence());
                }

                @Override
                public void gone(long sequence) throws IOException {
                    gone.add(sequence);
                    last = Math.max(last, sequence);
                }
            });
        } else if (name.equals("msgs/index.db") && tar.remaining() <= MOST_FILE_BYTES) {
            byte[] file = whole(tar);
            try {
                index = OlderIndex.read(file);
            } catch (IOException damaged) {
                // The blocks say nearly as much.
                index = OlderIndex.NONE;
            }
            firstByBlock.putAll(index.firstByBlock());
            gone.addAll(index.deleted());
        } else if (name.startsWith(BLOCKS) && name.endsWith(BLOCK_INDEX)) {
            blockIndex(number(name), whole(tar));
        } else if (name.startsWith(CONSUMERS)) {
            consumerFiles.add(name, whole(tar));
        }
    }

    private void blockIndex(long number, byte[] file) throws IOException {
        OlderIndex block;
        try {
            block = OlderIndex.readBlock(file);
        } catch (IOException damaged) {
            // The block says nearly as much.
            firstByBlock.remove(number);
            return;
        }
        if (firstByBlock.size() >= Limits.RESTORED_BLOCKS) {
            throw new IOException("too many blocks");
        }
        firstByBlock.put(number, block.firstSequence());
        gone.addAll(block.deleted());
        last = Math.max(last, block.lastSequence());
        lastTime = Math.max(lastTime, block.lastTimestampNanos());
    }

    private void messages(String name, TarReader tar, long now) throws IOException {
        long first = Math.max(index.firstSequence(), firstByBlock.getOrDefault(number(name), 0L));
        OlderBlock.read(tar, mostBytes, new OlderBlock.Visitor() {
            @Override
            public void message(ArchiveEntry message) throws IOException {
                long sequence = message.sequence();
                if (sequence >= first && sequence > store.lastSequence() && !gone.contains(sequence)) {
                    restoration.message(message, now);
                }
            }

            @Override
            public void gone(long sequence) {}
        });
    }

    /** The number in the name of a file of a block; 0 without one. */
    private static long number(String file) {
        try {
            return Long.parseLong(file, BLOCKS.length(), file.length() - BLOCK.length(), 10);
        } catch (NumberFormatException notNumbered) {
            return 0;
        }
    }

    private void consumer(String name, long now) throws IOException {
        byte[] meta = file(name, "meta.inf");
        ObjectNode config = meta == null ? null : Json.parseOrNull(meta);
        if (config == null || config.isEmpty()) {
            throw new IOException("error restoring consumer [\"" + name + "\"]: unexpected end of JSON input");
        }
        Instant made = new Fields(config, "FileConsumerInfo").time("Created");
        config.remove("Created");
        config.remove("Name");
        ObjectNode description = Json.object().put("created", made == null ? now : nanos(made));
        description.set("config", config);
        ConsumerLedger ledger = consumers.create(name, Json.bytes(description));
        byte[] state = file(name, "o.dat");
        if (state != null) {
            fill(ledger, OlderConsumer.read(state));
        }
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    private byte @Nullable [] file(String consumer, String name) {
        return consumerFiles.file(CONSUMERS + consumer + "/" + name);
    }

    private static void fill(ConsumerLedger ledger, OlderConsumer state) {
        ledger.reset(state.deliveredConsumer(), state.deliveredStream(), state.floorConsumer(), state.floorStream());
        for (OlderConsumer.Pending each : state.pending()) {
            ledger.restorePending(each.streamSequence(), each.consumerSequence(), each.timestampNanos());
        }
        for (OlderConsumer.Redelivered each : state.redelivered()) {
            ledger.restoreRedelivered(each.streamSequence(), each.times());
        }
    }
}
