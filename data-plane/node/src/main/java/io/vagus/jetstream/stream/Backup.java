package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.framing.FrameWriter;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.snapshot.ArchiveEntry;
import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerState;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup on its way out: as many chunks are sent as the receiver has room for; each acknowledgement makes room for one more.
 * Owned by the stream.
 */
final class Backup {
    private static final int DEFAULT_CHUNK = 128 * 1024;
    private static final int DEFAULT_WINDOW = 8 * 1024 * 1024;
    private static final int LEAST = 1024;
    private static final int MOST_CHUNK = 1024 * 1024;
    private static final int MOST_WINDOW = 32 * 1024 * 1024;
    private static final long SILENCE_NANOS = 5_000_000_000L;
    /** Who asked may begin to listen only once it has the answer. */
    private static final long START_NANOS = 2_000_000_000L;

    /** A client's inbox may be heard before the client listens to this one: who asked gets time to do so. */
    private static final long PATIENCE_NANOS = 100_000_000L;

    private static final long LOOK_NANOS = 20_000_000L;
    private static final byte[] NOTHING = {};

    private final Stream stream;
    private final byte[] to;
    private final int chunkBytes;
    private final int window;
    private final long lastSequence;
    private final String acknowledgement;
    private final FrameWriter frames = new FrameWriter();
    private final StreamWorld.Subscription acknowledgements;
    private byte[] ready = NOTHING;
    private int readyAt;
    private long next;
    private boolean written;
    private boolean started;
    private boolean ended;
    private final long startBy;
    private final long began;
    private final ObjectNode client;
    private int inFlight;
    private int index = 1;
    private long deadline;

    Backup(Stream stream, ConsumerStore consumers, Request request, ObjectNode state, long now) {
        this.stream = stream;
        this.to = request.deliverSubject.getBytes(UTF_8);
        this.chunkBytes = Math.clamp(request.chunk == 0 ? DEFAULT_CHUNK : request.chunk, LEAST, MOST_CHUNK);
        int wanted = Math.clamp(request.window == 0 ? DEFAULT_WINDOW : request.window, LEAST, MOST_WINDOW);
        this.window = Math.max(wanted, chunkBytes) / chunkBytes;
        this.lastSequence = stream.store().lastSequence();
        this.next = stream.store().firstSequence();
        this.acknowledgement = "$JS.SNAPSHOT.ACK." + stream.config().name() + "."
                + stream.world().uniqueId();
        this.acknowledgements = stream.world().subscribe(acknowledgement + ".>", (message, time) -> acknowledged(time));
        frames.write(ArchiveEntry.MAGIC);
        List<ArchiveEntry> documents = request.withConsumers ? consumers(consumers, now) : List.of();
        state.put("consumer_count", documents.size());
        frames.write(ArchiveEntry.document("state.json", now, Json.bytes(state)).bytes());
        documents.forEach(each -> frames.write(each.bytes()));
        this.deadline = now + SILENCE_NANOS;
        this.startBy = now + START_NANOS;
        this.client = request.client;
        this.began = now;
        ObjectNode content = Json.object().put("stream", stream.config().name());
        content.set("state", state);
        advise("SNAPSHOT_CREATE", "snapshot_create", content);
    }

    private void advise(String word, String type, ObjectNode content) {
        content.set("client", client);
        Json.putPresent(content, "domain", stream.world().domain());
        stream.world()
                .advise(
                        "$JS.EVENT.ADVISORY.STREAM." + word + "."
                                + stream.config().name(),
                        type,
                        content);
    }

    /** What a backup was asked to be, and by whom; sizes of 0 are the default. */
    record Request(String deliverSubject, boolean withConsumers, int chunk, int window, ObjectNode client) {}

    private List<ArchiveEntry> consumers(ConsumerStore from, long now) {
        List<ArchiveEntry> entries = new ArrayList<>();
        for (ConsumerLedger ledger : from.consumers()) {
            ObjectNode description = Json.parseOrNull(ledger.config());
            if (description == null || description.get("config") == null) {
                continue;
            }
            ObjectNode node = Json.object();
            node.set("config", description.get("config"));
            put(node.putObject("state"), ledger.state());
            entries.add(ArchiveEntry.document("consumers/" + ledger.name(), now, Json.bytes(node)));
        }
        return entries;
    }

