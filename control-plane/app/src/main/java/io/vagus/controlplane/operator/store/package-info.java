/** The row of the operator. */
@NullMarked
package io.vagus.controlplane.operator.store;

import org.jspecify.annotations.NullMarked;
