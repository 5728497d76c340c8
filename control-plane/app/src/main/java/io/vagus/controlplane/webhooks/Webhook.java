package io.vagus.controlplane.webhooks;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An address that hears of a team's events.
 *
 * @param events whole actions of the audit log, or what stands before their dots; empty for all
 */
public record Webhook(
        UUID id, UUID teamId, String name, String url, List<String> events, boolean enabled, Instant createdAt)
        implements Tagged {

    @Override
    public Object version() {
        return List.of(id, name, url, events, enabled);
    }
}
