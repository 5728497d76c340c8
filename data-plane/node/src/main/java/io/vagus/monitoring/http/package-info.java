/**
 * A port that answers HTTP/1 requests, plain or over TLS: what monitoring stands on. The port, its limits and its TLS are ours, HTTP
 * is Apache HttpCore's: unlike the JDK's server it takes a raw {@code >} in a query, which subjects are full of.
 */
@NullMarked
package io.vagus.monitoring.http;

import org.jspecify.annotations.NullMarked;
