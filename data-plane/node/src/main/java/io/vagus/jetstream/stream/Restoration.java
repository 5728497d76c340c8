package io.vagus.jetstream.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.framing.FrameReader;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.snapshot.ArchiveEntry;
import io.vagus.jetstream.snapshot.BackupSource;
import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StreamStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Fills a new stream from a backup. Errors are {@link IOException}s with nats-server's words. Called on the stream's thread. */
final class Restoration {
    /** Where an archive has not begun within so many bytes, it never will: an identifier of S2 and one chunk of the largest size. */
    private static final int DETECTED_WITHIN_BYTES = 10 + 4 + (1 << 24) - 1;

    private final StreamStore store;
    private final ConsumerStore consumers;
    private final long mostBytes;

    Restoration(StreamStore store, ConsumerStore consumers, long mostBytes) {
        this.store = store;
        this.consumers = consumers;
        this.mostBytes = mostBytes;
    }

    /**
     * Reads it, of whichever version it is.
     *
     * @param stream the stream's name, which older backups have to carry
     */
    void read(BackupSource backup, String stream, long now) throws IOException {
        boolean isArchive;
        try (FirstBytes in = new FirstBytes(backup.open(), DETECTED_WITHIN_BYTES)) {
            isArchive = ArchiveEntry.isArchive(new FrameReader(in));
        }
        if (!isArchive) {
            new OlderRestoration(this, store, consumers, mostBytes).read(backup, stream, now);
            return;
        }
        try (InputStream in = backup.open()) {
            readArchive(new FrameReader(in), now);
        }
        // The backup says where the stream begins, as older ones do not.
        store.settleStart();
    }

    /** So many bytes and no more: whoever wants more hears that this is too much. */
    private static final class FirstBytes extends FilterInputStream {
        private int left;

        FirstBytes(InputStream in, int most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int found = left > 0 ? super.read() : outOf();
            left -= found < 0 ? 0 : 1;
            return found;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int found = left > 0 || length == 0 ? super.read(to, offset, Math.min(length, left)) : outOf();
            left -= Math.max(0, found);
            return found;
        }

        private static int outOf() throws IOException {
            throw new IOException("snapshot format not detected within size limit");
        }
    }

    private void readArchive(InputStream in, long now) throws IOException {
        ArchiveEntry.readMagic(in);
        ArchiveEntry first = ArchiveEntry.read(in, mostBytes);
        ObjectNode state = first.text().equals("state.json") ? Json.parseOrNull(first.payload()) : null;
        if (state == null) {
            throw new IOException("expected state.json first");
        }
        long firstSequence = state.path("first_seq").asLong();
        if (firstSequence > 1) {
            store.skipTo(firstSequence - 1, now);
        }
        int count = state.path("consumer_count").asInt();
        for (int i = 0; i < count; i++) {
            consumer(ArchiveEntry.read(in, mostBytes), now);
        }
        for (ArchiveEntry entry = ArchiveEntry.read(in, mostBytes);
                !entry.isEnd();
                entry = ArchiveEntry.read(in, mostBytes)) {
            message(entry, now);
        }
        long last = state.path("last_seq").asLong();
        if (last > store.lastSequence()) {
            store.skipTo(last, now);
        }
    }

    void message(ArchiveEntry entry, long now) throws IOException {
        if (entry.sequence() <= 0) {
            throw new IOException("expected message sequence");
        }
        if (entry.sequence() <= store.lastSequence()) {
            throw new IOException("message sequence " + entry.sequence() + " out of order");
        }
        byte[] headers = entry.headers().length == 0 ? null : entry.headers();
        long ttl = MessageTtl.parse(HeaderBlock.text(headers, HeaderNames.TTL));
        if (ttl == MessageTtl.INVALID) {
            throw new IOException("failed to parse message TTL: invalid per-message TTL");
        }
        if (ttl > 0 && MessageTtl.end(entry.timestampNanos(), ttl) < now) {
            store.skipTo(entry.sequence(), now);
            return;
        }
        if (store.appendAt(entry.sequence(), entry.name(), headers, entry.payload(), entry.timestampNanos(), ttl)
                == 0) {
            throw new IOException("error writing message");
        }
    }

    private void consumer(ArchiveEntry entry, long now) throws IOException {
        String prefix = "consumers/";
        if (!entry.text().startsWith(prefix)) {
            throw new IOException("expected consumer, found \"" + entry.text() + "\"");
        }
        String name = entry.text().substring(prefix.length());
        ObjectNode node = Json.parseOrNull(entry.payload());
        if (node == null || !(node.get("config") instanceof ObjectNode config)) {
            throw new IOException("consumer \"" + name + "\" is missing config");
        }
        if (!(node.get("state") instanceof ObjectNode state)) {
            throw new IOException("consumer \"" + name + "\" is missing state");
        }
        ObjectNode description = Json.object().put("created", now);
        description.set("config", config);
        ConsumerLedger ledger = consumers.create(name, Json.bytes(description));
        ledger.reset(
                state.path("delivered").path("consumer_seq").asLong(),
                state.path("delivered").path("stream_seq").asLong(),
                state.path("ack_floor").path("consumer_seq").asLong(),
                state.path("ack_floor").path("stream_seq").asLong());
        for (Map.Entry<String, JsonNode> each : state.path("pending").properties()) {
            ledger.restorePending(
                    Long.parseLong(each.getKey()),
                    each.getValue().path("sequence").asLong(),
                    each.getValue().path("ts").asLong());
        }
        for (Map.Entry<String, JsonNode> each : state.path("redelivered").properties()) {
            ledger.restoreRedelivered(
                    Long.parseLong(each.getKey()), each.getValue().asLong());
        }
    }
}
