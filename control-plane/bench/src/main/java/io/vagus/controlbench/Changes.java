package io.vagus.controlbench;

import io.vagus.controlbench.Tenants.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Accounts that change at a steady rate, each once. A change has arrived when the node has written it to its disk, and is
 * proven when the control plane has seen each node work with it: both are read afterwards, from the time of the node's file
 * and from the account's history.
 */
final class Changes {

    private static final double API_AIM_MILLIS = 200;
    private static final double PUSH_AIM_MILLIS = 1000;
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_MILLIS = 200;

    private final ServiceHome home;
    private final Tenants tenants;

    Changes(ServiceHome home, Tenants tenants) {
        this.home = home;
        this.tenants = tenants;
    }

    void run(int perSecond, Duration time) throws SQLException, IOException, InterruptedException {
        List<Account> order = new ArrayList<>(tenants.accounts());
        Collections.shuffle(order, new Random(7));
        if (order.size() < perSecond * time.toSeconds()) {
            throw new BenchException(
                    "expected=at least " + perSecond * time.toSeconds() + " accounts, actual=" + order.size());
        }
        Map<Account, Instant> sent = new ConcurrentHashMap<>();
        int limit = new Random().nextInt(1_000, 1_000_000);
        Latencies answers = Load.paced(perSecond, time, i -> {
            Account account = order.get(i);
            sent.put(account, Instant.now());
            account.team().api().patch("/accounts/" + account.id(), Map.of("limits", Map.of("connections", limit + i)));
        });
        awaitSettled(home, SETTLE_LIMIT);
        List<Double> arrived = new ArrayList<>();
        List<Double> proven = new ArrayList<>();
        try (Connection database = home.database();
                PreparedStatement query = database.prepareStatement("select max(last_at) from account_event where"
                        + " account_id = cast(? as uuid) and kind = 'push' and outcome = 'applied'")) {
            for (Map.Entry<Account, Instant> each : sent.entrySet()) {
                Path file = home.tokensOfNode().resolve(each.getKey().publicKey() + ".jwt");
                arrived.add(
                        millis(each.getValue(), Files.getLastModifiedTime(file).toInstant()));
                query.setString(1, each.getKey().id());
                ResultSet rows = query.executeQuery();
                rows.next();
                proven.add(millis(each.getValue(), rows.getTimestamp(1).toInstant()));
            }
        }
        System.out.printf("%d accounts change a second, for %d s%n", perSecond, time.toSeconds());
        System.out.println(Latencies.heading());
        System.out.println(answers.line("a change is answered", API_AIM_MILLIS));
        System.out.println(Latencies.of(arrived).line("a change is on the node", PUSH_AIM_MILLIS));
        System.out.println(Latencies.of(proven).line("a change is proven there", PUSH_AIM_MILLIS));
    }

    /** Returns once nothing is due. */
    static void awaitSettled(ServiceHome home, Duration limit) throws SQLException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        try (Connection database = home.database()) {
            while (Fill.number(database, "select count(*) from delivery where due_at is not null") > 0) {
                if (System.nanoTime() > end) {
                    throw new BenchException("changes still wait for the node after " + limit.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            }
        }
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
