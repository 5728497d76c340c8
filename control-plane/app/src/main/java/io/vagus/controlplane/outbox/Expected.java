package io.vagus.controlplane.outbox;

import java.util.UUID;

/** What every node should answer for an account whose last change arrived. */
public record Expected(String accountKey, UUID accountId, boolean deleted, String jwt) {}
