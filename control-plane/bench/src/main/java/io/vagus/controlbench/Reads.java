package io.vagus.controlbench;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlbench.Tenants.Account;
import io.vagus.controlbench.Tenants.Team;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;

/** What people look at: lists, searches, single things and charts, by four callers at once. */
final class Reads {

    private static final int CALLERS = 4;
    private static final double AIM_MILLIS = 200;
    private static final String PAGE = "?limit=50";

    private final Random random = new Random(5);
    private final Tenants tenants;
    private final Api operator;
    private final List<Account> charted;
    private final List<String> deepPages = new ArrayList<>();

    Reads(ServiceHome home, Tenants tenants, int charted) throws IOException {
        this.tenants = tenants;
        this.operator = Api.person(home, "operator@vagus.local", home.operatorPassword());
        this.charted = tenants.accounts().stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .limit(charted)
                .toList();
    }

    void run(int count) {
        for (Team team : tenants.teams()) {
            deepPages.add(lastPage(team));
        }
        Map<String, IntConsumer> operations = new LinkedHashMap<>();
        operations.put("accounts of a team", i -> get(team(), "/accounts" + PAGE));
        operations.put("accounts of a team, a late page", this::latePage);
        operations.put("accounts of a team, by search", i -> get(team(), "/accounts" + PAGE + "&q=" + term()));
        operations.put("an account", i -> get(account(), ""));
        operations.put("history of an account", i -> get(account(), "/history" + PAGE));
        operations.put("users of an account", i -> get(account(), "/users" + PAGE));
        operations.put("users of an account, by search", i -> get(account(), "/users" + PAGE + "&q=" + term()));
        operations.put("credentials of an account", i -> get(account(), "/credentials" + PAGE));
        operations.put("quotas of a team", i -> get(team(), "/quotas"));
        operations.put("audit log of a team", i -> get(team(), "/audit" + PAGE));
        operations.put("chart of an hour", i -> chart(1, 10));
        operations.put("chart of a day", i -> chart(24, 60));
        operations.put("chart of 90 days", i -> chart(24 * 90 - 1, 3600));
        operations.put("tenants, by search", i -> operator.get("/operator/tenants" + PAGE + "&q=bench"));
        System.out.println(Latencies.heading());
        operations.forEach((name, operation) -> {
            Load.each(CALLERS, count, operation);
            System.out.println(Load.timed(CALLERS, count, operation).line(name, AIM_MILLIS));
        });
    }

    private void latePage(int i) {
        int index = i % tenants.teams().size();
        get(tenants.teams().get(index), "/accounts" + PAGE + deepPages.get(index));
    }

    /** Nine pages in, or as far as they go. */
    private static String lastPage(Team team) {
        String at = "";
        for (int page = 0; page < 9; page++) {
            JsonNode next = team.api()
                    .get("/teams/" + team.id() + "/accounts" + PAGE + at)
                    .path("nextCursor");
            if (next.isMissingNode()) {
                break;
            }
            at = "&cursor=" + next.asText();
        }
        return at;
    }

    private void chart(int hours, int step) {
        Account account = charted.get(random.nextInt(charted.size()));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        account.team()
                .api()
                .get("/accounts/" + account.id() + "/metrics?from=" + now.minus(hours, ChronoUnit.HOURS) + "&to=" + now
                        + "&step=" + step);
    }

    private static void get(Team team, String path) {
        team.api().get("/teams/" + team.id() + path);
    }

    private static void get(Account account, String path) {
        account.team().api().get("/accounts/" + account.id() + path);
    }

    private Team team() {
        return tenants.teams().get(random.nextInt(tenants.teams().size()));
    }

    private Account account() {
        return tenants.accounts().get(random.nextInt(tenants.accounts().size()));
    }

    private String term() {
        return Integer.toString(random.nextInt(36 * 36), 36);
    }
}
