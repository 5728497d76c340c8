/** The tables of webhooks. */
@NullMarked
package io.vagus.controlplane.webhooks.store;

import org.jspecify.annotations.NullMarked;
