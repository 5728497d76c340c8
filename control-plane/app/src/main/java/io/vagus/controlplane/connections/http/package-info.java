/** The operations on connections. */
@NullMarked
package io.vagus.controlplane.connections.http;

import org.jspecify.annotations.NullMarked;
