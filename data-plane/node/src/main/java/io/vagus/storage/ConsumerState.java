package io.vagus.storage;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer has come: what it delivered, what of that is acknowledged, and what is neither. The rules by which deliveries and
 * acknowledgements move it are nats-server's. Belongs to the stream's owner; changed through {@link ConsumerLedger}, read by all.
 */
public final class ConsumerState {

    private long deliveredConsumer;
    private long deliveredStream;
    private long ackFloorConsumer;
    private long ackFloorStream;
    private final PendingDeliveries pending = new PendingDeliveries();
    private @Nullable TreeMap<Long, Long> redelivered;

    ConsumerState() {}

    /** The last consumer sequence that was given to a delivery. */
    public long deliveredConsumer() {
        return deliveredConsumer;
    }

    /** The highest stream sequence that was delivered. */
    public long deliveredStream() {
        return deliveredStream;
    }

    /** Deliveries up to this consumer sequence are all acknowledged. */
    public long ackFloorConsumer() {
        return ackFloorConsumer;
    }

    /** Messages up to this stream sequence are all acknowledged, or were never for this consumer. */
    public long ackFloorStream() {
        return ackFloorStream;
    }

    /** What was delivered and not acknowledged. */
    public PendingDeliveries pending() {
        return pending;
    }

    /** How often a message was delivered again: 1 after its second delivery, 0 for one delivered once or not at all. */
    public long redeliveries(long streamSequence) {
        if (redelivered == null) {
            return 0;
        }
        return redelivered.getOrDefault(streamSequence, 0L);
    }

    /** The messages that were delivered more than once and are still kept count of, with how often again. */
    public Map<Long, Long> redelivered() {
        return redelivered == null ? Map.of() : redelivered;
    }

    void delivered(long consumerSequence, long streamSequence, long deliveries, long timestampNanos) {
        if (consumerSequence <= ackFloorConsumer) {
            return;
        }
        if (streamSequence <= deliveredStream) {
            pending.touch(streamSequence, timestampNanos);
        } else {
            pending.put(streamSequence, consumerSequence, timestampNanos);
        }
        deliveredConsumer = Math.max(deliveredConsumer, consumerSequence);
        deliveredStream = Math.max(deliveredStream, streamSequence);
        if (deliveries > 1) {
            setRedelivered(streamSequence, Math.max(redeliveries(streamSequence), deliveries - 1));
        }
    }

    void deliveredUnacknowledged(long consumerSequence, long streamSequence) {
        deliveredConsumer = Math.max(deliveredConsumer, consumerSequence);
        deliveredStream = Math.max(deliveredStream, streamSequence);
        ackFloorConsumer = deliveredConsumer;
        ackFloorStream = deliveredStream;
    }

    void acknowledged(long consumerSequence, long streamSequence) {
        forgetRedelivered(streamSequence);
        if (consumerSequence <= ackFloorConsumer || !pending.contains(streamSequence)) {
            return;
        }
        long original = Math.min(consumerSequence, pending.consumerSequence(streamSequence));
        pending.remove(streamSequence);
        if (pending.isEmpty()) {
            ackFloorConsumer = deliveredConsumer;
            ackFloorStream = deliveredStream;
        } else if (original == ackFloorConsumer + 1) {
            ackFloorConsumer = original;
            ackFloorStream = streamSequence;
            long next = pending.firstFrom(streamSequence + 1);
            if (deliveredConsumer > original && next != 0) {
                ackFloorConsumer = pending.consumerSequence(next) - 1;
                ackFloorStream = next - 1;
            }
        }
    }

    void acknowledgedThrough(long consumerSequence, long streamSequence) {
        forgetRedelivered(streamSequence);
        if (consumerSequence <= ackFloorConsumer || !pending.contains(streamSequence)) {
            return;
        }
        ackFloorConsumer = consumerSequence;
        ackFloorStream = streamSequence;
        pending.removeThrough(streamSequence);
        forgetRedeliveredBelow(streamSequence + 1);
    }

    void abandoned(long streamSequence) {
        pending.remove(streamSequence);
    }

    void forgetRedeliveredBelow(long streamSequence) {
        if (redelivered != null) {
            redelivered.headMap(streamSequence).clear();
            if (redelivered.isEmpty()) {
                redelivered = null;
            }
        }
    }

    void reset(long deliveredConsumer, long deliveredStream, long ackFloorConsumer, long ackFloorStream) {
        this.deliveredConsumer = deliveredConsumer;
        this.deliveredStream = deliveredStream;
        this.ackFloorConsumer = ackFloorConsumer;
        this.ackFloorStream = ackFloorStream;
        pending.clear();
        redelivered = null;
    }

    void setRedelivered(long streamSequence, long times) {
        if (redelivered == null) {
            redelivered = new TreeMap<>();
        }
        redelivered.put(streamSequence, times);
    }

    private void forgetRedelivered(long streamSequence) {
        if (redelivered != null) {
            redelivered.remove(streamSequence);
            if (redelivered.isEmpty()) {
                redelivered = null;
            }
        }
    }
}
