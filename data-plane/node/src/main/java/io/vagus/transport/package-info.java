/**
 * Connections: event loops, listeners, outbound queues, the node as a thing that can be started, stopped, watched and told to
 * change.
 *
 * <p>Who owns what: starting and stopping happens under the node's lifecycle lock; options are one immutable record in a volatile
 * field; what monitoring gets are snapshots. Handlers of the node's own subscriptions run on the one internal thread. Certificates are
 * read, and read again when their files change, under the lifecycle lock; ports hold the context that is valid now in a volatile
 * field, and connections keep the one they began with.
 */
@NullMarked
package io.vagus.transport;

import org.jspecify.annotations.NullMarked;
