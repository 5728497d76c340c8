/** The metrics operations of the API. */
@NullMarked
package io.vagus.controlplane.metrics.http;

import org.jspecify.annotations.NullMarked;
