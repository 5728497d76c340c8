package io.vagus.jetstream.consumer;

import io.vagus.storage.ConsumerState;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import io.vagus.subject.Pattern;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings consumers in line with a stream that many messages left at once. */
final class Purge {

    private final ConsumerHost host;
    private final Lifecycle lifecycle;

    Purge(ConsumerHost host, Lifecycle lifecycle) {
        this.host = host;
        this.lifecycle = lifecycle;
    }

    /**
     * After messages of this filter left; null for a purge of all.
     *
     * @param consumers all of the stream
     */
    void apply(@Nullable String filter, List<Consumer> consumers, long now) {
        for (Consumer consumer : consumers) {
            if (filter == null || concerns(consumer.config().filters(), filter)) {
                apply(consumer, start(consumer, filter), now);
            }
        }
    }

    private static boolean concerns(List<String> filters, String purged) {
        Pattern pattern = Pattern.of(purged);
        return filters.isEmpty() || filters.stream().anyMatch(each -> pattern.overlaps(Pattern.of(each)));
    }

    /** The first sequence that may still be of use to the consumer. */
    private long start(Consumer consumer, @Nullable String filter) {
        StreamStore store = host.store();
        List<String> filters = consumer.config().filters();
        boolean within = filter != null
                && !filters.isEmpty()
                && filters.stream().allMatch(each -> Pattern.of(each).isWithin(Pattern.of(filter)));
        if (filter == null || !within) {
            return store.firstSequence();
        }
        long next = store.nextSequence(SubjectFilter.anyOf(filters), store.firstSequence());
        return next == 0 ? store.lastSequence() + 1 : next;
    }

    private void apply(Consumer consumer, long start, long now) {
        ConsumerState state = consumer.state();
        consumer.nextSequence = Math.max(consumer.nextSequence, start);
        TreeMap<Long, long[]> kept = Lifecycle.pending(state);
        kept.keySet().removeIf(sequence -> host.store().subjectOf(sequence) == null);
        if (kept.size() != state.pending().size()) {
            consumer.lastSettledNanos = now;
        }
        long deliveredStream = Math.max(state.deliveredStream(), start - 1);
        long floorConsumer;
        long floorStream;
        if (kept.isEmpty()) {
            floorConsumer = state.deliveredConsumer();
            floorStream = deliveredStream;
            consumer.redeliveries = null;
        } else {
            floorConsumer = Math.max(state.ackFloorConsumer(), kept.firstEntry().getValue()[0] - 1);
            floorStream = Math.max(state.ackFloorStream(), kept.firstKey() - 1);
        }
        if (kept.size() != state.pending().size()
                || deliveredStream != state.deliveredStream()
                || floorStream != state.ackFloorStream()) {
            Lifecycle.rewrite(
                    consumer.ledger(), state.deliveredConsumer(), deliveredStream, floorConsumer, floorStream, kept);
        }
        lifecycle.recount(consumer);
    }
}
