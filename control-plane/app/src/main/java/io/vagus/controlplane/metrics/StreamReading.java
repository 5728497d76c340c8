package io.vagus.controlplane.metrics;

/**
 * What a stream held at a moment, and how many messages a second it took since the one before.
 *
 * @param deleted sequences between the first and the last that are no more there
 * @param consumerLag the messages that wait for the consumer that most wait for
 */
public record StreamReading(
        String accountKey,
        String stream,
        double inMessages,
        double messages,
        double bytes,
        double deleted,
        double consumers,
        double consumerLag) {}
