/** Turns cumulative counters read from servers into deltas that are counted exactly once. */
@NullMarked
package io.vagus.billing.metering;

import org.jspecify.annotations.NullMarked;
