package io.vagus.controlplane.metrics.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.metrics.AccountReading;
import io.vagus.controlplane.metrics.ConsumerLag;
import io.vagus.controlplane.metrics.ConsumerReading;
import io.vagus.controlplane.metrics.MetricPoint;
import io.vagus.controlplane.metrics.Span;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The tables of samples. Written in whole lists, read by account. */
@ApplicationScoped
public class Samples {

    private static final int TOP = 20;
    private static final int AT_ONCE = 1_000;
    private static final Duration NOW = Duration.ofMinutes(1);
    private static final Duration TENS_KEPT = Duration.ofHours(1);
    private static final Duration MINUTES_KEPT = Duration.ofDays(1);
    private static final Duration HOURS_KEPT = Duration.ofDays(90);

    private static final String MEASURES =
            "connections, leaf_nodes, subscriptions, in_messages, out_messages, in_bytes, out_bytes, slow_consumers,"
                    + " memory_bytes, disk_bytes, streams, consumers, api_requests, api_errors, consumer_lag";

    private static final String AVERAGES = "avg(connections), avg(leaf_nodes), avg(subscriptions), avg(in_messages),"
            + " avg(out_messages), avg(in_bytes), avg(out_bytes), sum(slow_consumers), avg(memory_bytes),"
            + " avg(disk_bytes), avg(streams), avg(consumers), avg(api_requests), sum(api_errors), max(consumer_lag)";

    private final ObjectMapper json;

    Samples(ObjectMapper json) {
        this.json = json;
    }

    /** Stores one sample of all accounts that are known here. */
    public Uni<Void> store(UnitOfWork work, List<AccountReading> accounts, List<ConsumerReading> consumers) {
        Uni<Void> stored = Uni.createFrom().voidItem();
        for (int from = 0; from < accounts.size(); from += AT_ONCE) {
            List<AccountReading> part = accounts.subList(from, Math.min(accounts.size(), from + AT_ONCE));
            stored = stored.chain(() -> insertAccounts(work, part));
        }
        for (int from = 0; from < consumers.size(); from += AT_ONCE) {
            List<ConsumerReading> part = consumers.subList(from, Math.min(consumers.size(), from + AT_ONCE));
            stored = stored.chain(() -> insertConsumers(work, part));
        }
        return stored;
    }

    private Uni<Void> insertAccounts(UnitOfWork work, List<AccountReading> readings) {
        String values = "r.\"connections\", r.\"leafNodes\", r.\"subscriptions\", r.\"inMessages\", r.\"outMessages\","
                + " r.\"inBytes\", r.\"outBytes\", r.\"slowConsumers\", r.\"memoryBytes\", r.\"diskBytes\","
                + " r.\"streams\", r.\"consumers\", r.\"apiRequests\", r.\"apiErrors\", r.\"consumerLag\"";
        String typed = values.replace("r.", "").replace("\",", "\" double precision,") + " double precision";
        return run(work.session()
                .createNativeQuery("insert into account_sample (account_id, step, at, " + MEASURES + ")"
                        + " select a.id, 10, date_bin('10 seconds', cast(:now as timestamptz), 'epoch'), "
                        + values
                        + " from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(\"accountKey\" text, "
                        + typed
                        + ") join account a on a.public_key = r.\"accountKey\" on conflict do nothing")
                .setParameter("now", work.now())
                .setParameter("rows", written(readings)));
    }

    private Uni<Void> insertConsumers(UnitOfWork work, List<ConsumerReading> readings) {
        return run(work.session()
                .createNativeQuery("""
                    insert into consumer_sample (account_id, step, at, stream, consumer, pending, ack_pending, redelivered)
                    select a.id, 10, date_bin('10 seconds', cast(:now as timestamptz), 'epoch'), r.stream, r.consumer,
                           r.pending, r."ackPending", r.redelivered
                    from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r("accountKey" text, stream text, consumer text,
                         pending double precision, "ackPending" double precision, redelivered double precision)
                    join account a on a.public_key = r."accountKey"
                    on conflict do nothing\
                    """)
                .setParameter("now", work.now())
                .setParameter("rows", written(readings)));
    }

    /** Makes minutes, from the last one that was made on, and forgets ten seconds that are too old. */
    public Uni<Void> rollMinutes(UnitOfWork work) {
        Instant now = work.now();
        Instant oldest = now.minus(TENS_KEPT);
        return rollUp(work, 10, 60, oldest, now.minus(Duration.ofMinutes(1))).chain(() -> forget(work, 10, oldest));
    }

    /** The same for hours and minutes. */
    public Uni<Void> rollHours(UnitOfWork work) {
        Instant now = work.now();
        Instant oldest = now.minus(MINUTES_KEPT);
        return rollUp(work, 60, 3600, oldest, now.minus(Duration.ofMinutes(15)))
                .chain(() -> forget(work, 60, oldest))
                .chain(() -> forget(work, 3600, now.minus(HOURS_KEPT)));
    }

