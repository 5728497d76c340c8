package io.vagus.controlbench;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlbench.Tenants.Account;
import io.vagus.controlbench.Tenants.Team;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import java.io.IOException;
import java.io.StringReader;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * Fills a service up to a size; what an earlier run left counts. Teams and accounts are made through the API, as everybody
 * makes them. Users are rows: the first of each account is made through the API, and the others are copies of all that this
 * wrote, with names and keys of their own.
 */
final class Fill {

    private static final String TEAM_NAME = "bench-";
    private static final int CALLERS = 8;
    private static final int PAGE = 200;

    private final ServiceHome home;
    private final Api demo;

    Fill(ServiceHome home) {
        this.home = home;
        this.demo = Api.person(home, home.demoEmail(), home.demoPassword());
    }

    Tenants upTo(int teams, int accounts, int users, int charted) throws SQLException {
        List<Team> made = teams(teams);
        Tenants tenants = accounts(made, accounts);
        users(tenants, users);
        samples(charted);
        try (Connection database = home.database();
                Statement statement = database.createStatement()) {
            statement.execute("analyze");
        }
        return tenants;
    }

    private List<Team> teams(int count) throws SQLException {
        List<Team> teams = new ArrayList<>();
        JsonNode known = demo.get("/teams?limit=" + PAGE).path("items");
        for (int i = 0; i < count; i++) {
            String name = TEAM_NAME + i;
            String id = known.findParents("id").stream()
                    .filter(team -> team.path("name").asText().equals(name))
                    .map(team -> team.path("id").asText())
                    .findFirst()
                    .orElseGet(() ->
                            demo.post("/teams", Map.of("name", name)).path("id").asText());
            teams.add(new Team(id, caller(id)));
        }
        try (Connection database = home.database();
                PreparedStatement plan = database.prepareStatement("insert into team_plan (team_id, plan_id)"
                        + " values (cast(? as uuid), 'unlimited') on conflict (team_id) do update set plan_id ="
                        + " excluded.plan_id")) {
            for (Team team : teams) {
                plan.setString(1, team.id());
                plan.addBatch();
            }
            plan.executeBatch();
        }
        return teams;
    }

    /** A service account of this run. */
    private Api caller(String team) {
        String accounts = "/teams/" + team + "/service-accounts";
        String id = demo.post(accounts, Map.of("name", "bench-" + System.nanoTime(), "role", "admin"))
                .path("id")
                .asText();
        return demo.with(demo.post(accounts + "/" + id + "/tokens", Map.of("name", "bench"))
                .path("secret")
                .asText());
    }

    private Tenants accounts(List<Team> teams, int count) throws SQLException {
        List<Account> accounts = new ArrayList<>();
        for (Team team : teams) {
            accounts.addAll(known(team));
        }
        int missing = count - accounts.size();
        long started = System.nanoTime();
        Load.each(CALLERS, Math.max(0, missing), i -> {
            Team team = teams.get(i % teams.size());
            JsonNode made = team.api()
                    .post(
                            "/teams/" + team.id() + "/accounts",
                            Map.of("name", "account-" + Long.toString(System.nanoTime(), 36) + "-" + i));
            synchronized (accounts) {
                accounts.add(new Account(
                        made.path("id").asText(), made.path("publicKey").asText(), team));
            }
        });
        if (missing > 0) {
            double seconds = (System.nanoTime() - started) / 1e9;
            System.out.printf("Made %,d accounts in %.0f s, %.0f/s.%n", missing, seconds, missing / seconds);
        }
        return new Tenants(teams, accounts);
    }

