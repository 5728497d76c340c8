/**
 * A port that answers HTTP/1 requests, plain or over TLS: what monitoring stands on. It is nats-server's (Go's) server as far as its
 * users see it: the same requests are taken, those that are not get the same answers. Unlike the JDK's own server it takes a raw
 * {@code >} in a query, which subjects are full of. Bodies are skipped.
 */
@NullMarked
package io.vagus.monitoring.http;

import org.jspecify.annotations.NullMarked;
