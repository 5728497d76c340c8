package io.vagus.controlplane.console;

import java.time.Instant;
import java.util.UUID;

/** Something that an operator of the service did. */
public record OperatorAction(UUID id, Instant at, String actor, String action, String target, String detail) {}
