/** Tests of the counting of metrics. */
@NullMarked
package io.vagus.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
