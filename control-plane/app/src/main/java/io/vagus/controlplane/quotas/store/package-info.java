/** The tables of plans. */
@NullMarked
package io.vagus.controlplane.quotas.store;

import org.jspecify.annotations.NullMarked;
