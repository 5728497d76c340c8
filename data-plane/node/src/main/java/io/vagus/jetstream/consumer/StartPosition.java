package io.vagus.jetstream.consumer;

import io.vagus.jetstream.consumer.ConsumerConfig.DeliverPolicy;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a new consumer begins.
 *
 * @param sequence the first stream sequence to look at
 * @param first sequences to deliver before going on in order; null for none
 */
record StartPosition(long sequence, Consumer.@Nullable SkipList first) {

    static StartPosition of(ConsumerConfig config, StreamStore store, SubjectFilter filter) {
        long first = store.firstSequence();
        long last = store.lastSequence();
        if (config.startSequence() != 0) {
            // One from 2^63 on is behind all there can be.
            long wanted = config.startSequence() < 0 ? Long.MAX_VALUE : config.startSequence();
            return new StartPosition(Math.max(wanted, first), null);
        }
        if (config.deliverPolicy() == DeliverPolicy.LAST_PER_SUBJECT) {
            long[] newest = store.lastSequences(filter, last);
            if (newest.length > 0) {
                return new StartPosition(newest[0], new Consumer.SkipList(newest, last));
            }
        }
        long sequence = switch (config.deliverPolicy()) {
            case ALL, BY_START_SEQUENCE -> first;
            case LAST -> newest(store, filter);
            case LAST_PER_SUBJECT -> last;
            case NEW -> last + 1;
            case BY_START_TIME -> firstAfter(config, store, atTime(config.startTime(), store));
        };
        return new StartPosition(Math.max(Math.min(sequence, last + 1), Math.max(first, 1)), null);
    }

    private static long newest(StreamStore store, SubjectFilter filter) {
        StoredMessage newest = store.last(filter);
        return newest == null ? 0 : newest.sequence();
    }

    /** Passes over what no filter wants, as far as the first message of each filter tells: nats-server looks no farther. */
    private static long firstAfter(ConsumerConfig config, StreamStore store, long sequence) {
        long last = store.lastSequence();
        long nearest = last;
        for (String each : config.filters()) {
            long first = store.nextSequence(SubjectFilter.of(each), store.firstSequence());
            if (first >= sequence && first > 0 && first < nearest) {
                nearest = first;
            }
        }
        return nearest > sequence && nearest < last ? nearest : sequence;
    }

    private static long atTime(@Nullable Instant time, StreamStore store) {
        return time == null ? store.lastSequence() + 1 : store.sequenceAt(Consumer.nanos(time));
    }
}
