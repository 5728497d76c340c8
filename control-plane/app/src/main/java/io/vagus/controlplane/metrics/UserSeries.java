package io.vagus.controlplane.metrics;

import java.time.Instant;
import java.util.List;

/** Points in time, oldest first; a step without one is a time that nobody looked or the user was not connected. */
public record UserSeries(Instant from, Instant to, int stepSeconds, List<UserPoint> points) {}
