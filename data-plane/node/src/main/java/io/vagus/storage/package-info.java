/**
 * What JetStream keeps: the messages of streams, the state of consumers, and the descriptions of both, in memory or in files.
 *
 * <p>Who owns what: a {@link io.vagus.storage.StreamStore} and a {@link io.vagus.storage.ConsumerStore} belong to one thread, that
 * of the stream's owner; it alone calls them, and commit listeners are called on it. Between stores only the cache of file blocks
 * is shared. Nothing here reads a clock or makes up a random number: both are passed in.
 */
@NullMarked
package io.vagus.storage;

import org.jspecify.annotations.NullMarked;
