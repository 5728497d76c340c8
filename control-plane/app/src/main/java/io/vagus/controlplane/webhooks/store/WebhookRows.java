package io.vagus.controlplane.webhooks.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.LockMode;

/** The tables of webhooks and their deliveries. */
@ApplicationScoped
public class WebhookRows {

    /** How many deliveries may wait for one webhook; what comes beyond is not sent. */
    public static final int MAX_PENDING = 10_000;

    /** A delivery with the webhook that it goes to. */
    public record Due(WebhookDeliveryRow delivery, WebhookRow webhook) {}

    public Uni<WebhookRow> find(UnitOfWork work, UUID teamId, UUID id) {
        return find(work, teamId, id, LockMode.NONE);
    }

    /** Finds it and makes others who lock the same webhook wait for the end of this unit of work. */
    public Uni<WebhookRow> lock(UnitOfWork work, UUID teamId, UUID id) {
        return find(work, teamId, id, LockMode.PESSIMISTIC_WRITE);
    }

    private static Uni<WebhookRow> find(UnitOfWork work, UUID teamId, UUID id, LockMode lock) {
        return work.session()
                .createSelectionQuery("from WebhookRow where teamId = :team and id = :id", WebhookRow.class)
                .setParameter("team", teamId)
                .setParameter("id", id)
                .setLockMode(lock)
                .getSingleResultOrNull();
    }

    public Uni<List<WebhookRow>> page(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from WebhookRow where teamId = :team and (name > :key or (name = :key and id > :id))"
                                + " order by name, id",
                        WebhookRow.class)
                .setParameter("team", teamId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<Long> count(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery("select count(*) from WebhookRow where teamId = :team", Long.class)
                .setParameter("team", teamId)
                .getSingleResult();
    }

    /** Newest first. */
    public Uni<List<WebhookDeliveryRow>> deliveries(UnitOfWork work, UUID webhookId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from WebhookDeliveryRow where webhookId = :webhook and id < :below order by id desc",
                        WebhookDeliveryRow.class)
                .setParameter("webhook", webhookId)
                .setParameter("below", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<WebhookDeliveryRow> delivery(UnitOfWork work, UUID webhookId, UUID id) {
        return work.session()
                .createSelectionQuery(
                        "from WebhookDeliveryRow where webhookId = :webhook and id = :id", WebhookDeliveryRow.class)
                .setParameter("webhook", webhookId)
                .setParameter("id", id)
                .getSingleResultOrNull();
    }

    /** The webhooks of a team that want the event and have room. */
    public Uni<List<UUID>> wanting(UnitOfWork work, UUID teamId, String event) {
        return work.session()
                .createNativeQuery("""
                    select w.id from webhook w
                    where w.team_id = :team and w.enabled and (w.events = '' or exists (
                        select from unnest(string_to_array(w.events, ',')) wanted
                        where :event = wanted or left(:event, length(wanted) + 1) = wanted || '.'))
                      and (select count(*) from webhook_delivery d
                        where d.webhook_id = w.id and d.state = 'pending') < :most\
                    """, UUID.class)
                .setParameter("team", teamId)
                .setParameter("event", event)
                .setParameter("most", MAX_PENDING)
                .getResultList();
    }

    /** Takes what is due, oldest first, until the claim ends; another instance leaves it alone meanwhile. */
    public Uni<List<UUID>> claim(UnitOfWork work, Instant until, int limit) {
        return work.session()
                .createNativeQuery("""
                    update webhook_delivery set due_at = :until, attempts = attempts + 1
                    where id in (select id from webhook_delivery where state = 'pending' and due_at <= :now
                      order by due_at limit :limit for update skip locked)
                    returning id\
                    """, UUID.class)
                .setParameter("until", until)
                .setParameter("now", work.now())
                .setParameter("limit", limit)
                .getResultList();
    }

    public Uni<List<Due>> due(UnitOfWork work, List<UUID> ids) {
        return work.session()
                .createSelectionQuery(
                        "select d, w from WebhookDeliveryRow d join WebhookRow w on w.id = d.webhookId where d.id in"
                                + " (:ids)",
                        Due.class)
                .setParameter("ids", ids)
                .getResultList();
    }

    public Uni<Integer> forgetBefore(UnitOfWork work, Instant moment) {
        return work.session()
                .createMutationQuery("delete from WebhookDeliveryRow where createdAt < :moment")
                .setParameter("moment", moment)
                .executeUpdate();
    }
}
