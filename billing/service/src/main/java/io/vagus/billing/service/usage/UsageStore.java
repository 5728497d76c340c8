package io.vagus.billing.service.usage;

import io.smallrye.mutiny.Uni;
import io.vagus.billing.metering.AccountKey;
import io.vagus.billing.metering.BillingMonth;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.service.platform.Database;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;

/** Reads monthly totals. */
@ApplicationScoped
public class UsageStore {

    private static final String MONTH_OF_ACCOUNT = """
            SELECT coalesce(used.in_messages, 0) AS in_messages, coalesce(used.in_bytes, 0) AS in_bytes,
                   coalesce(used.out_messages, 0) AS out_messages, coalesce(used.out_bytes, 0) AS out_bytes,
                   used.metered_until, chosen.plan_id
              FROM (SELECT $1::text AS account_key) AS account
              LEFT JOIN usage_month AS used ON used.account_key = account.account_key AND used.month = $2
              LEFT JOIN account_plan AS chosen ON chosen.account_key = account.account_key
            """;

    private final Pool pool;

    UsageStore(Pool pool) {
        this.pool = pool;
    }

    /** Fails with a 503 problem when the database is away. */
    Uni<MonthlyUsage> find(AccountKey account, BillingMonth month) {
        return Database.answer(pool.preparedQuery(MONTH_OF_ACCOUNT)
                .execute(Tuple.of(account.value(), month.month().atDay(1)))
                .map(rows -> usage(rows.iterator().next())));
    }

    private static MonthlyUsage usage(Row row) {
        OffsetDateTime meteredUntil = row.getOffsetDateTime("metered_until");
        Traffic traffic = new Traffic(
                new Quantity(row.getLong("in_messages"), row.getLong("in_bytes")),
                new Quantity(row.getLong("out_messages"), row.getLong("out_bytes")));
        return new MonthlyUsage(
                traffic, meteredUntil == null ? null : meteredUntil.toInstant(), row.getString("plan_id"));
    }
}
