package io.vagus.controlplane.jetstream;

/** How many messages went. */
public record Purged(long messages) {}
