/** Tests of what telemetry is told. */
@NullMarked
package io.vagus.controlplane.telemetry;

import org.jspecify.annotations.NullMarked;
