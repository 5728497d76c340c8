package io.vagus.controlplane.jetstream;

import org.jspecify.annotations.Nullable;

/** What became of a message: the stream that took it and its sequence there; both absent when no stream listens to its subject. */
public record Published(@Nullable String stream, @Nullable Long sequence, boolean duplicate) {}
