/**
 * Bytes in and out: event loops, the link to one peer, outbound memory and the bytes that wait for a receiver. It knows no
 * protocol.
 *
 * <p>Who owns what: the loop's thread owns its selector, read buffer, timers and stagings; anyone may hand it a task. An
 * {@link io.vagus.transport.link.Outbound} is guarded by its own lock, which any loop takes to write and within which only the
 * {@link io.vagus.transport.link.ChunkPool}'s lock is taken. A link is read by its owner's loop, and written under the lock of
 * its outbound side.
 */
@NullMarked
package io.vagus.transport.link;

import org.jspecify.annotations.NullMarked;
