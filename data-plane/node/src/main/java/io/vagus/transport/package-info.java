/** Connections: event loops, listeners, outbound queues, the node as a thing that can be started, stopped, watched and told to change. */
@NullMarked
package io.vagus.transport;

import org.jspecify.annotations.NullMarked;