    private static void put(ObjectNode into, ConsumerState state) {
        into.putObject("delivered")
                .put("consumer_seq", state.deliveredConsumer())
                .put("stream_seq", state.deliveredStream());
        into.putObject("ack_floor")
                .put("consumer_seq", state.ackFloorConsumer())
                .put("stream_seq", state.ackFloorStream());
        if (!state.pending().isEmpty()) {
            ObjectNode pending = into.putObject("pending");
            state.pending().forEachFrom(0, (sequence, number, time) -> {
                pending.putObject(Long.toString(sequence))
                        .put("sequence", number)
                        .put("ts", time);
                return true;
            });
        }
        if (!state.redelivered().isEmpty()) {
            ObjectNode redelivered = into.putObject("redelivered");
            state.redelivered().forEach((sequence, times) -> redelivered.put(Long.toString(sequence), times));
        }
    }

    private void acknowledged(long now) {
        inFlight = Math.max(0, inFlight - 1);
        deadline = now + SILENCE_NANOS;
        pump(now);
    }

    /** Sends what there is room for, once somebody listens. */
    void pump(long now) {
        if (!started) {
            started = now >= startBy
                    || now >= startBy - START_NANOS + PATIENCE_NANOS
                            && stream.world().hasInterest(to, null);
        }
        while (started && !ended && inFlight < window) {
            fill();
            int there = ready.length - readyAt;
            int length = Math.min(there, chunkBytes);
            if (length == chunkBytes) {
                send(Arrays.copyOfRange(ready, readyAt, readyAt + length));
                readyAt += length;
                continue;
            }
            if (there > 0) {
                stream.world().publish(to, null, null, Arrays.copyOfRange(ready, readyAt, ready.length));
            }
            end(index > 1 ? "204" : "");
        }
    }

    private void send(byte[] chunk) {
        String reply = acknowledgement + "." + chunk.length + "." + index;
        if (!stream.world().publish(to, reply.getBytes(UTF_8), null, chunk)) {
            end("408 No Interest");
            return;
        }
        index++;
        inFlight++;
    }

    private void fill() {
        while (ready.length - readyAt < chunkBytes && !written) {
            StoredMessage message = next > lastSequence ? null : stream.store().next(SubjectFilter.all(), next);
            if (message == null || message.sequence() > lastSequence) {
                frames.write(ArchiveEntry.end().bytes());
                frames.flush();
                written = true;
            } else {
                byte[] headers = message.headers();
                next = message.sequence() + 1;
                frames.write(new ArchiveEntry(
                                message.subject(),
                                message.timestampNanos(),
                                message.sequence(),
                                headers == null ? NOTHING : headers,
                                message.payload())
                        .bytes());
            }
            if (written || frames.available() >= chunkBytes) {
                byte[] more = frames.take();
                byte[] all = Arrays.copyOfRange(ready, readyAt, ready.length + more.length);
                System.arraycopy(more, 0, all, ready.length - readyAt, more.length);
                ready = all;
                readyAt = 0;
            }
        }
    }

    /** Gives up when nobody takes the chunks; when to look again, {@link Timers#NEVER} once it has ended. */
    long check(long now) {
        if (!started) {
            pump(now);
            if (!started) {
                return now + LOOK_NANOS;
            }
        }
        if (!ended && deadline <= now) {
            end("408 No Flow Response");
        }
        return ended ? Timers.NEVER : deadline;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Why it failed, as its advisory says; null where it did not. */
    private static @Nullable String failure(String status) {
        return switch (status) {
            case "408 No Interest" -> "no interest";
            case "408 No Flow Response" -> "no flow response";
            default -> status.startsWith("5") ? status.substring(4) : null;
        };
    }

    void end(String status) {
        if (ended) {
            return;
        }
        ended = true;
        ObjectNode content = Json.object()
                .put("stream", stream.config().name())
                .put("start", Json.time(began))
                .put("end", Json.time(Math.max(began, stream.now())));
        Json.putPresent(content, "error", failure(status));
        advise("SNAPSHOT_COMPLETE", "snapshot_complete", content);
        acknowledgements.close();
        byte[] headers = status.isEmpty() ? null : ("NATS/1.0 " + status + "\r\n\r\n").getBytes(UTF_8);
        stream.world().publish(to, null, headers, NOTHING);
    }
}
