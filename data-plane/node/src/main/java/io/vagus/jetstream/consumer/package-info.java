/**
 * JetStream consumers: who gets which message of a stream, when again, and when never more.
 *
 * <p>All consumers of a stream belong to the one thread that owns the stream (its shard). Nothing here has a thread, a
 * clock or a socket: time comes in with each call, as wall-clock nanoseconds since 1970 that never go back, and what is
 * to happen goes out through {@link io.vagus.jetstream.consumer.ConsumerHost}.
 */
@NullMarked
package io.vagus.jetstream.consumer;

import org.jspecify.annotations.NullMarked;
