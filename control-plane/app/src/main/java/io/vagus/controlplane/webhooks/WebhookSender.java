package io.vagus.controlplane.webhooks;

import io.vagus.controlplane.custody.KeyCustodian;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.webhooks.store.WebhookDeliveryRow;
import io.vagus.controlplane.webhooks.store.WebhookRow;
import io.vagus.controlplane.webhooks.store.WebhookRows;
import io.vagus.controlplane.webhooks.store.WebhookRows.Due;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Brings deliveries to their webhooks. One is claimed by one instance at a time; no transaction is open while somebody is asked.
 * What is not answered with 2xx is tried again, each time after a longer pause, and at last given up.
 */
@ApplicationScoped
class WebhookSender {

    private static final Logger LOG = Logger.getLogger(WebhookSender.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(14);

    /** Longer than an attempt may take. */
    private static final Duration CLAIM = Duration.ofSeconds(60);

    private static final int AT_ONCE = 16;

    /** The pauses after the attempts; after the last attempt there is none. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6));

    private final Database database;
    private final WebhookRows rows;
    private final WebhookPost post;
    private final KeyCustodian custodian;
    private final InstantSource clock;

    WebhookSender(Database database, WebhookRows rows, WebhookPost post, KeyCustodian custodian, InstantSource clock) {
        this.database = database;
        this.rows = rows;
        this.post = post;
        this.custodian = custodian;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        background.every(LOOK_EVERY, "send to webhooks", this::send);
        background.every(
                FORGET_EVERY,
                "forget old deliveries",
                () -> database.await(work -> rows.forgetBefore(work, work.now().minus(KEPT))));
    }

    private void send() {
        List<UUID> claimed = database.await(work -> rows.claim(work, work.now().plus(CLAIM), AT_ONCE));
        if (claimed.isEmpty()) {
            return;
        }
        List<Due> due = database.await(work -> rows.due(work, claimed));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(each -> threads.execute(() -> attempt(each)));
        }
    }

    private void attempt(Due due) {
        WebhookDeliveryRow row = due.delivery();
        try {
            row.status = post.send(due.webhook().url, headers(due), row.body);
            row.error = null;
        } catch (IOException e) {
            row.status = null;
            row.error = e.getMessage();
        }
        try {
            database.await(work -> {
                settle(row, work.now());
                return work.session().update(row);
            });
        } catch (RuntimeException e) {
            LOG.warnf("Delivery %s will be sent once more: %s", row.id, e.getMessage());
        }
    }

    private static void settle(WebhookDeliveryRow row, Instant now) {
        Integer status = row.status;
        if (status != null && status / 100 == 2) {
            row.state = "delivered";
        } else if (row.attempts > PAUSES.size()) {
            row.state = "failed";
        } else {
            row.dueAt = now.plus(PAUSES.get(row.attempts - 1));
        }
    }

    private Map<String, String> headers(Due due) {
        WebhookRow webhook = due.webhook();
        WebhookDeliveryRow delivery = due.delivery();
        byte[] secret = custodian.open(webhook.custodianKeyId, webhook.sealedSecret, WebhookSecret.context(webhook.id));
        long seconds = clock.instant().getEpochSecond();
        String id = delivery.id.toString();
        return Map.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "Vagus-Webhook",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(seconds),
                "webhook-signature",
                WebhookSecret.signature(secret, id, seconds, delivery.body));
    }
}
