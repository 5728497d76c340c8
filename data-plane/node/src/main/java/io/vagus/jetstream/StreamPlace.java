package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.StreamAllowance;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.consumer.ConsumerHost;
import io.vagus.jetstream.consumer.StreamConsumers;
import io.vagus.jetstream.consumer.StreamTerms;
import io.vagus.jetstream.shard.Shard;
import io.vagus.jetstream.stream.AtomicBatches;
import io.vagus.jetstream.stream.Stream;
import io.vagus.jetstream.stream.StreamWorld;
import io.vagus.protocol.Publication;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StorageException;
import io.vagus.storage.StreamStore;
import io.vagus.storage.StreamStoreOptions;
import io.vagus.transport.InternalClient.InternalSubscription;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where one stream lives: its shard, its account, its subscriptions. The stream's world. */
final class StreamPlace implements StreamWorld {
    private final AccountStreams account;
    private final JetStream service;
    private final Shard shard;
    private final Stream stream;
    private final StreamSink sink;
    private final Map<String, Consumer<byte[]>> watched = new HashMap<>();
    private volatile boolean open;

    StreamPlace(AccountStreams account, JetStream service, StreamConfig config, long createdNanos) {
        this.account = account;
        this.service = service;
        this.shard = service.shardOf(account.name(), config.name());
        StreamStore store = service.storage()
                .openStream(
                        account.name(),
                        config.name(),
                        options(config, service),
                        task -> shard.execute(now -> task.run()));
        this.stream = new Stream(config, createdNanos, store, this);
        this.sink = new StreamSink(
                stream,
                shard,
                service.maxBufferedMessages(),
                service.maxBufferedBytes(),
                publication -> service.refuseOverflow(account, publication));
    }

    static StreamStoreOptions options(StreamConfig config, JetStream service) {
        if (config.storage() == StreamConfig.Storage.MEMORY) {
            return StreamStoreOptions.memory();
        }
        return new StreamStoreOptions(
                StreamStoreOptions.Kind.FILE,
                config.compression() == StreamConfig.Compression.S2,
                config.persistMode() == StreamConfig.PersistMode.ASYNC
                        ? io.vagus.storage.Durability.ASYNC
                        : service.durability());
    }

    Stream stream() {
        return stream;
    }

    Shard shard() {
        return shard;
    }

    StreamSink sink() {
        return sink;
    }

    AccountStreams owner() {
        return account;
    }

    /** Whether messages may be read without the API. */
    boolean answersDirectly() {
        return stream.config().allowDirect();
    }

    /** Whether the stream has begun; before, nobody is to meet it. */
    boolean isOpen() {
        return open;
    }

    /** Begins to take messages, if the stream takes any from clients. */
    void listen() {
        open = true;
        StreamConfig config = stream.config();
        sink.subscribe(account.client(), config.isMirror() ? java.util.List.of() : config.subjects());
    }

    /**
     * Ends the stream for good, with all that is stored. Called on its shard. Errors: {@link StorageException} where not all of it could be removed; the
     * stream has ended nevertheless.
     */
    void destroy(long now) {
        String name = stream.config().name();
        sink.close();
        stream.stop(StreamConsumers.Ending.STREAM_DELETED, now);
        account.remove(name);
        shard.forget(stream);
        try {
            service.forget(account, name);
            service.storage().deleteStream(account.name(), name);
        } catch (StorageException e) {
            // A full device has no room for the word that it is gone until its messages are.
            service.storage().deleteStream(account.name(), name);
            service.forget(account, name);
        }
        service.advisories().streamAction(shard.output(), account.account(), name, "DELETED", "delete");
    }

    @Override
    public String account() {
        return account.name();
    }

    @Override
    public @Nullable String domain() {
        return service.domain();
    }

    @Override
    public boolean publish(byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        return shard.output().publish(account.account(), subject, reply, headers, payload);
    }

    @Override
    public boolean hasInterest(byte[] subject, byte @Nullable [] queue) {
        return account.account().interest().hasInterest(subject);
    }

    @Override
    public boolean isBound(byte[] subject, byte @Nullable [] queue) {
        return account.account().interest().isBound(subject, queue);
    }

    @Override
    public void watchInterest(byte[] subject) {
        Consumer<byte[]> listener = changed -> shard.execute(now -> {
            stream.consumers().interestChanged(subject, now);
            shard.touch(stream);
        });
        watched.put(new String(subject, java.nio.charset.StandardCharsets.ISO_8859_1), listener);
        account.account().interest().watch(subject, listener);
    }

    @Override
    public void unwatchInterest(byte[] subject) {
        Consumer<byte[]> listener = watched.remove(new String(subject, java.nio.charset.StandardCharsets.ISO_8859_1));
        if (listener != null) {
            account.account().interest().unwatch(subject, listener);
        }
    }

    @Override
    public void advise(String subject, String type, ObjectNode content) {
        service.advisories().publish(shard.output(), account.account(), subject, type, content);
    }

