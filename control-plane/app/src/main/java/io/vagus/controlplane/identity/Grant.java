package io.vagus.controlplane.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A team lets an operator of the service work in it for a time.
 *
 * @param role what they are there, in the words of the API
 * @param grantedBy e-mail of the member who let them in
 */
public record Grant(UUID teamId, String role, String grantedBy, Instant expiresAt) {}
