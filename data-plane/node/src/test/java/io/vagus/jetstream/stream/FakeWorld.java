package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.consumer.ConsumerHost;
import io.vagus.jetstream.consumer.ConsumerSettings;
import io.vagus.jetstream.consumer.Consumers;
import io.vagus.jetstream.consumer.StreamConsumers;
import io.vagus.jetstream.consumer.StreamTerms;
import io.vagus.protocol.Publication;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.MemoryStorage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.StreamStoreOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A world of one stream in which time stands still until it is told to go on. */
final class FakeWorld implements StreamWorld {
    static final long SECOND = 1_000_000_000L;

    /** A message that went out. */
    record Sent(String subject, @Nullable String headers, String payload) {}

    final List<Sent> sent = new ArrayList<>();
    final List<String> advisories = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final Stream stream;
    long now = 1_700_000_000L * SECOND;
    long alarm = Long.MAX_VALUE;
    long maxBytes = Long.MAX_VALUE;
    private boolean touched;
    private final Map<String, Listener> listeners = new HashMap<>();

    FakeWorld(StreamConfig.Draft draft) {
        this(draft, new MemoryStorage().openStream("A", "S", StreamStoreOptions.memory(), Runnable::run));
    }

    FakeWorld(StreamConfig.Draft draft, StreamStore store) {
        draft.name = draft.name.isEmpty() ? "S" : draft.name;
        draft.storage = StreamConfig.Storage.MEMORY;
        StreamConfig config = StreamConfigRules.check(draft.build(), new NothingAround(), false)
                .config();
        if (config == null) {
            throw new IllegalArgumentException("bad configuration");
        }
        stream = new Stream(config, now, store, this);
        stream.start(now);
        settle();
    }

    /** A world without other streams and limits. */
    static final class NothingAround implements StreamConfigRules.Surroundings {
        @Override
        public @Nullable StreamConfig find(String name) {
            return null;
        }

        @Override
        public long maxDuplicateWindowNanos() {
            return 0;
        }

        @Override
        public long maxStreamBytes(StreamConfig.Storage storage) {
            return 0;
        }

        @Override
        public boolean isMaxBytesRequired() {
            return false;
        }
    }

    /** Publishes and gives the acknowledgement. */
    String publish(String subject, String payload, String... headers) {
        sent.clear();
        byte[] block = null;
        for (int i = 0; i < headers.length; i += 2) {
            block = HeaderBlock.with(block, headers[i], headers[i + 1]);
        }
        stream.receive(
                new Inbound(subject.getBytes(UTF_8), "reply".getBytes(UTF_8), block, payload.getBytes(UTF_8), false),
                now);
        settle();
        return sent.stream()
                .filter(each -> each.subject.equals("reply"))
                .map(Sent::payload)
                .reduce("", (first, second) -> second);
    }

    /** Lets time pass, ringing alarms on the way. */
    void pass(long nanos) {
        long end = now + nanos;
        while (alarm <= end) {
            now = Math.max(now, alarm);
            alarm = Long.MAX_VALUE;
            stream.wake(now);
            settle();
        }
        now = end;
        stream.tick(now);
    }

    /** Something comes for a subscription; false when there is none. */
    boolean hear(Publication publication, String subscribed) {
        Listener listener = listeners.get(subscribed);
        if (listener != null) {
            listener.onMessage(publication, now);
        }
        return listener != null;
    }

    void settle() {
        do {
            touched = false;
            stream.commit(now, false);
            stream.settle(now);
        } while (touched);
    }

    @Override
    public String account() {
        return "A";
    }

    @Override
    public @Nullable String domain() {
        return null;
    }

    @Override
    public boolean deliver(
            byte[] to, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        return publish(to, reply, headers, payload);
    }

    @Override
    public boolean publish(byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        sent.add(new Sent(
                new String(subject, UTF_8),
                headers == null ? null : new String(headers, UTF_8),
                new String(payload, UTF_8)));
        return true;
    }

    @Override
    public boolean hasInterest(byte[] subject, byte @Nullable [] queue) {
        return true;
    }

    @Override
    public boolean isBound(byte[] subject, byte @Nullable [] queue) {
        return true;
    }

    @Override
    public void watchInterest(byte[] subject) {}

    @Override
    public void unwatchInterest(byte[] subject) {}

    @Override
    public void advise(String subject, String type, ObjectNode content) {
        advisories.add(subject + " " + content);
    }

    @Override
    public void touch() {
        touched = true;
    }

    @Override
    public void wakeAt(long time) {
        alarm = time;
    }

    @Override
    public void later(Runnable work) {
        work.run();
    }

    @Override
    public io.vagus.jetstream.api.ApiError storeError(int replicas) {
        return io.vagus.jetstream.api.ErrorCode.ACCOUNT_RESOURCES_EXCEEDED.error();
    }

    @Override
    public boolean hasRoom(StreamConfig.Storage storage, int replicas, long bytes) {
        return stream.store().bytes() + bytes <= maxBytes;
    }

    @Override
    public boolean isServerFull(StreamConfig.Storage storage) {
        return false;
    }

    @Override
    public void used(StreamConfig.Storage storage, int replicas, long bytes) {}

    @Override
    public StreamTerms.AccountConsumerLimits accountConsumerLimits() {
        return StreamTerms.AccountConsumerLimits.NONE;
    }

    @Override
    public StreamTerms.ServerConsumerLimits serverConsumerLimits() {
        return StreamTerms.ServerConsumerLimits.NONE;
    }

    @Override
    public long maxPayloadBytes() {
        return 1024 * 1024;
    }

    @Override
    public StreamConsumers consumers(ConsumerHost host) {
        return new Consumers(host, new ConsumerSettings("2.15.2", 5, true, false));
    }

    @Override
    public ConsumerStore consumerStore(StreamConfig config) {
        return new MemoryStorage().openConsumers("A", config.name(), StreamStoreOptions.memory(), Runnable::run);
    }

    @Override
    public AtomicBatches.Limits batchLimits() {
        return new AtomicBatches.Limits(2, 3, 10 * SECOND);
    }

    @Override
    public boolean openBatch() {
        return true;
    }

    @Override
    public void closeBatch() {}

    @Override
    public int fastBatchLimit() {
        return 2;
    }

    @Override
    public boolean openFastBatch() {
        return true;
    }

    @Override
    public void closeFastBatch() {}

    @Override
    public Subscription subscribe(String subject, Listener listener) {
        listeners.put(subject, listener);
        return () -> listeners.remove(subject, listener);
    }

    @Override
    public void serve(String mirrored) {}

    @Override
    public void stopServing(String mirrored) {}

    @Override
    public String uniqueId() {
        return "ID";
    }

    @Override
    public long random(long bound) {
        return 0;
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }
}
