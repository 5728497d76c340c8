package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.base.Log;
import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.FileStorage;
import io.vagus.storage.StreamStoreOptions;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the store and needs a newer server, or cannot be read, is not served and not lost; the answers are nats-server's. */
class OfflineTest {
    private final SimulatedNode node = new SimulatedNode(new Random(3), true, null);

    @BeforeEach
    void makeAStreamWithConsumers() {
        node.start();
        ask("STREAM.CREATE.A", config("A", ""));
        for (String name : new String[] {"C1", "C2"}) {
            ask(
                    "CONSUMER.DURABLE.CREATE.A." + name,
                    "{\"stream_name\":\"A\",\"config\":{\"durable_name\":\"" + name
                            + "\",\"ack_policy\":\"explicit\"}}");
        }
        node.publish("A.x", "", "hello".getBytes(UTF_8), null);
        node.quiesce();
    }

    private static String config(String name, String more) {
        return "{\"name\":\"" + name + "\",\"subjects\":[\"" + name + ".>\"]" + more + "}";
    }

    private JsonNode ask(String subject, String body) {
        return Observed.json(requireNonNull(node.ask(subject, body)));
    }

    private JsonNode ask(String subject) {
        return ask(subject, "");
    }

    private FileStorage storage() {
        return new FileStorage(
                node.disk,
                new FileStorage.Settings(8 * 1024, 20 * 1024, 64 * 1024, SimulatedNode.SECOND),
                new Random(9)::nextBytes,
                Log.none(),
                Runnable::run,
                null);
    }

    private void rewriteStream(UnaryOperator<String> change) {
        node.stop();
        FileStorage storage = storage();
        String before = new String(requireNonNull(storage.meta().get("streams/$G/A")), UTF_8);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        storage.meta().put("streams/$G/A", after.getBytes(UTF_8));
        node.start();
    }

    private void rewriteConsumer(String name, UnaryOperator<String> change) {
        node.stop();
        ConsumerStore store = storage().openConsumers("$G", "A", StreamStoreOptions.file(), Runnable::run);
        ConsumerLedger ledger = requireNonNull(store.consumer(name));
        String before = new String(ledger.config(), UTF_8);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        ledger.configure(after.getBytes(UTF_8));
        store.commit(outcome -> {});
        store.close();
        node.start();
    }

    private static void assertRefused(JsonNode answer, int error, String text) {
        assertThat(answer.path("error").path("err_code").asInt())
                .as("%s", answer)
                .isEqualTo(error);
        assertThat(answer.path("error").path("description").asText()).isEqualTo(text);
    }

    private void assertOffline(String reason) {
        String text = "stream is offline: " + reason;
        assertRefused(ask("STREAM.INFO.A"), 10194, text);
        assertRefused(ask("STREAM.UPDATE.A", config("A", ",\"max_msgs\":7")), 10194, text);
        assertRefused(
                ask(
                        "CONSUMER.DURABLE.CREATE.A.C9",
                        "{\"stream_name\":\"A\",\"config\":{\"durable_name\":\"C9\",\"ack_policy\":\"explicit\"}}"),
                10194,
                text);
        assertRefused(ask("STREAM.PURGE.A"), 10051, "stream closed");
        assertRefused(ask("STREAM.MSG.DELETE.A", "{\"seq\":1}"), 10057, "stream closed");
        assertRefused(ask("STREAM.SNAPSHOT.A", "{\"deliver_subject\":\"z\"}"), 10064, "snapshot failed: stream closed");
        assertRefused(
                ask("STREAM.CREATE.A", config("A", ",\"max_msgs\":7")),
                10058,
                "stream name already in use with a different configuration");
        assertThat(ask("STREAM.LIST").path("missing")).hasSize(1);
        assertThat(ask("STREAM.LIST").path("offline").path("A").asText()).isEqualTo(reason);
        assertThat(ask("STREAM.NAMES").path("streams").path(0).asText()).isEqualTo("A");
        assertThat(ask("INFO").path("streams").asInt()).isEqualTo(1);
    }

    private void assertServedAgain() {
        assertThat(ask("STREAM.INFO.A").path("state").path("messages").asInt()).isEqualTo(1);
        assertThat(ask("CONSUMER.NAMES.A").path("consumers")).hasSize(2);
        assertThat(new Observed(node).messages("A")).hasSize(1);
    }

