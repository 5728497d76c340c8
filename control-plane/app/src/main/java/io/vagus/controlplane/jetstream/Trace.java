package io.vagus.controlplane.jetstream;

import java.util.List;

/**
 * Where a message went, in the order of time.
 *
 * @param truncated whether there was more than is told here
 */
public record Trace(List<TraceStep> steps, boolean truncated) {}
