package io.vagus.controlplane.identity;

import java.util.UUID;

/**
 * Somebody who has signed in at least once, or a service account.
 *
 * @param email for a service account {@code service:} and its name
 * @param emailVerified whether the identity provider says that the address is theirs
 */
public record Person(UUID id, String email, String name, boolean emailVerified, boolean service) {}
