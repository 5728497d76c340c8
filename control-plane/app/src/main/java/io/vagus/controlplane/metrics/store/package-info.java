/** The tables of samples. */
@NullMarked
package io.vagus.controlplane.metrics.store;

import org.jspecify.annotations.NullMarked;
