/** The tables of sharing. */
@NullMarked
package io.vagus.controlplane.sharing.store;

import org.jspecify.annotations.NullMarked;
