package io.vagus.controlplane.metrics;

import java.time.Instant;

/**
 * What a stream did in the step that begins at {@code at}. Messages taken are per second; everything else is how much there was
 * on average.
 *
 * @param deleted sequences between the first and the last that were no more there
 * @param consumerLag the messages that waited for the consumer that most waited for
 */
public record StreamPoint(
        Instant at,
        double inMessages,
        double messages,
        double bytes,
        double deleted,
        double consumers,
        double consumerLag) {}
