/** Rules on metrics, their states and history, and who is told. */
@NullMarked
package io.vagus.controlplane.alerts;

import org.jspecify.annotations.NullMarked;
