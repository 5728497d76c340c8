package io.vagus.controlplane.identity;

import java.util.UUID;

/** Somebody who has signed in at least once. */
public record Person(UUID id, String email, String name) {}
