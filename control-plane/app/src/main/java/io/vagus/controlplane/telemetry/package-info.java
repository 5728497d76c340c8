/** Traces of what happens to a request, also after its answer. Stands on nothing of ours. */
@NullMarked
package io.vagus.controlplane.telemetry;

import org.jspecify.annotations.NullMarked;
