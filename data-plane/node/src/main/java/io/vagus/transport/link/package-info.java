/** Bytes in and out: event loops, the link to one peer, outbound memory and the bytes that wait for a receiver. It knows no protocol. */
@NullMarked
package io.vagus.transport.link;

import org.jspecify.annotations.NullMarked;
