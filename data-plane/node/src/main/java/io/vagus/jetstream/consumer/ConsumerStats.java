package io.vagus.jetstream.consumer;

import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;

/**
 * How one consumer stands at one moment, for metrics. Counters begin at 0 when the node starts.
 *
 * @param pending messages it was not given yet: its lag in messages
 * @param ackPending messages it was given and did not acknowledge
 * @param waiting requests that wait for messages
 * @param lagNanos how old the oldest message is that it was not given yet or did not acknowledge; 0 when it has all: its lag
 *     in time
 * @param delivered deliveries, redeliveries among them
 * @param refused negative acknowledgements
 * @param exhausted messages delivered as often as they may be
 * @param deadLettered messages that went to the consumer's dead letter subject
 */
public record ConsumerStats(
        String name,
        long pending,
        long ackPending,
        long waiting,
        long lagNanos,
        long delivered,
        long redelivered,
        long acknowledged,
        long refused,
        long terminated,
        long exhausted,
        long deadLettered) {

    private static final ConsumerCounters NOTHING = new ConsumerCounters();

    static ConsumerStats of(Consumer consumer, StreamStore store, long now) {
        ConsumerCounters counters = consumer.counters == null ? NOTHING : consumer.counters;
        return new ConsumerStats(
                consumer.name(),
                consumer.pending(),
                consumer.ackPending(),
                consumer.pulls == null ? 0 : consumer.pulls.size(),
                lag(consumer, store, now),
                counters.delivered,
                counters.redelivered,
                counters.acknowledged,
                counters.refused,
                counters.terminated,
                counters.exhausted,
                counters.deadLettered);
    }

    private static long lag(Consumer consumer, StreamStore store, long now) {
        long oldest = consumer.state().pending().first();
        if (oldest == 0 && consumer.pending() > 0) {
            oldest = store.nextSequence(consumer.group().filter(), consumer.nextSequence);
        }
        StoredMessage message = oldest == 0 ? null : store.load(oldest);
        return message == null ? 0 : Math.max(0, now - message.timestampNanos());
    }
}
