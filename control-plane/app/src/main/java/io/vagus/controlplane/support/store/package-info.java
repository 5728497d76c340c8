/** Rows of support access. */
@NullMarked
package io.vagus.controlplane.support.store;

import org.jspecify.annotations.NullMarked;
