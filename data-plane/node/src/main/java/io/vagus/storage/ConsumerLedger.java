package io.vagus.storage;

/**
 * One consumer as it is kept: its description, and its state, which changes here and nowhere else, so that each change is in the log.
 * Belongs to the stream's owner. A change is durable when {@link ConsumerStore#commit} says so.
 */
public final class ConsumerLedger {

    private final String name;
    private final long id;
    private final Sink sink;
    private final ConsumerState state = new ConsumerState();
    private byte[] config;

    ConsumerLedger(String name, long id, byte[] config, Sink sink) {
        this.name = name;
        this.id = id;
        this.config = config;
        this.sink = sink;
    }

    /** Takes down what happened to a consumer. The numbers are the arguments of the change. */
    interface Sink {

        void record(ConsumerLedger consumer, ConsumerChange change, long a, long b, long c, long d);

        void configured(ConsumerLedger consumer);
    }

    public String name() {
        return name;
    }

    long id() {
        return id;
    }

    /** What the caller stored to describe the consumer. */
    public byte[] config() {
        return config;
    }

    /** Its state: one object, which lives as long as this. */
    public ConsumerState state() {
        return state;
    }

    /** Replaces the description. */
    public void configure(byte[] newConfig) {
        config = newConfig;
        sink.configured(this);
    }

    /**
     * A message was delivered that has to be acknowledged.
     *
     * @param deliveries how often it was delivered, this time included
     */
    public void delivered(long consumerSequence, long streamSequence, long deliveries, long timestampNanos) {
        change(ConsumerChange.DELIVERED, consumerSequence, streamSequence, deliveries, timestampNanos);
    }

    /** A message was delivered that nobody will acknowledge. */
    public void deliveredUnacknowledged(long consumerSequence, long streamSequence) {
        change(ConsumerChange.DELIVERED_UNACKNOWLEDGED, consumerSequence, streamSequence, 0, 0);
    }

    /** One message was acknowledged (or terminated). */
    public void acknowledged(long consumerSequence, long streamSequence) {
        change(ConsumerChange.ACKNOWLEDGED, consumerSequence, streamSequence, 0, 0);
    }

    /** A message and all before it were acknowledged. */
    public void acknowledgedThrough(long consumerSequence, long streamSequence) {
        change(ConsumerChange.ACKNOWLEDGED_THROUGH, consumerSequence, streamSequence, 0, 0);
    }

    /** A message leaves the pending ones although nobody acknowledged it; the floor stays. */
    public void abandoned(long streamSequence) {
        change(ConsumerChange.ABANDONED, streamSequence, 0, 0, 0);
    }

    /** The counts of redeliveries of messages before this one are not needed any more. */
    public void forgetRedeliveredBelow(long streamSequence) {
        change(ConsumerChange.FORGET_REDELIVERED, streamSequence, 0, 0, 0);
    }

    /** Starts anew from given numbers, with nothing pending and nothing redelivered. */
    public void reset(long deliveredConsumer, long deliveredStream, long ackFloorConsumer, long ackFloorStream) {
        change(ConsumerChange.RESET, deliveredConsumer, deliveredStream, ackFloorConsumer, ackFloorStream);
    }

    /** Adds one pending message, as a restore or a replica does. */
    public void restorePending(long streamSequence, long consumerSequence, long timestampNanos) {
        change(ConsumerChange.PENDING, streamSequence, consumerSequence, timestampNanos, 0);
    }

    /** Sets how often a message was delivered again, as a restore or a replica does. */
    public void restoreRedelivered(long streamSequence, long times) {
        change(ConsumerChange.REDELIVERED, streamSequence, times, 0, 0);
    }

    private void change(ConsumerChange change, long a, long b, long c, long d) {
        change.apply(state, a, b, c, d);
        sink.record(this, change, a, b, c, d);
    }

    void setConfig(byte[] newConfig) {
        config = newConfig;
    }
}
