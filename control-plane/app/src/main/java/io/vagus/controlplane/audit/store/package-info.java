/** Rows of audit entries. */
@NullMarked
package io.vagus.controlplane.audit.store;

import org.jspecify.annotations.NullMarked;