    @Test
    void aStreamOfAHigherLevelIsOfflineUntilAServerUnderstandsIt() {
        rewriteStream(text -> text.replace("\"_nats.req.level\":\"0\"", "\"_nats.req.level\":\"99\""));
        assertOffline("unsupported - required API level: 99, current API level: 5");
        assertRefused(
                ask("STREAM.CREATE.Z", "{\"name\":\"Z\",\"subjects\":[\"A.>\"]}"),
                10065,
                "subjects overlap with an existing stream");
        assertThat(ask("STREAM.LIST", "{\"subject\":\"b\"}").path("total").asInt())
                .isZero();
        assertRefused(ask("CONSUMER.INFO.A.C1"), 10014, "consumer not found");
        assertThat(ask("CONSUMER.NAMES.A").path("total").asInt()).isZero();
        rewriteStream(text -> text.replace("\"_nats.req.level\":\"99\"", "\"_nats.req.level\":\"5\""));
        assertServedAgain();
    }

    @Test
    void aStreamWithAMemberThatNobodyKnowsIsOffline() {
        rewriteStream(text -> text.replaceFirst("\"name\"", "\"new_thing\":true,\"name\""));
        assertOffline("decoding error: json: unknown field \"new_thing\"");
        rewriteStream(text -> text.replace("\"new_thing\":true,", ""));
        assertServedAgain();
    }

    @Test
    void aStreamOfAHigherLevelWithAMemberThatNobodyKnowsIsOffline() {
        rewriteStream(text -> text.replaceFirst("\"name\"", "\"new_thing\":true,\"name\"")
                .replace("\"_nats.req.level\":\"0\"", "\"_nats.req.level\":\"6\""));
        assertOffline("unsupported - config error: unknown field \"new_thing\"");
    }

    @Test
    void aStreamWhoseDescriptionIsDamagedKeepsItsNameAndItsData() {
        String[] whole = new String[1];
        rewriteStream(text -> {
            whole[0] = text;
            return text.substring(0, 40);
        });
        assertThat(ask("STREAM.INFO.A").path("error").path("err_code").asInt()).isEqualTo(10194);
        assertRefused(
                ask("STREAM.CREATE.A", config("A", "")),
                10058,
                "stream name already in use with a different configuration");
        rewriteStream(text -> whole[0]);
        assertServedAgain();
    }

    @Test
    void aConsumerOfAHigherLevelStopsItsStream() {
        rewriteConsumer(
                "C1", text -> text.replace("\"config\":{", "\"config\":{\"metadata\":{\"_nats.req.level\":\"7\"},"));
        assertOffline("stopped - unsupported consumer \"C1\"");
        String reason = "unsupported - required API level: 7, current API level: 5";
        assertRefused(ask("CONSUMER.INFO.A.C1"), 10195, "consumer is offline: " + reason);
        assertRefused(ask("CONSUMER.INFO.A.C2"), 10014, "consumer not found");
        JsonNode list = ask("CONSUMER.LIST.A");
        assertThat(list.path("total").asInt()).isEqualTo(1);
        assertThat(list.path("missing").path(0).asText()).isEqualTo("C1");
        assertThat(list.path("offline").path("C1").asText()).isEqualTo(reason);
        assertThat(ask("STREAM.CREATE.A", config("A", ""))
                        .path("state")
                        .path("messages")
                        .asInt())
                .isEqualTo(1);
        rewriteConsumer("C1", text -> text.replace("\"metadata\":{\"_nats.req.level\":\"7\"},", ""));
        assertServedAgain();
    }

    @Test
    void aConsumerThatIsOfflineCanBeDeletedSoThatTheNextStartServesTheStream() {
        rewriteConsumer("C1", text -> text.replaceFirst("\"config\":\\{", "\"config\":{\"new_thing\":1,"));
        assertThat(ask("CONSUMER.DELETE.A.C1").path("success").asBoolean()).isTrue();
        assertThat(ask("CONSUMER.NAMES.A").path("total").asInt()).isZero();
        node.losePower();
        node.start();
        assertThat(ask("STREAM.INFO.A").path("state").path("messages").asInt()).isEqualTo(1);
        assertThat(ask("CONSUMER.NAMES.A").path("consumers")).hasSize(1);
    }

    @Test
    void aStreamThatIsOfflineCanBeDeleted() {
        rewriteStream(text -> text.replace("\"_nats.req.level\":\"0\"", "\"_nats.req.level\":\"99\""));
        assertThat(ask("STREAM.DELETE.A").path("success").asBoolean()).isTrue();
        assertRefused(ask("STREAM.INFO.A"), 10059, "stream not found");
        assertThat(ask("STREAM.CREATE.A", config("A", ""))
                        .path("state")
                        .path("messages")
                        .asInt())
                .isZero();
        node.losePower();
        node.start();
        assertThat(ask("STREAM.INFO.A").path("state").path("messages").asInt()).isZero();
    }
}
