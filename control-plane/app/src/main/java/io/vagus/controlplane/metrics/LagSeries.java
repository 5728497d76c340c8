package io.vagus.controlplane.metrics;

import java.time.Instant;
import java.util.List;

/** How far consumers were behind over time, oldest first. */
public record LagSeries(Instant from, Instant to, int stepSeconds, List<ConsumerLag> points) {}
