package io.vagus.controlplane.alerts.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of alerts. */
@ApplicationScoped
public class AlertRows {

    public <T> Uni<T> find(UnitOfWork work, Class<T> type, UUID accountId, UUID id) {
        return work.session()
                .createSelectionQuery("from " + type.getSimpleName() + " where id = :id and accountId = :account", type)
                .setParameter("id", id)
                .setParameter("account", accountId)
                .getSingleResultOrNull();
    }

    public <T> Uni<List<T>> page(UnitOfWork work, Class<T> type, UUID accountId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from " + type.getSimpleName() + " where accountId = :account and id > :id order by id", type)
                .setParameter("account", accountId)
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<AlertEventRow>> events(UnitOfWork work, UUID accountId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from AlertEventRow where accountId = :account and id < :id order by id desc",
                        AlertEventRow.class)
                .setParameter("account", accountId)
                .setParameter("id", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<Long> count(UnitOfWork work, Class<?> type, UUID accountId) {
        return work.session()
                .createSelectionQuery(
                        "select count(*) from " + type.getSimpleName() + " where accountId = :account", Long.class)
                .setParameter("account", accountId)
                .getSingleResult();
    }

    public Uni<Long> countChannels(UnitOfWork work, UUID accountId, Set<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(0L)
                : work.session()
                        .createSelectionQuery(
                                "select count(*) from AlertChannelRow where accountId = :account and id in (:ids)",
                                Long.class)
                        .setParameter("account", accountId)
                        .setParameter("ids", ids)
                        .getSingleResult();
    }

    /**
     * A rule that is looked at, and what it is looked at for.
     *
     * @param newest null when neither the account nor the consumer is in a sample
     */
    public record Watched(AlertRuleRow rule, @Nullable Double newest) {}

    /** All rules that are looked at, a part at a time, each with the newest value of what it watches since then. */
    public Uni<List<Watched>> enabled(UnitOfWork work, UUID after, Instant since, int max) {
        return work.session()
                .createSelectionQuery("from AlertRuleRow where enabled and id > :after order by id", AlertRuleRow.class)
                .setParameter("after", after)
                .setMaxResults(max)
                .getResultList()
                .flatMap(rules -> rules.isEmpty()
                        ? Uni.createFrom().item(List.<Watched>of())
                        : newest(work, after, rules.getLast().id, since)
                                .map(values -> rules.stream()
                                        .map(rule -> new Watched(rule, values.get(rule.id)))
                                        .toList()));
    }

    /** One question for all rules of a part: the column that each names, of the newest sample of its account. */
    private static Uni<Map<UUID, Double>> newest(UnitOfWork work, UUID after, UUID last, Instant since) {
        return work.session()
                .createNativeQuery("""
                    select cast(r.id as text), coalesce(lag.pending, cast(to_jsonb(seen) ->> r.metric as float8))
                    from alert_rule r
                    left join lateral (select * from account_sample s
                      where r.consumer is null and s.account_id = r.account_id and s.step = 10 and s.at >= :since
                      order by s.at desc limit 1) seen on true
                    left join lateral (select c.pending from consumer_sample c
                      where r.consumer is not null and c.account_id = r.account_id and c.step = 10
                        and c.stream = r.stream and c.consumer = r.consumer and c.at >= :since
                      order by c.at desc limit 1) lag on true
                    where r.enabled and r.id > :after and r.id <= :last\
                    """, Object[].class)
                .setParameter("since", since)
                .setParameter("after", after)
                .setParameter("last", last)
                .getResultList()
                .map(found -> {
                    Map<UUID, Double> values = new HashMap<>();
                    found.stream()
                            .filter(row -> row[1] != null)
                            .forEach(row -> values.put(
                                    UUID.fromString(String.valueOf(row[0])), ((Number) row[1]).doubleValue()));
                    return values;
                });
    }

    /** Writes what was seen for rules that stay as they are; one that was moved or changed meanwhile is left alone. */
    public Uni<Integer> seen(UnitOfWork work, String rulesAndValues) {
        return work.session()
                .createNativeQuery("""
                    update alert_rule r set value = seen.value
                    from jsonb_to_recordset(cast(cast(:seen as text) as jsonb)) as seen(id uuid, state text, value double precision)
                    where r.id = seen.id and r.state = seen.state\
                    """)
                .setParameter("seen", rulesAndValues)
                .executeUpdate();
    }

    /** Whether anything was sampled since then; when not, nobody knows anything. */
    public Uni<Boolean> sampledSince(UnitOfWork work, Instant since) {
        return work.session()
                .createNativeQuery(
                        "select count(*) from (select 1 from account_sample where step = 10 and at >= :since limit 1)"
                                + " x",
                        Long.class)
                .setParameter("since", since)
                .getSingleResult()
                .map(count -> count > 0);
    }

    /** The newest sample of a column; its item is null when the account was not seen since then. */
    public Uni<Double> newest(UnitOfWork work, UUID accountId, String column, Instant since) {
        return work.session()
                .createNativeQuery(
                        "select " + column + " from account_sample where account_id = :account and step = 10"
                                + " and at >= :since order by at desc",
                        Double.class)
                .setParameter("account", accountId)
                .setParameter("since", since)
                .setMaxResults(1)
                .getSingleResultOrNull();
    }

    /** The same for how many messages wait for one consumer. */
    public Uni<Double> newestLag(UnitOfWork work, UUID accountId, String stream, String consumer, Instant since) {
        return work.session()
                .createNativeQuery(
                        "select pending from consumer_sample where account_id = :account and step = 10"
                                + " and stream = :stream and consumer = :consumer and at >= :since order by at desc",
                        Double.class)
                .setParameter("account", accountId)
                .setParameter("stream", stream)
                .setParameter("consumer", consumer)
                .setParameter("since", since)
                .setMaxResults(1)
                .getSingleResultOrNull();
    }

    /** Takes notices that are due, for so long that nobody else takes them meanwhile. */
    public Uni<List<AlertNoticeRow>> claim(UnitOfWork work, Duration claim, int max) {
        return work.session()
                .createNativeQuery("""
                    update alert_notice set attempts = attempts + 1, due_at = :until
                    where id in (select id from alert_notice where due_at <= :now order by due_at limit :max
                                 for update skip locked)
                    returning *\
                    """, AlertNoticeRow.class)
                .setParameter("until", work.now().plus(claim))
                .setParameter("now", work.now())
                .setParameter("max", max)
                .getResultList();
    }

    public Uni<Integer> forgetEvents(UnitOfWork work, Instant before) {
        return work.session()
                .createMutationQuery("delete from AlertEventRow where at < :before")
                .setParameter("before", before)
                .executeUpdate();
    }
}