    /**
     * Makes steps of {@code to} from those of {@code from}.
     *
     * @param oldest where to begin when there is none yet
     * @param complete what is younger may still have grown since it was made
     */
    private static Uni<Void> rollUp(UnitOfWork work, int from, int to, Instant oldest, Instant complete) {
        String bin = "date_bin(make_interval(secs => " + to + "), at, 'epoch')";
        String set = java.util.Arrays.stream(MEASURES.split(", "))
                .map(name -> name.strip() + " = excluded." + name.strip())
                .collect(java.util.stream.Collectors.joining(", "));
        return run(work.session()
                        .createNativeQuery("insert into account_sample (account_id, step, at, " + MEASURES + ")"
                                + " select account_id, " + to + ", " + bin + ", " + AVERAGES
                                + " from account_sample where step = " + from + " and at >= "
                                + since("account_sample", to) + " group by account_id, " + bin
                                + " on conflict (account_id, step, at) do update set " + set)
                        .setParameter("oldest", oldest)
                        .setParameter("complete", complete))
                .chain(() -> run(work.session()
                        .createNativeQuery(
                                "insert into consumer_sample (account_id, step, at, stream, consumer, pending,"
                                        + " ack_pending, redelivered) select account_id, " + to + ", " + bin
                                        + ", stream, consumer, max(pending), max(ack_pending), max(redelivered)"
                                        + " from consumer_sample where step = " + from + " and at >= "
                                        + since("consumer_sample", to)
                                        + " group by account_id, stream, consumer, " + bin
                                        + " on conflict (account_id, step, stream, consumer, at) do update set"
                                        + " pending = excluded.pending, ack_pending = excluded.ack_pending,"
                                        + " redelivered = excluded.redelivered")
                        .setParameter("oldest", oldest)
                        .setParameter("complete", complete)));
    }

    /** The beginning of the last step that was made, or of an earlier one that may not be complete. */
    private static String since(String table, int to) {
        return "(select date_bin(make_interval(secs => " + to
                + "), least(coalesce(max(at), cast(:oldest as timestamptz)),"
                + " cast(:complete as timestamptz)), 'epoch') from " + table + " where step = " + to + ")";
    }

    private static Uni<Void> forget(UnitOfWork work, int step, Instant before) {
        return run(work.session()
                        .createNativeQuery("delete from account_sample where step = :step and at < :before")
                        .setParameter("step", step)
                        .setParameter("before", before))
                .chain(() -> run(work.session()
                        .createNativeQuery("delete from consumer_sample where step = :step and at < :before")
                        .setParameter("step", step)
                        .setParameter("before", before)));
    }

    public Uni<List<MetricPoint>> account(UnitOfWork work, UUID accountId, Span span) {
        return work.session()
                .createNativeQuery(
                        "select cast(extract(epoch from at) as float8), " + MEASURES
                                + " from account_sample where account_id = :account and step = :step"
                                + " and at >= :from and at < :to order by at",
                        Object[].class)
                .setParameter("account", accountId)
                .setParameter("step", span.stepSeconds())
                .setParameter("from", span.from())
                .setParameter("to", span.to())
                .getResultList()
                .map(rows -> rows.stream().map(Samples::point).toList());
    }

    private static MetricPoint point(Object[] row) {
        return new MetricPoint(
                moment(row[0]),
                number(row[1]),
                number(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]),
                number(row[6]),
                number(row[7]),
                number(row[8]),
                number(row[9]),
                number(row[10]),
                number(row[11]),
                number(row[12]),
                number(row[13]),
                number(row[14]),
                number(row[15]));
    }

    public Uni<List<ConsumerLag>> lagging(UnitOfWork work, UUID accountId) {
        return work.session()
                .createNativeQuery(
                        "select cast(extract(epoch from at) as float8), stream, consumer, pending, ack_pending,"
                                + " redelivered from consumer_sample where account_id = :account and step = 10"
                                + " and at = (select max(at) from consumer_sample where account_id = :account"
                                + " and step = 10 and at > :since) order by pending desc, stream, consumer",
                        Object[].class)
                .setParameter("account", accountId)
                .setParameter("since", work.now().minus(NOW))
                .setMaxResults(TOP)
                .getResultList()
                .map(rows -> rows.stream().map(Samples::lag).toList());
    }

    public Uni<List<ConsumerLag>> consumer(UnitOfWork work, UUID accountId, String stream, String consumer, Span span) {
        return work.session()
                .createNativeQuery(
                        "select cast(extract(epoch from at) as float8), stream, consumer, pending, ack_pending,"
                                + " redelivered from consumer_sample where account_id = :account and step = :step"
                                + " and stream = :stream and consumer = :consumer and at >= :from and at < :to"
                                + " order by at",
                        Object[].class)
                .setParameter("account", accountId)
                .setParameter("step", span.stepSeconds())
                .setParameter("stream", stream)
                .setParameter("consumer", consumer)
                .setParameter("from", span.from())
                .setParameter("to", span.to())
                .getResultList()
                .map(rows -> rows.stream().map(Samples::lag).toList());
    }

    private static ConsumerLag lag(Object[] row) {
        return new ConsumerLag(
                moment(row[0]),
                String.valueOf(row[1]),
                String.valueOf(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]));
    }

    private static Instant moment(Object epochSeconds) {
        return Instant.ofEpochMilli(Math.round(number(epochSeconds) * 1000));
    }

    /** To a thousandth: nobody sees more, and a chart of a day has 20,000 of them. */
    private static double number(Object value) {
        return Math.round(((Number) value).doubleValue() * 1000) / 1000.0;
    }

    private static Uni<Void> run(Mutiny.MutationQuery query) {
        return query.executeUpdate().replaceWithVoid();
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
