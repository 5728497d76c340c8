/** What accounts did over time, sampled from the nodes and kept in three steps of time. */
@NullMarked
package io.vagus.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
