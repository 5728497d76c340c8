package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.platform.Database;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the document that changes a team's rows, cut off after each of its writes: the connection to the database
 * dies there. What is cut off leaves nothing behind, in no table, and can be sent again. Of the same for what nodes must hear of,
 * {@link EveryStepTest} says what arrives there; of what is changed on nodes alone, {@link StreamStepsTest}.
 */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class EveryMutationTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MOST_STEPS = 40;

    /** What happens elsewhere than in rows. Whoever adds one here says where it is tested. */
    private static final Set<String> ELSEWHERE = Set.of(
            "previewPermissions", // changes nothing
            "kickConnection", // RealNodesTest
            "publishMessage", // StreamStepsTest
            "traceMessage", // the same path as publishMessage
            "testAlertChannel", // sends, changes nothing
            "acknowledgeAlert", // only while it fires: one row, AlertsTest
            "retryWebhookDelivery" // only of one that failed: one row, WebhooksTest
            );

    /** The caller's team is not known when these write: no fault can be aimed at them alone. One transaction each all the same. */
    private static final Set<String> OF_A_PERSON = Set.of(
            "deleteMe",
            "createToken",
            "deleteToken",
            "createTeam",
            "openInvitation",
            "acceptInvitation",
            "declineInvitation");

    /** Go last, in this order: they take away what the others need, or need what these do. */
    private static final List<String> LAST = List.of(
            "suspendAccount",
            "resumeAccount",
            "deleteAccount",
            "restoreAccount",
            "purgeAccount",
            "deleteTeam",
            "restoreTeam",
            "transferTeam");

    /** Changed by jobs whenever they like: only how many rows there are is compared. */
    private static final Set<String> ALIVE =
            Set.of("webhook", "webhook_delivery", "alert_rule", "alert_event", "alert_notice");

    /** Where it is written that something changed; what changed is elsewhere, but for {@link #SENDS}. */
    private static final Set<String> LOGS = Set.of("audit_entry", "account_event", "delivery", "webhook_delivery");

    /** Puts something into the queue, and that is all. */
    private static final String SENDS = "testWebhook";

    /** No tenant's, or written by jobs alone. */
    private static final Set<String> NOT_WATCHED = Set.of(
            "account_sample",
            "consumer_sample",
            "user_sample",
            "stream_sample",
            "node_seen",
            "job_round",
            "incident",
            "ended_session",
            "idempotency_key");

    @Inject
    Database database;

    private FaultPlan faults;
    private Map<String, String> ids = Map.of();
    private Api owner = Api.person("nobody");
    private List<String> tables = List.of();
    private String question = "";
    private int made;

    @BeforeEach
    void prepare() {
        World world = new World().furnished();
        ids = world.ids();
        owner = world.owner();
        faults = new FaultPlan(database);
        tables = strings("select cast(table_name as text) from information_schema.tables where table_schema = 'public'"
                + " and table_type = 'BASE TABLE' and table_name not like 'flyway%' and table_name not like 'fault%'"
                + " order by table_name");
        question = question();
        faults.watch(
                tables.stream().filter(table -> !NOT_WATCHED.contains(table)).toList());
    }

    @AfterEach
    void heal() {
        faults.close();
    }

    @Test
    void changeThatDiesAtAnyWriteLeavesNothingAndCanBeSentAgain() {
        Map<String, List<String>> writes = new TreeMap<>();
        Map<String, String> wrong = new TreeMap<>();
        for (Operation operation : operations()) {
            try {
                Request request = before(operation);
                settled();
                writes.put(operation.id(), cutOffAtEveryWrite(operation, request));
            } catch (AssertionError e) {
                wrong.put(operation.id(), String.valueOf(e.getMessage()));
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(writes)
                .hasSizeGreaterThan(45)
                .allSatisfy((operation, hit) -> assertThat(hit)
                        .as("where faults fell on %s, of all: %s", operation, writes)
                        .anyMatch(table -> !LOGS.contains(table) || operation.equals(SENDS)));
    }

    private static List<Operation> operations() {
        return Operation.all().stream()
                .filter(operation -> !operation.isRead() && !operation.isOperators())
                .filter(operation -> !operation.path().contains("/jetstream/")
                        && !operation.path().contains("/sessions"))
                .filter(operation -> !ELSEWHERE.contains(operation.id()) && !OF_A_PERSON.contains(operation.id()))
                .sorted(Comparator.comparingInt((Operation operation) -> LAST.indexOf(operation.id()))
                        .thenComparing(operation -> operation.method().equals("delete")))
                .toList();
    }

    private record Request(Map<String, String> ids, String body) {}

    /** Makes what the operation needs and nobody has made yet. */
    private Request before(Operation operation) {
        Map<String, String> on = new TreeMap<>(ids);
        String team = "/teams/" + ids.get("teamId");
        String account = "/accounts/" + ids.get("accountId");
        String body = switch (operation.id()) {
            case "addMember" -> {
                Api fresh = Api.person("fresh");
                fresh.get("/me");
                yield "{\"email\": \"" + fresh.email() + "\", \"role\": \"viewer\"}";
            }
            case "deleteServiceToken" -> {
                String service = owner.post(team + "/service-accounts", "{\"name\": \"another\", \"role\": \"viewer\"}")
                        .path("id");
                on.put("serviceAccountId", service);
                on.put(
                        "tokenId",
                        owner.post(team + "/service-accounts/" + service + "/tokens", "{\"name\": \"t\"}")
                                .path("id"));
                yield "";
            }
            case "setAccountRole" -> "{\"role\": \"developer\"}";
            case "clearAccountRole" -> {
                String person = member("viewer").get("/me").path("id");
                owner.put(account + "/roles/" + person, "{\"role\": \"developer\"}")
                        .then()
                        .statusCode(200);
                on.put("personId", person);
                yield "";
            }
            case "revokeActivation" -> {
                String export = offered(owner, account);
                on.put("exportId", export);
                String other = owner.get(fresh(owner)).path("publicKey");
                on.put(
                        "activationId",
                        owner.post(
                                        account + "/exports/" + export + "/activations",
                                        "{\"accountKey\": \"" + other + "\"}")
                                .path("id"));
                yield "";
            }
            case "createImport" -> {
                String exporter = fresh(owner);
                String export = owner.post(
                                exporter + "/exports", "{\"name\": \"p\", \"subject\": \"p\", \"kind\": \"stream\"}")
                        .path("id");
                yield "{\"name\": \"p\", \"exportId\": \"" + export + "\", \"localSubject\": \"p.in\"}";
            }
            case "createExport" -> "{\"name\": \"q\", \"subject\": \"q\", \"kind\": \"stream\"}";
            case "createActivation" -> {
                String other = owner.get(fresh(owner)).path("publicKey");
                yield "{\"accountKey\": \"" + other + "\"}";
            }
            case "createShareRequest" -> {
                Api bob = Api.person("bob");
                yield "{\"exportId\": \"" + offered(bob, fresh(bob)) + "\"}";
            }
            case "approveShareRequest", "declineShareRequest" -> {
                Api bob = Api.person("bob");
                String asked = bob.post(
                                fresh(bob) + "/share-requests",
                                "{\"exportId\": \"" + offered(owner, fresh(owner)) + "\"}")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
                on.put("requestId", asked);
                yield "{}";
            }
            case "grantSupportAccess", "refuseSupportAccess" -> {
                on.put("supportAccessId", asked());
                yield "";
            }
            case "revokeSupportAccess" -> {
                String asked = asked();
                owner.post(team + "/support-access/" + asked + "/grant", "")
                        .then()
                        .statusCode(200);
                on.put("supportAccessId", asked);
                yield "";
            }
            case "updateTeam", "updateAccount", "updateSigningKey" -> "{\"name\": \"renamed\"}";
            case "updateServiceAccount", "updateMember" -> "{\"role\": \"developer\"}";
            case "updateWebhook" -> "{\"enabled\": false}";
            case "createAlert" -> "{\"name\": \"c\", \"metric\": \"connections\", \"threshold\": 2}";
            case "replaceAlert" -> "{\"name\": \"b\", \"metric\": \"connections\", \"threshold\": 2}";
            case "createAlertChannel" -> "{\"name\": \"d\", \"kind\": \"nats\", \"target\": \"alerts\"}";
            case "transferTeam" -> {
                String heir = member("admin").get("/me").path("id");
                yield "{\"personId\": \"" + heir + "\"}";
            }
            case "updateExport" -> "{\"description\": \"other\"}";
            case "purgeAccount" -> {
                owner.delete("/accounts/" + ids.get("accountId"));
                yield "";
            }
            case "enableSigningKey" -> {
                owner.post("/accounts/" + ids.get("accountId") + "/signing-keys/" + ids.get("keyId") + "/disable", "");
                yield "";
            }
            default ->
                operation.bodySchema() == null ? "" : operation.validBody(ids).toString();
        };
        return new Request(on, body);
    }

    /** A new account. */
    private String fresh(Api whose) {
        made++;
        return whose.account("made-" + made);
    }

    private Api member(String role) {
        Api person = Api.person("heir");
        owner.post(
                        "/teams/" + ids.get("teamId") + "/members",
                        "{\"email\": \"" + person.email() + "\", \"role\": \"" + role + "\"}")
                .then()
                .statusCode(201);
        return person;
    }

    private static String offered(Api exporter, String account) {
        return exporter.post(
                        account + "/exports",
                        "{\"name\": \"orders\", \"subject\": \"orders\", \"kind\": \"stream\", \"tokenRequired\": true,"
                                + " \"advertised\": true}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String asked() {
        return Api.operator("olga")
                .post(
                        "/operator/support-access",
                        "{\"teamId\": \"" + ids.get("teamId")
                                + "\", \"role\": \"viewer\", \"reason\": \"ticket\", \"durationSeconds\": 600}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /**
     * Sends the request with a fault after its first write, its second, and so on until it gets through. Returns the tables that
     * it wrote.
     */
    private List<String> cutOffAtEveryWrite(Operation operation, Request request) {
        List<String> hit = new ArrayList<>();
        for (int step = 1; step <= MOST_STEPS; step++) {
            String before = rows();
            faults.aim(String.valueOf(ids.get("teamId")), step);
            Response response = operation.call(
                    owner.request(),
                    operation.path(request.ids()),
                    request.body().isEmpty() ? null : request.body());
            faults.rest();
            if (response.statusCode() < 300) {
                return hit;
            }
            assertThat(response.statusCode())
                    .as("%s at write %d: %s", operation.id(), step, response.asString())
                    .isEqualTo(503);
            assertThat(rows())
                    .as("what is there after a fault of %s at write %d", operation.id(), step)
                    .isEqualTo(before);
            hit.add(faults.place());
        }
        throw new AssertionError(operation.id() + " never got through");
    }

    /** All rows of the team, table by table. */
    private String rows() {
        return strings(question).stream().sorted().collect(Collectors.joining("\n"));
    }

    /** Asks for a line of each table: what it has of the team. */
    private String question() {
        String team = ids.get("teamId");
        Set<String> ofTeam = withColumn("team_id");
        Set<String> ofAccount = withColumn("account_id");
        List<String> parts = new ArrayList<>();
        for (String table : tables) {
            if (NOT_WATCHED.contains(table) || !ofTeam.contains(table) && !ofAccount.contains(table)) {
                continue;
            }
            String rows = ALIVE.contains(table)
                    ? "cast(count(*) as text)"
                    : "coalesce(md5(string_agg(cast(t as text), ' ' order by cast(t as text))), 'none')";
            String of = ofTeam.contains(table)
                    ? "team_id = '" + team + "'"
                    : "account_id in (select id from account where team_id = '" + team + "')";
            parts.add("select '" + table + " ' || " + rows + " from " + table + " t where " + of);
        }
        parts.add("select 'team ' || cast(t as text) from team t where id = '" + team + "'");
        parts.add("select 'share_request ' || coalesce(md5(string_agg(cast(t as text), ' ' order by id)), 'none') from"
                + " share_request t where '" + team
                + "' in (cast(exporter_team_id as text), cast(requester_team_id as text))");
        return String.join(" union all ", parts);
    }

    private Set<String> withColumn(String column) {
        return Set.copyOf(strings("select cast(table_name as text) from information_schema.columns where table_schema ="
                + " 'public' and column_name = '" + column + "'"));
    }

    private void settled() {
        await().atMost(SOON)
                .until(() -> strings("select account_key from delivery where due_at is not null and account_id in"
                                + " (select id from account where team_id = '" + ids.get("teamId") + "')")
                        .isEmpty());
    }

    private List<String> strings(String question) {
        return database.await(
                work -> work.session().createNativeQuery(question, String.class).getResultList());
    }
}
