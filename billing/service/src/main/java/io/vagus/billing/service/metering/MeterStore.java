package io.vagus.billing.service.metering;

import io.smallrye.mutiny.Uni;
import io.vagus.billing.metering.AccountKey;
import io.vagus.billing.metering.Meter;
import io.vagus.billing.metering.MeterKey;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Reading;
import io.vagus.billing.metering.ServerBoot;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.metering.UsageDelta;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Meters, deltas and monthly totals in PostgreSQL. A batch of readings is one transaction of five statements, however
 * many meters it touches. What a reading adds is decided by {@link Meter} while its row is locked.
 *
 * <p>Lock order, the same in every replica: meters by server and account, then months by account and month.
 */
@ApplicationScoped
public class MeterStore {

    private static final String MAKE_METERS = """
            INSERT INTO meter (server_id, account_key)
            SELECT * FROM unnest($1::text[], $2::text[])
            ON CONFLICT DO NOTHING
            """;

    private static final String LOCK_METERS = """
            SELECT meter.*
              FROM meter JOIN unnest($1::text[], $2::text[]) AS asked (server_id, account_key)
                   ON meter.server_id = asked.server_id AND meter.account_key = asked.account_key
             ORDER BY meter.server_id, meter.account_key
               FOR UPDATE OF meter
            """;

    private static final String SEE_MONTHS = """
            INSERT INTO usage_month AS used (account_key, month, metered_until)
            SELECT account_key, month, max(seen_at)
              FROM unnest($1::text[], $2::date[], $3::timestamptz[]) AS seen (account_key, month, seen_at)
             GROUP BY account_key, month
             ORDER BY account_key, month
            ON CONFLICT (account_key, month) DO UPDATE SET metered_until = excluded.metered_until
             WHERE excluded.metered_until > used.metered_until
            """;

    /** Only deltas that were not there are added to the totals. */
    private static final String COUNT_DELTAS = """
            WITH fresh AS (
                INSERT INTO usage_delta (id, server_id, account_key, month,
                                         in_messages, in_bytes, out_messages, out_bytes, seen_at)
                SELECT decode(id, 'hex'), server_id, account_key, month,
                       in_messages, in_bytes, out_messages, out_bytes, seen_at
                  FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::bigint[], $6::bigint[],
                              $7::bigint[], $8::bigint[], $9::timestamptz[])
                       AS delta (id, server_id, account_key, month,
                                 in_messages, in_bytes, out_messages, out_bytes, seen_at)
                ON CONFLICT (id) DO NOTHING
                RETURNING account_key, month, in_messages, in_bytes, out_messages, out_bytes
            ), moved AS (
                SELECT account_key, month, sum(in_messages)::bigint AS in_messages, sum(in_bytes)::bigint AS in_bytes,
                       sum(out_messages)::bigint AS out_messages, sum(out_bytes)::bigint AS out_bytes
                  FROM fresh GROUP BY account_key, month
            )
            UPDATE usage_month AS used
               SET in_messages = used.in_messages + moved.in_messages, in_bytes = used.in_bytes + moved.in_bytes,
                   out_messages = used.out_messages + moved.out_messages, out_bytes = used.out_bytes + moved.out_bytes
              FROM moved
             WHERE used.account_key = moved.account_key AND used.month = moved.month
            """;

    private static final String ADVANCE_METERS = """
            UPDATE meter
               SET in_messages = reached.in_messages, in_bytes = reached.in_bytes,
                   out_messages = reached.out_messages, out_bytes = reached.out_bytes, counted_at = reached.counted_at
              FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                          $7::timestamptz[])
                   AS reached (server_id, account_key, in_messages, in_bytes, out_messages, out_bytes, counted_at)
             WHERE meter.server_id = reached.server_id AND meter.account_key = reached.account_key
            """;

    private final Pool pool;

    MeterStore(Pool pool) {
        this.pool = pool;
    }

    /** Counts what the readings say and was not counted yet; all of them or, when it fails, none. */
    Uni<Void> record(List<Reading> readings) {
        return pool.withTransaction(connection -> record(readings, connection));
    }

    private static Uni<Void> record(List<Reading> readings, SqlConnection connection) {
        List<MeterKey> keys =
                readings.stream().map(Reading::meter).distinct().sorted().toList();
        return run(connection, MAKE_METERS, keys(keys))
                .chain(() -> run(connection, LOCK_METERS, keys(keys)))
                .map(rows -> new Count(meters(rows)).with(readings))
                .call(() -> run(connection, SEE_MONTHS, months(readings)))
                .call(count -> count.deltas.isEmpty() ? nothing() : write(count, connection))
                .replaceWithVoid();
    }

