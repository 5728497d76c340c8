package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Rounds;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.controlplane.provisioning.KillingSteps;
import io.vagus.controlplane.provisioning.Replica;
import io.vagus.identity.AccountClaims;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever dies whenever: what was answered is not lost, nothing happens twice, and an account's state tells the truth. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class FaultsTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    @Inject
    FakeNodes nodes;

    @Inject
    KillingSteps steps;

    @Inject
    Replica replica;

    @Inject
    Database database;

    @ParameterizedTest
    @ValueSource(strings = {"CLAIMED", "SIGNED", "PUSHED", "VERIFIED", "RECORDED"})
    void deliveryThatDiesAtAnyStepIsTakenUpByTheNext(String step) {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        becomes(ada, account, "active");
        String key = ada.get(account).path("publicKey");
        steps.killAt(key, step);

        ada.patch(account, "{\"limits\": {\"connections\": 7}}").then().statusCode(200);

        await().atMost(SOON).until(() -> steps.killed(key));
        if (!step.equals("RECORDED")) {
            ada.get(account).then().body("state", equalTo("provisioning"));
            lapse(key);
        }
        becomes(ada, account, "active");
        List<AccountClaims> pushed = nodes.pushed(key);
        assertThat(pushed.getLast().limits().connections()).isEqualTo(7);
        assertThat(pushed.stream().map(AccountClaims::issuedAt).toList())
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(Comparator.naturalOrder());
        ada.get(account + "/history").then().body("items.findAll { it.outcome == 'applied' }.times.sum()", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account",
                "sealed_seed",
                "signing_key",
                "delivery",
                "account_event",
                "audit_entry",
                "idempotency_key"
            })
    void creationWhoseConnectionToTheDatabaseDiesAtAnyWriteLeavesNothingAndCanBeSentAgain(String table) {
        Api ada = Api.person("ada");
        String team = ada.team();
        String accounts = "/teams/" + team + "/accounts";
        long deliveries = count("delivery");
        long seeds = count("sealed_seed");
        String event = table.equals("idempotency_key") ? "update" : "insert";
        sql("create or replace function die() returns trigger language plpgsql as"
                + " $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$");
        sql("grant execute on function die() to vagus_tenant");
        sql("alter function die() security definer");
        sql("create trigger die after " + event + " on " + table + " for each row execute function die()");
        try {
            ada.post(accounts, "{\"name\": \"a\"}", "key").then().statusCode(503);
        } finally {
            sql("drop trigger die on " + table);
        }

        ada.get(accounts).then().body("items", hasSize(0));
        assertThat(count("delivery")).isEqualTo(deliveries);
        assertThat(count("sealed_seed")).isEqualTo(seeds);
        String made = ada.post(accounts, "{\"name\": \"a\"}", "key")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        becomes(ada, "/accounts/" + made, "active");
        ada.get(accounts).then().body("items", hasSize(1));
        ada.get("/teams/" + team + "/audit").then().body("items.findAll { it.action == 'account.create' }", hasSize(1));
    }

    @Test
    void changeThatNobodyIsWokenForIsFoundByTheClock() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        becomes(ada, account, "active");
        String key = ada.get(account).path("publicKey");
        int before = nodes.pushed(key).size();

        sql("update delivery set revision = revision + 1, due_at = now() where account_key = '" + key + "'");

        await().atMost(SOON).until(() -> nodes.pushed(key).size(), size -> size > before);
    }

    @Test
    void replicasDoNotPushTheSameChangeTwiceNorAnOlderOneLast() throws Exception {
        Api ada = Api.person("ada");
        List<String> accounts =
                IntStream.range(0, 4).mapToObj(i -> ada.account("a" + i)).toList();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> other = threads.submit(() -> {
                while (!over.get()) {
                    replica.dispatch();
                    LockSupport.parkNanos(5_000_000);
                }
            });
            for (int i = 1; i <= 10; i++) {
                for (String account : accounts) {
                    ada.patch(account, "{\"limits\": {\"connections\": " + i + "}}")
                            .then()
                            .statusCode(200);
                }
            }
            accounts.forEach(account -> becomes(ada, account, "active"));
            over.set(true);
            other.get();
        }

        for (String account : accounts) {
            String key = ada.get(account).path("publicKey");
            List<AccountClaims> pushed = nodes.pushed(key);
            assertThat(pushed.getLast().limits().connections()).isEqualTo(10);
            assertThat(pushed.stream().map(AccountClaims::issuedAt).toList())
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo(Comparator.naturalOrder());
            assertThat(pushed.size()).isLessThanOrEqualTo(11);
        }
    }

    @Test
    void aHeldJobStaysWithOneReplicaUntilThatOneIsGone() {
        Rounds one = new Rounds();
        Rounds other = new Rounds();

        assertThat(holds(one)).isTrue();
        assertThat(holds(other)).isFalse();
        assertThat(holds(one)).isTrue();
        sql("update job_round set held_until = now() - interval '1 second' where job = 'test.held'");
        assertThat(holds(other)).isTrue();
        assertThat(holds(one)).isFalse();
        sql("delete from job_round where job = 'test.held'");
    }

    private boolean holds(Rounds replica) {
        return database.await(work -> replica.hold(work, "test.held", Duration.ofMinutes(1)));
    }

    /** The process that held the claim is gone for good; its claim ends. */
    private void lapse(String key) {
        sql("update delivery set claimed_until = now() - interval '1 second' where account_key = '" + key + "'");
    }

    private long count(String table) {
        return ((Number) database.await(work -> work.session()
                        .createNativeQuery("select count(*) from " + table)
                        .getSingleResult()))
                .longValue();
    }

    private void sql(String statement) {
        database.await(work -> work.session().createNativeQuery(statement).executeUpdate());
    }

    private static void becomes(Api api, String account, String state) {
        await().atMost(SOON).until(() -> api.get(account).path("state"), state::equals);
    }
}
