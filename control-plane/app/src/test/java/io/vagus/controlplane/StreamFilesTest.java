package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.nats.client.Connection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.TokenScope;
import io.vagus.controlplane.jetstream.Backups;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Streams and objects as files, where a message goes, and what subjects carry, against a real node. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class StreamFilesTest extends OnALiveNode {

    @Inject
    Backups files;

    @Test
    void streamIsTakenOutAndBroughtInAgainElsewhere() throws IOException {
        ada.post(js + "/streams", "{\"name\": \"ORDERS\", \"subjects\": [\"orders.>\"]}")
                .then()
                .statusCode(201);
        for (int i = 0; i < 5; i++) {
            ada.post(account + "/messages", "{\"subject\": \"orders.%d\", \"text\": \"order %d\"}".formatted(i, i))
                    .then()
                    .statusCode(200);
        }
        ada.post(js + "/streams/ORDERS/consumers", "{\"name\": \"billing\"}")
                .then()
                .statusCode(201);

        Response backup = ada.get(js + "/streams/ORDERS/backup");

        assertThat(backup.statusCode()).isEqualTo(200);
        assertThat(backup.header("Content-Disposition")).contains("ORDERS.zip");
        byte[] archive = backup.asByteArray();
        assertThat(entries(archive)).containsExactly("backup.json", "stream.tar.s2");
        Api bob = Api.person("bob");
        String other = accountWithStorage(bob) + "/jetstream";
        restore(bob, other, archive)
                .then()
                .statusCode(201)
                .body("config.name", equalTo("ORDERS"))
                .body("messages", equalTo(5));
        bob.get(other + "/streams/ORDERS/messages/3").then().body("subject", equalTo("orders.2"));
        bob.get(other + "/streams/ORDERS/consumers").then().body("items.name", hasItem("billing"));
        restore(bob, other, archive).then().statusCode(400).body("natsErrorCode", equalTo(10130));
        bob.get("/teams/" + bob.team() + "/audit").then().body("items.action", hasItem("stream.restore"));
        ada.get("/teams/" + ada.team() + "/audit").then().body("items.action", hasItem("stream.backup"));
    }

    @Test
    void oneBackupTooManyIsToldToWait() throws Exception {
        ada.post(js + "/streams", "{\"name\": \"S\", \"subjects\": [\"s\"]}")
                .then()
                .statusCode(201);
        var me = new Caller(
                UUID.fromString(ada.get("/me").path("id")),
                ada.email(),
                Caller.Kind.SESSION,
                TokenScope.WHOLE,
                List.of(),
                null);
        UUID id = UUID.fromString(account.substring("/accounts/".length()));
        CountDownLatch begun = new CountDownLatch(Backups.MOST_AT_ONCE);
        CountDownLatch held = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> backups = new ArrayList<>();
            for (int i = 0; i < Backups.MOST_AT_ONCE; i++) {
                backups.add(threads.submit(() -> {
                    files.open(me, id, "S").to(new ByteArrayOutputStream() {
                        @Override
                        public void flush() {
                            begun.countDown();
                            try {
                                held.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    });
                    return null;
                }));
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            ada.get(js + "/streams/S/backup").then().statusCode(503).body("detail", containsString("Too many backups"));
            held.countDown();
            for (Future<?> each : backups) {
                each.get();
            }
        }
        ada.get(js + "/streams/S/backup").then().statusCode(200);
    }

    @Test
    void whatIsNoBackupIsRefusedAndLeavesNothing() {
        ada.post(js + "/streams", "{\"name\": \"S\", \"subjects\": [\"s\"]}")
                .then()
                .statusCode(201);
        byte[] archive = ada.get(js + "/streams/S/backup").asByteArray();
        ada.delete(js + "/streams/S").then().statusCode(204);

        restore(ada, js, "no archive".getBytes(StandardCharsets.UTF_8)).then().statusCode(400);
        restore(ada, js, Arrays.copyOf(archive, archive.length / 3)).then().statusCode(400);
        ada.get(js + "/streams").then().body("items", hasSize(0));
        ada.get(js + "/streams/NONE/backup").then().statusCode(404);
        Api eve = Api.person("eve");
        eve.get(js + "/streams/S/backup").then().statusCode(404);
        restore(eve, js, archive).then().statusCode(404);
    }

    @Test
    void objectIsUploadedReplacedAndDownloaded() {
        ada.post(js + "/objects", "{\"name\": \"files\"}").then().statusCode(201);
        byte[] large = new byte[300_000];
        new Random(7).nextBytes(large);

        put(ada, "files", "a/b c.bin", large)
                .then()
                .statusCode(200)
                .body("name", equalTo("a/b c.bin"))
                .body("bytes", equalTo(300_000))
                .body("chunks", equalTo(3));
        assertThat(ada.get(js + "/objects/files/content?name=a/b c.bin").asByteArray())
                .isEqualTo(large);
        long stored = ada.get(js + "/streams/OBJ_files").<Integer>path("bytes");
        put(ada, "files", "a/b c.bin", new byte[] {1, 2, 3})
                .then()
                .statusCode(200)
                .body("bytes", equalTo(3));
        assertThat(ada.get(js + "/objects/files/content?name=a/b c.bin").asByteArray())
                .containsExactly(1, 2, 3);
        assertThat(ada.get(js + "/streams/OBJ_files").<Integer>path("bytes")).isLessThan((int) (stored / 10));
        put(ada, "files", "empty", new byte[0]).then().statusCode(200).body("chunks", equalTo(0));
        ada.get(js + "/objects/files/objects").then().body("items.name", hasItems("a/b c.bin", "empty"));
        put(ada, "none", "x", large).then().statusCode(404);
        put(ada, "files", "", large).then().statusCode(400).body("errors.field", hasItem("name"));
        put(Api.person("eve"), "files", "x", large).then().statusCode(404);
    }

    /** Only what takes files takes large bodies. */
    @Test
    void otherBodiesStayBounded() {
        String large = "{\"name\": \"" + "x".repeat(70_000) + "\"}";

        ada.post(js + "/streams", large).then().statusCode(413);
        ada.request()
                .contentType("application/json")
                .body(new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))
                .post(js + "/streams")
                .then()
                .statusCode(413);
    }

    @Test
    void traceTellsWhereAMessageGoesAndDeliversItOnlyWhenAsked() throws Exception {
        ada.post(js + "/streams", "{\"name\": \"ORDERS\", \"subjects\": [\"orders.>\"]}")
                .then()
                .statusCode(201);
        try (Connection listener = client()) {
            var heard = listener.subscribe("orders.*");
            listener.flush(Duration.ofSeconds(5));

            ada.post(account + "/messages/trace", "{\"subject\": \"orders.new\", \"text\": \"x\"}")
                    .then()
                    .statusCode(200)
                    .body("steps.kind", hasItems("in", "stored", "out"))
                    .body("steps.subject", hasItem("orders.*"));
            assertThat(heard.nextMessage(Duration.ofMillis(300))).isNull();
            ada.get(js + "/streams/ORDERS").then().body("messages", equalTo(0));

            ada.post(account + "/messages/trace", "{\"subject\": \"orders.new\", \"text\": \"x\", \"deliver\": true}")
                    .then()
                    .statusCode(200);
            assertThat(heard.nextMessage(Duration.ofSeconds(5))).isNotNull();
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> ada.get(js + "/streams/ORDERS").then().body("messages", equalTo(1)));
        }
        ada.post(account + "/messages/trace", "{\"subject\": \"a.*\"}").then().statusCode(400);
        Api.person("eve")
                .post(account + "/messages/trace", "{\"subject\": \"a\"}")
                .then()
                .statusCode(404);
    }

    @Test
    void subjectTrafficCountsWhatIsPublishedMeanwhile() throws Exception {
        try (Connection publisher = client()) {
            var publishing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 300 && !Thread.currentThread().isInterrupted(); i++) {
                    publisher.publish("busy.a", new byte[10]);
                    if (i % 3 == 0) {
                        publisher.publish("busy.b", new byte[10]);
                    }
                    publisher.publish("elsewhere", new byte[10]);
                    java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                }
            });
            ada.get(account + "/subject-traffic?filter=busy.*&seconds=2")
                    .then()
                    .statusCode(200)
                    .body("subjects.subject", equalTo(List.of("busy.a", "busy.b")))
                    .body("lostMessages", equalTo(0));
            publishing.get();
        }
        ada.get(account + "/subject-traffic?seconds=11")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("seconds"));
        ada.get(account + "/subject-traffic?filter=a..b")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("filter"))
                .body("errors[0].reason", containsString("subject"));
        Api.person("eve").get(account + "/subject-traffic").then().statusCode(404);
    }

    private static List<String> entries(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static Response restore(Api api, String where, byte[] archive) {
        return api.request().contentType("application/zip").body(archive).post(where + "/restore");
    }

    private Response put(Api api, String bucket, String name, byte[] content) {
        return api.request()
                .contentType("application/octet-stream")
                .queryParam("name", name)
                .body(content)
                .put(js + "/objects/" + bucket + "/content");
    }
}
