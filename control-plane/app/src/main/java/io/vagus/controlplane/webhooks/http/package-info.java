/** The operations on webhooks. */
@NullMarked
package io.vagus.controlplane.webhooks.http;

import org.jspecify.annotations.NullMarked;
