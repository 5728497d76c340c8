package io.vagus.controlplane.metrics;

import java.time.Instant;
import java.util.List;

/** Points in time, oldest first; a step without one is a time that nobody looked or there was no such stream. */
public record StreamSeries(Instant from, Instant to, int stepSeconds, List<StreamPoint> points) {}
