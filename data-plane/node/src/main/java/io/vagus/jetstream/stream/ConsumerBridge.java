package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.consumer.ConsumerHost;
import io.vagus.jetstream.consumer.StreamTerms;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StreamStore;
import org.jspecify.annotations.Nullable;

/** The stream as its consumers see it. */
final class ConsumerBridge implements ConsumerHost {
    private final Stream stream;
    private final StreamWorld world;
    private final StreamStore store;
    private final ConsumerStore consumerStore;

    ConsumerBridge(Stream stream, StreamWorld world, StreamStore store, ConsumerStore consumerStore) {
        this.stream = stream;
        this.world = world;
        this.store = store;
        this.consumerStore = consumerStore;
    }

    @Override
    public StreamTerms terms() {
        StreamConfig config = stream.config();
        return new StreamTerms(
                world.account(),
                world.domain(),
                config.name(),
                config.subjects(),
                switch (config.retention()) {
                    case LIMITS -> StreamTerms.Retention.LIMITS;
                    case INTEREST -> StreamTerms.Retention.INTEREST;
                    case WORK_QUEUE -> StreamTerms.Retention.WORK_QUEUE;
                },
                config.maxConsumers(),
                config.replicas(),
                config.storage() == StreamConfig.Storage.MEMORY,
                config.sealed(),
                config.maxMessageBytes() > 0 ? config.maxMessageBytes() : (int) world.maxPayloadBytes(),
                new StreamTerms.StreamLimits(
                        config.consumerLimits().inactiveThresholdNanos(),
                        config.consumerLimits().maxAckPending()),
                world.accountConsumerLimits(),
                world.serverConsumerLimits());
    }

    @Override
    public StreamStore store() {
        return store;
    }

    @Override
    public long announcedSequence() {
        return stream.announcedSequence();
    }

    @Override
    public ConsumerStore consumerStore() {
        return consumerStore;
    }

    @Override
    public void remove(long sequence) {
        stream.removeQuietly(sequence);
    }

    @Override
    public boolean deliver(
            byte[] to, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        return world.deliver(to, subject, reply, headers, payload);
    }

    @Override
    public void answerWhenDurable(byte[] to) {
        stream.answerWhenDurable(to);
    }

    @Override
    public boolean publish(byte[] subject, byte @Nullable [] headers, byte[] payload) {
        return world.publish(subject, null, headers, payload);
    }

    @Override
    public boolean hasInterest(byte[] subject) {
        return world.hasInterest(subject, null);
    }

    @Override
    public boolean isBound(byte[] subject, byte @Nullable [] queue) {
        return world.isBound(subject, queue);
    }

    @Override
    public void watchInterest(byte[] subject) {
        world.watchInterest(subject);
    }

    @Override
    public void unwatchInterest(byte[] subject) {
        world.unwatchInterest(subject);
    }

    @Override
    public void wakeAt(long timeNanos) {
        stream.timers().set(Timers.Kind.CONSUMERS, timeNanos);
    }

    @Override
    public String uniqueId() {
        return world.uniqueId();
    }

    @Override
    public long random(long bound) {
        return world.random(bound);
    }

    @Override
    public void warn(String line) {
        world.warn(line);
    }
}