    private static Uni<Void> write(Count count, SqlConnection connection) {
        return run(connection, COUNT_DELTAS, deltas(count.deltas))
                .chain(() -> run(connection, ADVANCE_METERS, advances(count.advanced.values())))
                .replaceWithVoid();
    }

    private static Uni<RowSet<Row>> run(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static Map<MeterKey, Meter> meters(RowSet<Row> rows) {
        Map<MeterKey, Meter> meters = new TreeMap<>();
        for (Row row : rows) {
            MeterKey key = new MeterKey(
                    new ServerBoot(row.getString("server_id")), new AccountKey(row.getString("account_key")));
            Traffic counted = new Traffic(
                    new Quantity(row.getLong("in_messages"), row.getLong("in_bytes")),
                    new Quantity(row.getLong("out_messages"), row.getLong("out_bytes")));
            meters.put(key, new Meter(key, counted));
        }
        return meters;
    }

    private static Tuple keys(Collection<MeterKey> keys) {
        return Tuple.of(
                texts(keys, key -> key.boot().serverId()),
                texts(keys, key -> key.account().value()));
    }

    private static Tuple months(List<Reading> readings) {
        return Tuple.of(
                texts(readings, reading -> reading.meter().account().value()),
                dates(readings, reading -> reading.month().month().atDay(1)),
                times(readings, Reading::seenAt));
    }

    private static Tuple deltas(List<UsageDelta> deltas) {
        Tuple tuple = Tuple.tuple();
        tuple.addValue(texts(deltas, UsageDelta::id));
        tuple.addValue(texts(deltas, delta -> delta.meter().boot().serverId()));
        tuple.addValue(texts(deltas, delta -> delta.meter().account().value()));
        tuple.addValue(dates(deltas, delta -> delta.month().month().atDay(1)));
        addTraffic(tuple, deltas.stream().map(UsageDelta::traffic).toList());
        tuple.addValue(times(deltas, UsageDelta::seenAt));
        return tuple;
    }

    private static Tuple advances(Collection<Advance> advances) {
        Tuple tuple = Tuple.tuple();
        tuple.addValue(texts(advances, advance -> advance.meter().key().boot().serverId()));
        tuple.addValue(
                texts(advances, advance -> advance.meter().key().account().value()));
        addTraffic(
                tuple,
                advances.stream().map(advance -> advance.meter().counted()).toList());
        tuple.addValue(times(advances, Advance::countedAt));
        return tuple;
    }

    private static void addTraffic(Tuple tuple, List<Traffic> traffic) {
        tuple.addValue(counts(traffic, moved -> moved.in().messages()));
        tuple.addValue(counts(traffic, moved -> moved.in().bytes()));
        tuple.addValue(counts(traffic, moved -> moved.out().messages()));
        tuple.addValue(counts(traffic, moved -> moved.out().bytes()));
    }

    private static <T> String[] texts(Collection<T> things, Function<T, String> text) {
        return things.stream().map(text).toArray(String[]::new);
    }

    private static <T> LocalDate[] dates(Collection<T> things, Function<T, LocalDate> date) {
        return things.stream().map(date).toArray(LocalDate[]::new);
    }

    private static <T> OffsetDateTime[] times(Collection<T> things, Function<T, Instant> time) {
        return things.stream().map(time).map(at -> at.atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new);
    }

    private static <T> Long[] counts(Collection<T> things, ToLongFunction<T> count) {
        return things.stream().mapToLong(count).boxed().toArray(Long[]::new);
    }

    private record Advance(Meter meter, Instant countedAt) {}

    /** Applies readings in their order to locked meters and keeps what must be written. */
    private static final class Count {

        private final Map<MeterKey, Meter> meters;
        private final List<UsageDelta> deltas = new ArrayList<>();
        private final Map<MeterKey, Advance> advanced = new TreeMap<>();

        Count(Map<MeterKey, Meter> meters) {
            this.meters = meters;
        }

        Count with(List<Reading> readings) {
            readings.forEach(this::apply);
            return this;
        }

        private void apply(Reading reading) {
            Meter meter = meters.get(reading.meter());
            if (meter == null) {
                throw new IllegalStateException("a meter was made and is not there: " + reading.meter());
            }
            meter.delta(reading).ifPresent(delta -> {
                Meter reached = meter.after(reading);
                deltas.add(delta);
                meters.put(reading.meter(), reached);
                advanced.put(reading.meter(), new Advance(reached, reading.seenAt()));
            });
        }
    }
}
