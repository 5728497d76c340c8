/** Rows of accounts. */
@NullMarked
package io.vagus.controlplane.accounts.store;

import org.jspecify.annotations.NullMarked;
