/** Rows of the platform itself: the idempotency keys. */
@NullMarked
package io.vagus.controlplane.platform.store;

import org.jspecify.annotations.NullMarked;
