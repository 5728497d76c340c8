package io.vagus.jetstream.consumer;

/**
 * A consumer's delivery state at one moment, as it is written and replicated. Arrays are parallel and ascending by stream
 * sequence.
 *
 * @param deliveredConsumer the last consumer sequence given out
 * @param deliveredStream the last stream sequence delivered or passed over
 * @param floorConsumer all consumer sequences up to here are settled
 * @param floorStream all stream sequences up to here are settled
 * @param pending stream sequences that wait for their acknowledgement
 * @param pendingConsumer the consumer sequence of the first delivery of each
 * @param pendingTimestamps when each was last delivered, as nanoseconds since 1970
 * @param redelivered stream sequences delivered more than once, or past their last delivery
 * @param redeliveries how often each was delivered again
 */
public record ConsumerImage(
        long deliveredConsumer,
        long deliveredStream,
        long floorConsumer,
        long floorStream,
        long[] pending,
        long[] pendingConsumer,
        long[] pendingTimestamps,
        long[] redelivered,
        long[] redeliveries) {

    private static final long[] NONE = {};

    /** The state of a consumer that has delivered nothing and starts at this stream sequence. */
    public static ConsumerImage startingAt(long streamSequence) {
        return new ConsumerImage(0, streamSequence - 1, 0, streamSequence - 1, NONE, NONE, NONE, NONE, NONE);
    }
}
