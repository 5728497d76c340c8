/** Rows of deliveries, one per account. */
@NullMarked
package io.vagus.controlplane.outbox.store;

import org.jspecify.annotations.NullMarked;
