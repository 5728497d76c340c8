package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.nats.client.Connection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Streams, consumers, buckets and messages of an account, against a real node. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class JetStreamTest extends OnALiveNode {

    @Test
    void saysThatJetStreamIsOffUntilTheAccountHasStorage() {
        String dry = ada.account("dry");
        reaches(ada, dry);

        ada.get(dry + "/jetstream").then().statusCode(200).body("enabled", equalTo(false));
        stream(dry + "/jetstream", "{\"name\": \"S\", \"subjects\": [\"s\"]}")
                .then()
                .statusCode(409)
                .body("natsErrorCode", equalTo(10039))
                .body("detail", containsString("storage"));
        ada.get(js).then().body("enabled", equalTo(true)).body("diskLimitBytes", equalTo(1 << 26));
    }

    @Test
    void streamIsMadeShownChangedAndDeleted() {
        stream(js, "{\"name\": \"ORDERS\", \"subjects\": [\"orders.>\"], \"maxAgeMillis\": 60000}")
                .then()
                .statusCode(201)
                .body("kind", equalTo("stream"))
                .body("config.storage", equalTo("file"))
                .body("config.maxAgeMillis", equalTo(60000))
                .body("messages", equalTo(0))
                .body("firstAt", nullValue());

        ada.patch(js + "/streams/ORDERS", "{\"description\": \"what people buy\", \"maxMessages\": 100}")
                .then()
                .statusCode(200)
                .body("config.description", equalTo("what people buy"))
                .body("config.maxMessages", equalTo(100))
                .body("config.maxAgeMillis", equalTo(60000))
                .body("config.subjects", equalTo(java.util.List.of("orders.>")));
        ada.get(js + "/streams?kind=stream").then().body("items.name", hasItem("ORDERS"));
        ada.get(js + "/streams?kind=kv").then().body("items", hasSize(0));
        ada.get(js + "/streams?q=rder").then().body("items.name", hasItem("ORDERS"));
        ada.get(js + "/streams?q=nothing").then().body("items", hasSize(0));
        ada.get(js).then().body("streams", equalTo(1));

        ada.delete(js + "/streams/ORDERS").then().statusCode(204);
        ada.get(js + "/streams/ORDERS").then().statusCode(404).body("natsErrorCode", equalTo(10059));
        ada.get("/teams/" + ada.team() + "/audit")
                .then()
                .body("items.action", hasItem("stream.delete"))
                .body("items.detail", hasItem("named ORDERS"));
    }

    @Test
    void refusalsNameTheFieldAndTheNatsError() {
        stream(js, "{\"name\": \"A\", \"subjects\": [\"a.>\"]}").then().statusCode(201);

        stream(js, "{\"name\": \"B\", \"subjects\": [\"a.b\"]}")
                .then()
                .statusCode(409)
                .body("natsErrorCode", equalTo(10065))
                .body("errors.field", hasItem("subjects"));
        stream(js, "{\"name\": \"A\", \"subjects\": [\"other\"]}")
                .then()
                .statusCode(409)
                .body("natsErrorCode", equalTo(10058))
                .body("errors.field", hasItem("name"));
        stream(js, "{\"name\": \"a.b\"}").then().statusCode(400).body("errors.field", hasItem("name"));
        stream(js, "{\"name\": \"C\", \"replicas\": 9}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("replicas"));
        stream(js, "{\"name\": \"D\", \"subjects\": [\"d\"], \"maxBytes\": 999999999999}")
                .then()
                .statusCode(409)
                .body("detail", containsString("NATS error"));
    }

    @Test
    void previewTellsWhatAChangeMayDoAndChangesNothing() {
        stream(js, "{\"name\": \"P\", \"subjects\": [\"p\"], \"denyDelete\": true}")
                .then()
                .statusCode(201);
        publish("p", "one");
        publish("p", "two");

        ada.post(js + "/streams/P/preview", "{\"storage\": \"memory\", \"maxMessages\": 1, \"denyDelete\": true}")
                .then()
                .statusCode(200)
                .body("allowed", equalTo(false))
                .body("changes.field", equalTo(java.util.List.of("storage", "maxMessages")))
                .body("changes.find { it.field == 'storage' }.allowed", equalTo(false))
                .body("changes.find { it.field == 'maxMessages' }.reason", containsString("1 messages would go"));
        ada.patch(js + "/streams/P", "{\"storage\": \"memory\"}")
                .then()
                .statusCode(409)
                .body("errors.field", hasItem("storage"));
        ada.patch(js + "/streams/P", "{\"denyDelete\": false}").then().statusCode(409);
        ada.get(js + "/streams/P").then().body("messages", equalTo(2));
    }

    @Test
    void messagesAreBrowsedBySequenceSubjectAndLastOfEach() {
        stream(js, "{\"name\": \"M\", \"subjects\": [\"m.>\"]}").then().statusCode(201);
        for (int i = 1; i <= 5; i++) {
            ada.post(
                            account + "/messages",
                            "{\"subject\": \"m.%s\", \"text\": \"n%d\", \"headers\": {\"X-N\": [\"%d\"]}}"
                                    .formatted(i % 2 == 0 ? "even" : "odd", i, i))
                    .then()
                    .statusCode(200)
                    .body("stream", equalTo("M"))
                    .body("sequence", equalTo(i));
        }

        ada.get(js + "/streams/M/messages?count=2")
                .then()
                .statusCode(200)
                .body("messages.sequence", equalTo(java.util.List.of(4, 5)))
                .body("messages[0].headers.X-N", equalTo(java.util.List.of("4")))
                .body("messages[0].data", equalTo(base64("n4")));
        ada.get(js + "/streams/M/messages?subject=m.odd&count=2")
                .then()
                .body("messages.sequence", equalTo(java.util.List.of(1, 3)))
                .body("nextSequence", equalTo(4));
        ada.get(js + "/streams/M/messages?fromSequence=4&subject=m.odd")
                .then()
                .body("messages.sequence", equalTo(java.util.List.of(5)))
                .body("nextSequence", nullValue());
        ada.get(js + "/streams/M/messages?lastPerSubject=true")
                .then()
                .body("messages.sequence", equalTo(java.util.List.of(4, 5)));
        ada.get(js + "/streams/M/subjects").then().body("subjects.messages", equalTo(java.util.List.of(2, 3)));
        ada.delete(js + "/streams/M/messages/5").then().statusCode(204);
        ada.get(js + "/streams/M/messages/5").then().statusCode(404);
        ada.get(js + "/streams/M/messages?count=2").then().body("messages.sequence", equalTo(java.util.List.of(3, 4)));
        ada.get(js + "/streams/M/messages?count=0").then().statusCode(400).body("errors.field", hasItem("limit"));
        ada.get(js + "/streams/M/messages?fromSequence=nonsense").then().statusCode(404);
    }

    @Test
    void purgeTakesWhatItIsToldTo() {
        stream(js, "{\"name\": \"G\", \"subjects\": [\"g.>\"]}").then().statusCode(201);
        for (int i = 0; i < 6; i++) {
            publish(i % 2 == 0 ? "g.a" : "g.b", "x");
        }

        purge("G", "{\"subject\": \"g.a\", \"keep\": 1}").then().statusCode(200).body("messages", equalTo(2));
        purge("G", "{\"upToSequence\": 2}").then().body("messages", equalTo(1));
        purge("G", "{\"upToSequence\": 2, \"keep\": 1}").then().statusCode(400);
        purge("G", "{}").then().body("messages", equalTo(3));
        ada.post(js + "/streams/G/seal", "").then().statusCode(200).body("config.sealed", equalTo(true));
        ada.patch(js + "/streams/G", "{\"maxMessages\": 1}").then().statusCode(409);
    }

    @Test
    void consumerHasLagIsPausedAndSetBack() throws Exception {
        stream(js, "{\"name\": \"Q\", \"subjects\": [\"q\"]}").then().statusCode(201);
        String consumers = js + "/streams/Q/consumers";
        ada.post(consumers, "{\"name\": \"work\", \"ackWaitMillis\": 5000}")
                .then()
                .statusCode(201)
                .body("push", equalTo(false))
                .body("lagMillis", equalTo(0));
        publish("q", "1");
        publish("q", "2");
        publish("q", "3");

        ada.get(consumers + "/work").then().body("pending", equalTo(3)).body("lagMillis", greaterThan(-1));
        try (Connection client = client()) {
            var fetched = client.jetStream()
                    .subscribe(null, io.nats.client.PullSubscribeOptions.bind("Q", "work"))
                    .fetch(2, Duration.ofSeconds(5));
            assertThat(fetched).hasSize(2);
            fetched.getFirst().ackSync(Duration.ofSeconds(5));
        }
        ada.get(consumers + "/work")
                .then()
                .body("pending", equalTo(1))
                .body("ackPending", equalTo(1))
                .body("acknowledgedSequence", equalTo(1));
        ada.post(consumers + "/work/pause", "{\"until\": \"" + Instant.now().plusSeconds(600) + "\"}")
                .then()
                .statusCode(200)
                .body("paused", equalTo(true));
        ada.post(consumers + "/work/resume", "").then().statusCode(200).body("paused", equalTo(false));
        ada.post(consumers + "/work/reset", "{\"sequence\": 1}")
                .then()
                .statusCode(200)
                .body("pending", equalTo(3))
                .body("ackPending", equalTo(0));
        ada.patch(consumers + "/work", "{\"maxDeliver\": 7}")
                .then()
                .statusCode(200)
                .body("config.maxDeliver", equalTo(7))
                .body("config.ackWaitMillis", equalTo(5000));
        ada.post(consumers, "{\"name\": \"push\", \"deliverSubject\": \"out.q\", \"ackPolicy\": \"none\"}")
                .then()
                .statusCode(201)
                .body("push", equalTo(true));
        ada.get(consumers + "?limit=1").then().body("items.name", equalTo(java.util.List.of("push")));
        ada.delete(consumers + "/push").then().statusCode(204);
        ada.get(consumers + "/push").then().statusCode(404).body("natsErrorCode", equalTo(10014));
    }

    @Test
    void mirrorFollowsItsStream() {
        stream(js, "{\"name\": \"O\", \"subjects\": [\"o\"]}").then().statusCode(201);
        stream(js, "{\"name\": \"COPY\", \"mirror\": {\"name\": \"O\"}}").then().statusCode(201);

        publish("o", "1");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> ada.get(js + "/streams/COPY").<Integer>path("messages") == 1);
        ada.get(js + "/streams/COPY").then().body("mirror.name", equalTo("O"));
    }

    @Test
    void keysArePutReadAndForgotten() {
        ada.post(js + "/kv", "{\"name\": \"config\", \"history\": 5}")
                .then()
                .statusCode(201)
                .body("kind", equalTo("kv"));
        String keys = js + "/kv/config";

        put(keys, "site.title", "{\"text\": \"Hello\"}").then().statusCode(200).body("revision", equalTo(1));
        put(keys, "site.title", "{\"text\": \"Hi\", \"expectedRevision\": 1}")
                .then()
                .body("revision", equalTo(2));
        put(keys, "site.title", "{\"text\": \"late\", \"expectedRevision\": 1}")
                .then()
                .statusCode(400)
                .body("natsErrorCode", equalTo(10071));
        put(keys, "bad key", "{\"text\": \"x\"}").then().statusCode(400).body("errors.field", hasItem("key"));
        ada.get(keys + "/entry?key=site.title").then().body("value", equalTo(base64("Hi")));
        ada.get(keys + "/history?key=site.title").then().body("items.revision", equalTo(java.util.List.of(1, 2)));
        ada.delete(keys + "/entry?key=site.title").then().statusCode(204);
        ada.get(keys + "/keys").then().body("items.operation", equalTo(java.util.List.of("delete")));
        ada.delete(keys + "/entry?key=site.title&purge=true").then().statusCode(204);
        ada.get(keys + "/history?key=site.title").then().body("items", hasSize(1));
        ada.get(js + "/kv/nothing/keys").then().statusCode(404);
    }

    @Test
    void clientReadsWhatThePortalPutAndTheOtherWayRound() throws Exception {
        ada.post(js + "/kv", "{\"name\": \"shared\"}").then().statusCode(201);
        ada.post(js + "/objects", "{\"name\": \"files\"}")
                .then()
                .statusCode(201)
                .body("kind", equalTo("object"));
        put(js + "/kv/shared", "k", "{\"text\": \"from the portal\"}").then().statusCode(200);

        byte[] large = new byte[300_000];
        java.util.Arrays.fill(large, (byte) 'v');
        try (Connection client = client()) {
            assertThat(client.keyValue("shared").get("k").getValueAsString()).isEqualTo("from the portal");
            client.objectStore("files").put("a b.txt", large);
        }

        ada.get(js + "/objects/files/objects")
                .then()
                .body("items.name", hasItem("a b.txt"))
                .body("items.bytes", hasItem(300_000));
        Response download = ada.get(js + "/objects/files/content?name=a b.txt");
        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.header("Content-Disposition")).contains("a%20b.txt");
        assertThat(download.asByteArray()).isEqualTo(large);
        ada.delete(js + "/objects/files/content?name=a b.txt").then().statusCode(204);
        ada.get(js + "/objects/files/objects").then().body("items", hasSize(0));
        ada.get(js + "/objects/files/content?name=a b.txt").then().statusCode(404);
    }

    @Test
    void messageThatNoStreamTakesIsJustPublished() {
        ada.post(account + "/messages", "{\"subject\": \"nobody\", \"text\": \"x\"}")
                .then()
                .statusCode(200)
                .body("stream", nullValue());
        ada.post(account + "/messages", "{\"subject\": \"a.*\", \"text\": \"x\"}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("subject"));
        ada.post(account + "/messages", "{\"subject\": \"$JS.API.STREAM.DELETE.X\"}")
                .then()
                .statusCode(400);
    }

    @Test
    void othersSeeNothingOfIt() {
        stream(js, "{\"name\": \"SECRET\", \"subjects\": [\"s\"]}").then().statusCode(201);
        Api eve = Api.person("eve");

        for (String path : new String[] {"", "/streams", "/streams/SECRET", "/streams/SECRET/messages", "/kv/b/keys"}) {
            eve.get(js + path).then().statusCode(404);
        }
        eve.delete(js + "/streams/SECRET").then().statusCode(404);
        eve.post(account + "/messages", "{\"subject\": \"s\"}").then().statusCode(404);
        ada.get(js + "/streams/SECRET").then().statusCode(200).body("messages", equalTo(0));
    }

    private Response stream(String where, String config) {
        return ada.post(where + "/streams", config);
    }

    private Response purge(String stream, String request) {
        return ada.post(js + "/streams/" + stream + "/purge", request);
    }

    @Test
    void whatIsOnTheNodesTakesAConditionToo() {
        ada.post(js + "/streams", "{\"name\": \"C\", \"subjects\": [\"c.>\"]}")
                .then()
                .statusCode(201);
        String stream = js + "/streams/C";
        String seen = tag(ada.get(stream));
        publish("c.1", "a message is no new version of its stream");
        assertThat(tag(ada.get(stream))).isEqualTo(seen);
        ifMatch(seen).body("{\"maxMessages\": 7}").patch(stream).then().statusCode(200);
        ifMatch(seen).body("{\"maxMessages\": 8}").patch(stream).then().statusCode(412);
        ifMatch(seen).body("").post(stream + "/seal").then().statusCode(412);
        ifMatch(seen).delete(stream).then().statusCode(412);

        ada.post(stream + "/consumers", "{\"name\": \"w\"}").then().statusCode(201);
        String consumer = stream + "/consumers/w";
        String before = tag(ada.get(consumer));
        ifMatch(before).body("{\"maxDeliver\": 3}").patch(consumer).then().statusCode(200);
        ifMatch(before).body("{\"maxDeliver\": 4}").patch(consumer).then().statusCode(412);
        ifMatch(before)
                .body("{\"until\": \"2031-01-01T00:00:00Z\"}")
                .post(consumer + "/pause")
                .then()
                .statusCode(412);
        ifMatch(before).body("").post(consumer + "/resume").then().statusCode(412);
        ifMatch(before).body("{}").post(consumer + "/reset").then().statusCode(412);
        ifMatch(before).delete(consumer).then().statusCode(412);
        ifMatch(tag(ada.get(consumer))).delete(consumer).then().statusCode(204);
        ifMatch(tag(ada.get(stream))).delete(stream).then().statusCode(204);
    }

    @Test
    void aKeyIsWrittenOnlyOverTheRevisionThatWasSeen() {
        ada.post(js + "/kv", "{\"name\": \"cond\"}").then().statusCode(201);
        String entry = js + "/kv/cond/entry?key=k";
        String first = tag(put(js + "/kv/cond", "k", "{\"text\": \"1\"}"));
        ifMatch(first).body("{\"text\": \"2\"}").put(entry).then().statusCode(200);
        ifMatch(first).body("{\"text\": \"3\"}").put(entry).then().statusCode(412);
        ifMatch("*")
                .body("{\"text\": \"4\"}")
                .put(js + "/kv/cond/entry?key=absent")
                .then()
                .statusCode(412);
        ifMatch(first).delete(entry).then().statusCode(412);
        ada.get(entry).then().body("value", equalTo(base64("2")));
        ifMatch(tag(ada.get(entry))).delete(entry).then().statusCode(204);
    }

    private io.restassured.specification.RequestSpecification ifMatch(String tag) {
        return ada.request().contentType(ContentType.JSON).header("If-Match", tag);
    }

    private static String tag(Response answer) {
        assertThat(answer.header("ETag")).as(answer.asString()).isNotNull();
        return answer.header("ETag");
    }

    private void publish(String subject, String text) {
        ada.post(account + "/messages", "{\"subject\": \"%s\", \"text\": \"%s\"}".formatted(subject, text))
                .then()
                .statusCode(200);
    }

    private Response put(String bucket, String key, String value) {
        return ada.request()
                .contentType(ContentType.JSON)
                .queryParam("key", key)
                .body(value)
                .put(bucket + "/entry");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
