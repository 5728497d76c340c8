package io.vagus.controlplane.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.AuditEntry;
import io.vagus.controlplane.audit.AuditListener;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.webhooks.store.WebhookDeliveryRow;
import io.vagus.controlplane.webhooks.store.WebhookRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Writes a delivery for each webhook that wants to hear of an entry of the audit log, in the transaction of the entry. */
@ApplicationScoped
class WebhookQueue implements AuditListener {

    private final WebhookRows rows;
    private final ObjectMapper json;

    WebhookQueue(WebhookRows rows, ObjectMapper json) {
        this.rows = rows;
        this.json = json;
    }

    /** The body of every delivery. */
    private record Event(String type, Instant timestamp, UUID teamId, AuditEntry data) {}

    @Override
    public Uni<Void> recorded(UnitOfWork work, UUID teamId, AuditEntry entry) {
        return rows.wanting(work, teamId, entry.action())
                .onItem()
                .transformToMulti((List<UUID> all) -> Multi.createFrom().iterable(all))
                .onItem()
                .call(webhook -> add(work, teamId, webhook, entry.action(), body(teamId, entry)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    Uni<WebhookDeliveryRow> add(UnitOfWork work, UUID teamId, UUID webhookId, String event, String body) {
        WebhookDeliveryRow row = new WebhookDeliveryRow();
        row.id = Ids.next(work.now());
        row.webhookId = webhookId;
        row.teamId = teamId;
        row.event = event;
        row.body = body;
        row.state = "pending";
        row.createdAt = work.now();
        row.dueAt = work.now();
        return work.session().insert(row).replaceWith(row);
    }

    private String body(UUID teamId, AuditEntry entry) {
        try {
            return json.writeValueAsString(new Event(entry.action(), entry.at(), teamId, entry));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
