package io.vagus.storage;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The consumers of a stream, in memory. */
final class MemoryConsumerStore implements ConsumerStore, ConsumerLedger.Sink {

    private final Map<String, ConsumerLedger> consumers = new HashMap<>();
    private long lastId;

    @Override
    public Collection<ConsumerLedger> consumers() {
        return Collections.unmodifiableCollection(consumers.values());
    }

    @Override
    public @Nullable ConsumerLedger consumer(String name) {
        return consumers.get(name);
    }

    @Override
    public ConsumerLedger create(String name, byte[] config) {
        ConsumerLedger consumer = new ConsumerLedger(name, ++lastId, config, this);
        consumers.put(name, consumer);
        return consumer;
    }

    @Override
    public void remove(String name) {
        consumers.remove(name);
    }

    @Override
    public void commit(CommitListener listener) {
        listener.committed(StoreHealth.GOOD);
    }

    @Override
    public boolean write() {
        return false;
    }

    @Override
    public boolean hasLost() {
        return false;
    }

    @Override
    public boolean hasNewDescriptions() {
        return false;
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
    public void record(ConsumerLedger consumer, ConsumerChange change, long a, long b, long c, long d) {}

    @Override
    public void configured(ConsumerLedger consumer) {}
}