    @Override
    public void touch() {
        shard.touch(stream);
    }

    @Override
    public void wakeAt(long time) {
        shard.wakeAt(stream, time);
    }

    @Override
    public void later(Runnable work) {
        shard.execute(now -> work.run());
    }

    @Override
    public boolean hasRoom(StreamConfig.Storage storage, int replicas, long bytes) {
        return account.hasRoom(storage, replicas, bytes);
    }

    @Override
    public ApiError storeError(int replicas) {
        return (account.tier(replicas) == null ? ErrorCode.NO_LIMITS : ErrorCode.ACCOUNT_RESOURCES_EXCEEDED).error();
    }

    @Override
    public boolean isServerFull(StreamConfig.Storage storage) {
        return service.isFull(storage);
    }

    @Override
    public void used(StreamConfig.Storage storage, int replicas, long bytes) {
        account.used(storage, replicas, bytes);
        service.usage().add(storage, bytes);
    }

    @Override
    public StreamTerms.AccountConsumerLimits accountConsumerLimits() {
        StreamAllowance.Tier tier = account.tier(stream.config().replicas());
        return tier == null
                ? StreamTerms.AccountConsumerLimits.FORBIDDEN
                : new StreamTerms.AccountConsumerLimits(tier.maxConsumers(), tier.maxAckPending(), true);
    }

    @Override
    public StreamTerms.ServerConsumerLimits serverConsumerLimits() {
        JetStreamSettings.Limits limits = service.settings().limits();
        return new StreamTerms.ServerConsumerLimits(
                limits.maxAckPending(), limits.maxRequestBatch(), limits.defaultMaxConsumers());
    }

    @Override
    public long maxPayloadBytes() {
        return service.maxPayloadBytes();
    }

    @Override
    public StreamConsumers consumers(ConsumerHost host) {
        return service.consumers(host);
    }

    @Override
    public boolean deliver(
            byte[] to, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        return shard.output().deliver(account.account(), to, subject, reply, headers, payload);
    }

    @Override
    public ConsumerStore consumerStore(StreamConfig config) {
        return service.storage()
                .openConsumers(
                        account.name(),
                        config.name(),
                        options(config, service),
                        task -> shard.execute(now -> task.run()));
    }

    @Override
    public AtomicBatches.Limits batchLimits() {
        JetStreamSettings.Batch batch = service.settings().limits().batch();
        return new AtomicBatches.Limits(
                batch.maxInflightPerStream() > 0 ? batch.maxInflightPerStream() : JetStream.ATOMIC_PER_STREAM,
                batch.maxMessages() > 0 ? batch.maxMessages() : JetStream.ATOMIC_MESSAGES,
                batch.timeout().isPositive() ? batch.timeout().toNanos() : JetStream.BATCH_TIMEOUT_NANOS);
    }

    @Override
    public boolean openBatch() {
        int limit = service.settings().limits().batch().maxInflightTotal();
        return service.atomicBatches().open(limit > 0 ? limit : JetStream.ATOMIC_TOTAL);
    }

    @Override
    public void closeBatch() {
        service.atomicBatches().close();
    }

    @Override
    public int fastBatchLimit() {
        int limit = service.settings().limits().batch().maxInflightPerStream();
        return limit > 0 ? limit : JetStream.FAST_PER_STREAM;
    }

    @Override
    public boolean openFastBatch() {
        int limit = service.settings().limits().batch().maxInflightTotal();
        return service.fastBatches().open(limit > 0 ? limit : JetStream.FAST_TOTAL);
    }

    @Override
    public void closeFastBatch() {
        service.fastBatches().close();
    }

    @Override
    public Subscription subscribe(String subject, Listener listener) {
        Hearing hearing = new Hearing(listener);
        hearing.subscription = account.client().subscribeDirectly(subject, null, (publication, from) -> {
            shard.execute(now -> hearing.onMessage(publication, now));
            return true;
        });
        return hearing;
    }

    /** One subscription of the stream. What had come to the shard, but not to the stream, when it was closed is not heard any more. */
    private final class Hearing implements Subscription {
        private final Listener listener;
        private @Nullable InternalSubscription subscription;
        private boolean closed;

        Hearing(Listener listener) {
            this.listener = listener;
        }

        void onMessage(Publication publication, long now) {
            if (!closed) {
                listener.onMessage(publication, now);
                shard.touch(stream);
            }
        }

        @Override
        public void close() {
            closed = true;
            InternalSubscription open = subscription;
            if (open != null) {
                open.close();
            }
        }
    }

    @Override
    public void serve(String mirrored) {
        account.serve(mirrored, this);
    }

    @Override
    public void stopServing(String mirrored) {
        account.stopServing(mirrored, this);
    }

    @Override
    public String uniqueId() {
        return service.ids().unique();
    }

    @Override
    public long random(long bound) {
        return service.ids().below(bound);
    }

    @Override
    public void warn(String line) {
        service.log().warn(line);
    }
}
