/** Rows of people. */
@NullMarked
package io.vagus.controlplane.identity.store;

import org.jspecify.annotations.NullMarked;
