package io.vagus.controlplane.webhooks;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.custody.KeyCustodian;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import io.vagus.controlplane.webhooks.store.WebhookRow;
import io.vagus.controlplane.webhooks.store.WebhookRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Webhooks of a team: made, changed, tried, deleted, and what became of their deliveries. */
@ApplicationScoped
public class Webhooks {

    /** How many webhooks a team may have. */
    public static final int MAX_PER_TEAM = 20;

    private final WebhookRows rows;
    private final WebhookQueue queue;
    private final WebhookPost post;
    private final KeyCustodian custodian;
    private final TeamGate gate;
    private final Preconditions preconditions;
    private final AuditLog audit;

    Webhooks(
            WebhookRows rows,
            WebhookQueue queue,
            WebhookPost post,
            KeyCustodian custodian,
            TeamGate gate,
            Preconditions preconditions,
            AuditLog audit) {
        this.rows = rows;
        this.queue = queue;
        this.post = post;
        this.custodian = custodian;
        this.gate = gate;
        this.preconditions = preconditions;
        this.audit = audit;
    }

    public Uni<WebhookCreated> create(
            UnitOfWork work, Caller caller, UUID teamId, String name, String url, List<String> events) {
        byte[] secret = WebhookSecret.generate();
        WebhookRow row = new WebhookRow();
        row.id = Ids.next(work.now());
        row.teamId = teamId;
        row.name = name;
        row.url = url;
        row.events = String.join(",", events);
        row.enabled = true;
        row.custodianKeyId = custodian.keyId();
        row.sealedSecret = custodian.seal(secret, WebhookSecret.context(row.id));
        row.createdAt = work.now();
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, Action.of("webhook.create", "team", teamId))
                .invoke(() -> acceptable(url))
                .chain(() -> rows.count(work, teamId))
                .invoke(count -> {
                    if (count >= MAX_PER_TEAM) {
                        throw ProblemException.conflict("A team may have " + MAX_PER_TEAM + " webhooks.");
                    }
                })
                .chain(() -> named(work.session().insert(row)))
                .chain(() -> audit.done(work, caller, teamId, action("webhook.create", row.id), "named " + name))
                .replaceWith(() -> new WebhookCreated(webhook(row), WebhookSecret.text(secret)));
    }

    public Uni<Page<Webhook>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, Action.of("webhook.list", "team", teamId))
                .chain(() -> rows.page(work, teamId, query))
                .map(found -> Page.of(query, found, row -> new Cursor(row.name, row.id), Webhooks::webhook));
    }

    /** Changes what is not null. */
    public Uni<Webhook> change(
            UnitOfWork work,
            Caller caller,
            UUID teamId,
            UUID id,
            @Nullable String url,
            @Nullable List<String> events,
            @Nullable Boolean enabled) {
        Action action = action("webhook.update", id);
        return toChange(work, caller, teamId, id, action)
                .invoke(row -> {
                    preconditions.require(webhook(row));
                    row.url = url == null ? row.url : acceptable(url);
                    row.events = events == null ? row.events : String.join(",", events);
                    row.enabled = enabled == null ? row.enabled : enabled;
                })
                .call(row -> work.session().update(row))
                .call(() -> audit.done(work, caller, teamId, action))
                .map(Webhooks::webhook);
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID teamId, UUID id) {
        Action action = action("webhook.delete", id);
        return toChange(work, caller, teamId, id, action)
                .invoke(row -> preconditions.require(webhook(row)))
                .call(row -> work.session().delete(row))
                .chain(row -> audit.done(work, caller, teamId, action, "named " + row.name));
    }

    /** Sends an event that says nothing, to see whether it arrives. */
    public Uni<WebhookDelivery> test(UnitOfWork work, Caller caller, UUID teamId, UUID id) {
        String body = "{\"type\":\"webhook.test\",\"timestamp\":\"" + work.now() + "\",\"teamId\":\"" + teamId + "\"}";
        return behind(work, caller, teamId, id, action("webhook.test", id))
                .chain(() -> queue.add(work, teamId, id, "webhook.test", body))
                .map(WebhookDelivery::of);
    }

    public Uni<Page<WebhookDelivery>> deliveries(
            UnitOfWork work, Caller caller, UUID teamId, UUID id, PageQuery query) {
        return behind(work, caller, teamId, id, action("webhook.deliveries", id))
                .chain(() -> rows.deliveries(work, id, query))
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), WebhookDelivery::of));
    }

    /** Has a delivery tried again from the beginning. */
    public Uni<WebhookDelivery> retry(UnitOfWork work, Caller caller, UUID teamId, UUID id, UUID deliveryId) {
        return behind(work, caller, teamId, id, action("webhook.retry", id))
                .chain(() -> rows.delivery(work, id, deliveryId))
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .invoke(row -> {
                    row.state = "pending";
                    row.attempts = 0;
                    row.dueAt = work.now();
                })
                .call(row -> work.session().update(row))
                .map(WebhookDelivery::of);
    }

    private Uni<WebhookRow> behind(UnitOfWork work, Caller caller, UUID teamId, UUID id, Action action) {
        return present(
                gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, action).chain(() -> rows.find(work, teamId, id)));
    }

    private Uni<WebhookRow> toChange(UnitOfWork work, Caller caller, UUID teamId, UUID id, Action action) {
        return present(
                gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, action).chain(() -> rows.lock(work, teamId, id)));
    }

    private static Uni<WebhookRow> present(Uni<WebhookRow> found) {
        return found.onItem().ifNull().failWith(ProblemException::notFound);
    }

    private String acceptable(String url) {
        String objection = post.objection(url);
        if (objection != null) {
            throw ProblemException.invalid("url", objection);
        }
        return url;
    }

    private static Uni<Void> named(Uni<Void> written) {
        return written.onFailure(failure -> Database.violates(failure, "webhook_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another webhook of the team"));
    }

    private static Webhook webhook(WebhookRow row) {
        return new Webhook(
                row.id,
                row.teamId,
                row.name,
                row.url,
                row.events.isEmpty() ? List.of() : List.of(row.events.split(",", -1)),
                row.enabled,
                row.createdAt);
    }

    private static Action action(String name, UUID id) {
        return Action.of(name, "webhook", id);
    }
}
