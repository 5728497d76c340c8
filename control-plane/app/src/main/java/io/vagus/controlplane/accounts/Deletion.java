package io.vagus.controlplane.accounts;

import java.time.Instant;

/** A deletion that was asked for and can be undone until {@code purgeAt}. */
public record Deletion(Instant requestedAt, Instant purgeAt) {}
