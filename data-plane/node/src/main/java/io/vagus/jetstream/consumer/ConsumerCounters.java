package io.vagus.jetstream.consumer;

/** What one consumer did since the node started. Written by the stream's thread; others get copies. */
final class ConsumerCounters {
    long delivered;
    long redelivered;
    long acknowledged;
    long refused;
    long terminated;
    long exhausted;
    long deadLettered;
}
