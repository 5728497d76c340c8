package io.vagus.transport;

import io.vagus.account.Traffic;
import java.time.Instant;

/**
 * The node's counters at one moment.
 *
 * @param started when the node started
 * @param connections client connections now
 * @param totalConnections client connections since the start
 * @param subscriptions subscriptions now
 * @param traffic messages and bytes since the start
 * @param slowConsumersPending connections closed since too many bytes waited for them
 * @param slowConsumersDeadline connections closed since their bytes waited too long
 * @param staleConnections connections closed since they did not answer pings
 * @param stalledClients how often a sender was held back
 */
public record NodeCounters(
        Instant started,
        int connections,
        long totalConnections,
        long subscriptions,
        Traffic traffic,
        long slowConsumersPending,
        long slowConsumersDeadline,
        long staleConnections,
        long stalledClients) {

    /** All connections closed for being too slow. */
    public long slowConsumers() {
        return slowConsumersPending + slowConsumersDeadline;
    }
}
