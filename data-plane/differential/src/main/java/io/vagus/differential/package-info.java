/**
 * Puts the same bytes to two servers, ours and a real {@code nats-server}, and compares what they answer: on the wire, in
 * events, as closed reasons and in monitoring JSON. Black box: it imports no class of the node.
 */
@NullMarked
package io.vagus.differential;

import org.jspecify.annotations.NullMarked;
