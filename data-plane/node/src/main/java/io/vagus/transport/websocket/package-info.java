/**
 * WebSocket (RFC 6455) on one link: the upgrade, the frames, compression of whole messages (RFC 7692 without context takeover).
 * It knows no protocol peer: what lies within the frames is a stream of bytes.
 */
@NullMarked
package io.vagus.transport.websocket;

import org.jspecify.annotations.NullMarked;
