package io.vagus.controlplane.alerts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.alerts.AlertChannel.ChannelKind;
import io.vagus.controlplane.alerts.store.AlertChannelRow;
import io.vagus.controlplane.alerts.store.AlertNoticeRow;
import io.vagus.controlplane.alerts.store.AlertRows;
import io.vagus.controlplane.custody.KeyCustodian;
import io.vagus.controlplane.mail.Mail;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Digests;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.provisioning.AccountWire;
import io.vagus.controlplane.webhooks.WebhookPost;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Tells what has to be told, at least once, with pauses that double; after {@value #MAX_ATTEMPTS} attempts it gives up. */
@ApplicationScoped
class AlertSender {

    private static final Logger LOG = Logger.getLogger(AlertSender.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** Longer than an attempt may take; they run side by side. */
    private static final Duration CLAIM = Duration.ofSeconds(30);

    private static final int AT_ONCE = 20;
    private static final int MAX_ATTEMPTS = 8;
    private static final int OK = 200;
    private static final int REDIRECTS = 300;

    private final Database database;
    private final AlertRows rows;
    private final AlertTargets targets;
    private final Accounts accounts;
    private final KeyCustodian custodian;
    private final AccountWire wire;
    private final WebhookPost post;
    private final Mail mail;
    private final InstantSource clock;

    AlertSender(
            Database database,
            AlertRows rows,
            AlertTargets targets,
            Accounts accounts,
            KeyCustodian custodian,
            AccountWire wire,
            WebhookPost post,
            Mail mail,
            InstantSource clock) {
        this.database = database;
        this.rows = rows;
        this.targets = targets;
        this.accounts = accounts;
        this.custodian = custodian;
        this.wire = wire;
        this.post = post;
        this.mail = mail;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        background.every(LOOK_EVERY, "tell of alerts", this::tell);
    }

    void tell() {
        List<AlertNoticeRow> due = database.await(work -> rows.claim(work, CLAIM, AT_ONCE));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(notice -> threads.execute(() -> settle(notice)));
        }
    }

    private void settle(AlertNoticeRow notice) {
        boolean over = attempt(notice) || notice.attempts >= MAX_ATTEMPTS;
        try {
            database.await(work -> over ? work.session().delete(notice) : later(work, notice));
        } catch (RuntimeException e) {
            LOG.warnf("Notice %s will be sent once more: %s", notice.id, e.getMessage());
        }
    }

    private static Uni<Void> later(UnitOfWork work, AlertNoticeRow notice) {
        notice.dueAt = work.now().plusSeconds(5L << Math.min(notice.attempts, 10));
        return work.session().update(notice);
    }

    private boolean attempt(AlertNoticeRow notice) {
        try {
            AlertChannelRow channel =
                    database.await(work -> rows.find(work, AlertChannelRow.class, notice.accountId, notice.channelId));
            Account account = database.await(work -> accounts.find(work, notice.accountId));
            if (channel == null || account == null) {
                return true;
            }
            switch (AlertTexts.constant(ChannelKind.class, channel.kind)) {
                case NATS ->
                    wire.publish(
                            account.publicKey(),
                            channel.target,
                            Map.of(),
                            notice.body.getBytes(StandardCharsets.UTF_8));
                case WEBHOOK -> webhook(channel, notice);
                case EMAIL ->
                    mail.send(channel.target, "[Vagus] " + oneLine(AlertNotice.summary(notice.body)), notice.body);
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.infof("Alert channel %s could not be told: %s", notice.channelId, e.getMessage());
            return false;
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }

    /**
     * Posts the notice. {@code Vagus-Signature: t=<seconds>,v1=<hex>} is HMAC-SHA-256 over {@code <seconds>.<body>} with the
     * channel's secret; {@code Vagus-Delivery} is the same for every attempt.
     */
    private void webhook(AlertChannelRow channel, AlertNoticeRow notice) throws IOException {
        long at = clock.instant().getEpochSecond();
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "vagus-alerts",
                "Vagus-Delivery",
                notice.id.toString(),
                "Vagus-Signature",
                "t=" + at + ",v1=" + signature(channel, at + "." + notice.body));
        int status = post.send(channel.target, headers, notice.body, targets.insideAllowed());
        if (status < OK || status >= REDIRECTS) {
            throw new IOException("it answered " + status);
        }
    }

    private String signature(AlertChannelRow channel, String text) {
        if (channel.custodianKeyId == null || channel.sealedSecret == null) {
            throw new IllegalStateException("the channel has no secret");
        }
        byte[] secret = custodian.open(channel.custodianKeyId, channel.sealedSecret, AlertChannels.context(channel.id));
        return HexFormat.of().formatHex(Digests.hmacSha256(secret, text.getBytes(StandardCharsets.UTF_8)));
    }
}
