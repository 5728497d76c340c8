/** The tables of alerts. */
@NullMarked
package io.vagus.controlplane.alerts.store;

import org.jspecify.annotations.NullMarked;