    private List<Account> known(Team team) throws SQLException {
        List<Account> accounts = new ArrayList<>();
        try (Connection database = home.database();
                PreparedStatement query = database.prepareStatement(
                        "select id, public_key from account where team_id = cast(? as uuid) and deleted_at is null")) {
            query.setString(1, team.id());
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                accounts.add(new Account(rows.getString(1), rows.getString(2), team));
            }
        }
        return accounts;
    }

    private void users(Tenants tenants, int count) throws SQLException {
        try (Connection database = home.database()) {
            long missing = count - number(database, "select count(*) from nats_user");
            if (missing <= 0) {
                return;
            }
            Account first = tenants.accounts().getFirst();
            String made = first.team()
                    .api()
                    .post("/accounts/" + first.id() + "/users", Map.of("name", "made-" + System.nanoTime()))
                    .path("user")
                    .path("id")
                    .asText();
            long started = System.nanoTime();
            database.setAutoCommit(false);
            try (Statement statement = database.createStatement()) {
                statement.execute("create temporary table wanted (account_id uuid, name text, public_key text, user_id"
                        + " uuid default uuidv7()) on commit drop");
                wanted(database, tenants, (int) missing);
                copy(statement, "nats_user", "id = '" + made + "'", """
                    'id', w.user_id, 'account_id', w.account_id, 'name', w.name, 'public_key', w.public_key,
                    'signing_key_id', k.id, 'issuer_key', k.public_key\
                    """);
                copy(statement, "credential", "user_id = '" + made + "'", """
                    'id', uuidv7(), 'account_id', w.account_id, 'user_id', w.user_id, 'user_name', w.name,
                    'user_public_key', w.public_key, 'signing_key_id', k.id, 'issuer_key', k.public_key\
                    """);
                copy(statement, "audit_entry", "target = 'user:" + made + "'", """
                    'id', uuidv7(), 'team_id', a.team_id, 'target', 'user:' || w.user_id, 'detail', 'named ' || w.name\
                    """);
            }
            database.commit();
            System.out.printf("Made %,d users in %.0f s.%n", missing, (System.nanoTime() - started) / 1e9);
        }
    }

    /** The accounts in turn. */
    private static void wanted(Connection database, Tenants tenants, int count) throws SQLException {
        SecureRandom random = new SecureRandom();
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Account account = tenants.accounts().get(i % tenants.accounts().size());
            try (NkeyPair pair = NkeyPair.generate(KeyKind.USER, random)) {
                rows.append(account.id())
                        .append("\tuser-")
                        .append(Integer.toString(i, 36))
                        .append('-')
                        .append(Long.toString(random.nextLong(1L << 30), 36))
                        .append('\t')
                        .append(pair.publicKey())
                        .append('\n');
            }
        }
        try {
            database.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy wanted (account_id, name, public_key) from stdin", new StringReader(rows.toString()));
        } catch (IOException e) {
            throw new BenchException("the users could not be written", e);
        }
    }

    /** Writes, for each user that is wanted, what {@code of} finds, but for the members in {@code changes}. */
    private static void copy(Statement statement, String table, String of, String changes) throws SQLException {
        statement.execute("insert into " + table + " select (jsonb_populate_record(cast(null as " + table
                + "), to_jsonb(t) || jsonb_build_object(" + changes + "))).* from wanted w"
                + " join account a on a.id = w.account_id"
                + " join lateral (select id, public_key from signing_key s where s.account_id = a.id limit 1) k on true"
                + " cross join (select * from " + table + " where " + of + " limit 1) t");
    }

    /** Charts with nothing missing: ten-second steps of an hour, minutes of a day, hours of 90 days. */
    private void samples(int charted) throws SQLException {
        try (Connection database = home.database();
                Statement statement = database.createStatement()) {
            long started = System.nanoTime();
            for (int[] step : new int[][] {{10, 3600}, {60, 86_400}, {3600, 7_776_000}}) {
                statement.execute("""
                    insert into account_sample
                    select id, %1$d, date_bin(make_interval(secs => %1$d), now(), 'epoch') - make_interval(secs => at),
                      random() * 100, 0, 300, random() * 1000, random() * 1000, random() * 1e6, random() * 1e6, 0, 0, 1e9, 3, 9,
                      random(), 0, random() * 50
                    from (select id from account where name like 'account-%%' order by id limit %3$d) a,
                      generate_series(0, %2$d - 1, %1$d) at on conflict do nothing\
                    """.formatted(step[0], step[1], charted));
            }
            System.out.printf(
                    "Wrote the samples of %,d accounts in %.0f s.%n", charted, (System.nanoTime() - started) / 1e9);
        }
    }

    static long number(Connection database, String query) throws SQLException {
        try (Statement statement = database.createStatement()) {
            ResultSet rows = statement.executeQuery(query);
            rows.next();
            return rows.getLong(1);
        }
    }
}
