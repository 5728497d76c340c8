/**
 * Client connections: the client protocol's behaviour on top of the transport.
 *
 * <p>Who owns what: a connection's conversation, parser, permissions and counters belong to its event loop; its subscriptions
 * are a concurrent map, since the loop that makes the last delivery of a limited one ends it; what other loops ask on
 * delivery (echo, headers, filter, leave to reply) are volatile fields that the owner sets. A loop's router and route cache
 * belong to that loop. The register of connections and the ring of closed ones may be used by any thread.
 */
@NullMarked
package io.vagus.transport.client;

import org.jspecify.annotations.NullMarked;
