/** The JetStream operations of the API. */
@NullMarked
package io.vagus.controlplane.jetstream.http;

import org.jspecify.annotations.NullMarked;
