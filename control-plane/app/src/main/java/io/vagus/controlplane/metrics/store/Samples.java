package io.vagus.controlplane.metrics.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.metrics.ConsumerLag;
import io.vagus.controlplane.metrics.MetricPoint;
import io.vagus.controlplane.metrics.Readings;
import io.vagus.controlplane.metrics.Span;
import io.vagus.controlplane.metrics.StreamPoint;
import io.vagus.controlplane.metrics.UserPoint;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is stored of samples. Written in whole lists, read by account. */
@ApplicationScoped
public class Samples {

    private static final int TOP = 20;
    private static final int AT_ONCE = 1_000;
    private static final Duration NOW = Duration.ofMinutes(1);
    private static final Duration TENS_KEPT = Duration.ofHours(1);
    private static final Duration MINUTES_KEPT = Duration.ofDays(1);
    private static final Duration HOURS_KEPT = Duration.ofDays(90);

    private final ObjectMapper json;

    Samples(ObjectMapper json) {
        this.json = json;
    }

    /** Stores one sample of all that is known here. */
    public Uni<Void> store(UnitOfWork work, Readings readings) {
        return insert(work, SampleTable.ACCOUNT, readings.accounts())
                .chain(() -> insert(work, SampleTable.CONSUMER, readings.consumers()))
                .chain(() -> insert(work, SampleTable.USER, readings.users()))
                .chain(() -> insert(work, SampleTable.STREAM, readings.streams()));
    }

    private Uni<Void> insert(UnitOfWork work, SampleTable table, List<?> readings) {
        Uni<Void> stored = Uni.createFrom().voidItem();
        for (int from = 0; from < readings.size(); from += AT_ONCE) {
            List<?> part = readings.subList(from, Math.min(readings.size(), from + AT_ONCE));
            stored = stored.chain(() -> run(work.session()
                    .createNativeQuery(table.insert())
                    .setParameter("now", work.now())
                    .setParameter("rows", written(part))));
        }
        return stored;
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

    private static Uni<Void> rollUp(UnitOfWork work, int from, int to, Instant oldest, Instant complete) {
        return each(table -> run(work.session()
                .createNativeQuery(table.rollUp(from, to))
                .setParameter("oldest", oldest)
                .setParameter("complete", complete)));
    }

    private static Uni<Void> forget(UnitOfWork work, int step, Instant before) {
        return each(table -> run(work.session()
                .createNativeQuery(table.forget())
                .setParameter("step", step)
                .setParameter("before", before)));
    }

    private static Uni<Void> each(Function<SampleTable, Uni<Void>> deed) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (SampleTable table : SampleTable.values()) {
            done = done.chain(() -> deed.apply(table));
        }
        return done;
    }

    public Uni<List<MetricPoint>> account(UnitOfWork work, UUID accountId, Span span) {
        return series(work, SampleTable.ACCOUNT, accountId, Map.of(), span, Samples::point);
    }

    public Uni<List<UserPoint>> user(UnitOfWork work, UUID accountId, UUID userId, Span span) {
        return series(work, SampleTable.USER, accountId, Map.of("user_id", userId), span, Samples::userPoint);
    }

    public Uni<List<StreamPoint>> stream(UnitOfWork work, UUID accountId, String stream, Span span) {
        return series(work, SampleTable.STREAM, accountId, Map.of("stream", stream), span, Samples::streamPoint);
    }

    public Uni<List<ConsumerLag>> consumer(UnitOfWork work, UUID accountId, String stream, String consumer, Span span) {
        Map<String, Object> keys = Map.of("stream", stream, "consumer", consumer);
        return series(work, SampleTable.CONSUMER, accountId, keys, span, Samples::lag);
    }

    private static <T> Uni<List<T>> series(
            UnitOfWork work,
            SampleTable table,
            UUID accountId,
            Map<String, Object> keys,
            Span span,
            Function<Object[], T> reading) {
        Mutiny.SelectionQuery<Object[]> query = work.session()
                .createNativeQuery(table.series(), Object[].class)
                .setParameter("account", accountId)
                .setParameter("step", span.stepSeconds())
                .setParameter("from", span.from())
                .setParameter("to", span.to());
        keys.forEach(query::setParameter);
        return query.getResultList().map(rows -> rows.stream().map(reading).toList());
    }

    public Uni<List<ConsumerLag>> lagging(UnitOfWork work, UUID accountId) {
        return work.session()
                .createNativeQuery(
                        "select " + SampleTable.CONSUMER.shown()
                                + " from consumer_sample where account_id = :account and step = 10"
                                + " and at = (select max(at) from consumer_sample where account_id = :account"
                                + " and step = 10 and at > :since) order by pending desc, stream, consumer",
                        Object[].class)
                .setParameter("account", accountId)
                .setParameter("since", work.now().minus(NOW))
                .setMaxResults(TOP)
                .getResultList()
                .map(rows -> rows.stream().map(Samples::lag).toList());
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

    private static UserPoint userPoint(Object[] row) {
        return new UserPoint(
                moment(row[0]),
                number(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]),
                number(row[6]),
                number(row[7]),
                number(row[8]));
    }

    private static StreamPoint streamPoint(Object[] row) {
        return new StreamPoint(
                moment(row[0]),
                number(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]),
                number(row[6]),
                number(row[7]));
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
