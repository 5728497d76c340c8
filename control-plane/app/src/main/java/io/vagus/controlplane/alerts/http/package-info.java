/** The alert operations of the API. */
@NullMarked
package io.vagus.controlplane.alerts.http;

import org.jspecify.annotations.NullMarked;
