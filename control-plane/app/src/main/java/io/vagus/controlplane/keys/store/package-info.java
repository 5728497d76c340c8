/** Rows of signing keys. */
@NullMarked
package io.vagus.controlplane.keys.store;

import org.jspecify.annotations.NullMarked;
