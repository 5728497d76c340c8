package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.platform.Database;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each kind of change that nodes make, cut off before and after they make it: the connection to the database dies there. The log
 * never misses what a node did, and says where it does not know; what was cut off can be sent again.
 */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class StreamStepsTest extends OnALiveNode {

    @Inject
    Database database;

    /** What is changed. */
    enum Change {
        STREAM_MADE("stream.create", 201),
        STREAM_CHANGED("stream.update", 200),
        STREAM_DELETED("stream.delete", 204),
        CONSUMER_MADE("consumer.create", 201),
        CONSUMER_DELETED("consumer.delete", 204),
        CONSUMER_CHANGED("consumer.update", 200),
        MESSAGE_PUBLISHED("message.publish", 200),
        MESSAGE_DELETED("message.delete", 204),
        STREAM_PURGED("stream.purge", 200),
        STREAM_SEALED("stream.seal", 200),
        KEY_PUT("kv.put", 200);

        private final String action;
        private final int status;

        Change(String action, int status) {
            this.action = action;
            this.status = status;
        }
    }

    @AfterEach
    void heal() {
        sql("drop trigger if exists die on audit_entry");
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void changeThatIsCutOffBeforeTheNodesHearOfItIsNowhere(Change change) {
        Supplier<Response> request = request(change);
        dieAt("insert");

        request.get().then().statusCode(503);

        heal();
        assertThat(log(change)).isEmpty();
        assertThat(isDone(change)).isFalse();
        request.get().then().statusCode(change.status);
        assertThat(log(change)).containsExactly("done");
        assertThat(isDone(change)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void changeThatIsCutOffAfterTheNodesMadeItIsInTheLogAsBegun(Change change) {
        Supplier<Response> request = request(change);
        dieAt("update");

        request.get().then().statusCode(503);

        heal();
        assertThat(isDone(change)).isTrue();
        assertThat(log(change)).containsExactly("begun");
        Response again = request.get();
        if (again.statusCode() == 404) {
            assertThat(change).isIn(Change.STREAM_DELETED, Change.CONSUMER_DELETED, Change.MESSAGE_DELETED);
            assertThat(log(change)).containsExactly("refused", "begun");
        } else {
            assertThat(again.statusCode()).isEqualTo(change.status);
            assertThat(log(change)).containsExactly("done", "begun");
        }
    }

    @Test
    void changeThatTheNodesRefuseIsInTheLogWithTheirReason() {
        ada.post(js + "/streams", "{\"name\": \"S\", \"subjects\": [\"s\"]}")
                .then()
                .statusCode(201);

        ada.post(js + "/streams", "{\"name\": \"T\", \"subjects\": [\"s\"]}")
                .then()
                .statusCode(409);

        ada.get("/teams/" + ada.team() + "/audit?action=stream.create&outcome=refused")
                .then()
                .body("items.actor", contains(ada.email()))
                .body(
                        "items.detail",
                        contains("named T: Subjects overlap with an existing stream (NATS error 10065)."));
    }

    private Supplier<Response> request(Change change) {
        Supplier<Response> stream =
                () -> ada.post(js + "/streams", "{\"name\": \"S\", \"subjects\": [\"s\"], \"maxMessages\": 7}");
        Supplier<Response> consumer = () -> ada.post(js + "/streams/S/consumers", "{\"name\": \"c\"}");
        if (change != Change.STREAM_MADE) {
            stream.get().then().statusCode(201);
        }
        Supplier<Response> message = () -> ada.post(account + "/messages", "{\"subject\": \"s\", \"text\": \"x\"}");
        switch (change) {
            case CONSUMER_DELETED, CONSUMER_CHANGED -> consumer.get().then().statusCode(201);
            case MESSAGE_DELETED, STREAM_PURGED -> message.get().then().statusCode(200);
            case KEY_PUT -> ada.post(js + "/kv", "{\"name\": \"B\"}").then().statusCode(201);
            default -> {}
        }
        return switch (change) {
            case STREAM_MADE -> stream;
            case STREAM_CHANGED -> () -> ada.patch(js + "/streams/S", "{\"maxMessages\": 9}");
            case STREAM_DELETED -> () -> ada.delete(js + "/streams/S");
            case CONSUMER_MADE -> consumer;
            case CONSUMER_DELETED -> () -> ada.delete(js + "/streams/S/consumers/c");
            case CONSUMER_CHANGED -> () -> ada.patch(js + "/streams/S/consumers/c", "{\"maxAckPending\": 9}");
            case MESSAGE_PUBLISHED -> message;
            case MESSAGE_DELETED -> () -> ada.delete(js + "/streams/S/messages/1");
            case STREAM_PURGED -> () -> ada.post(js + "/streams/S/purge", "{}");
            case STREAM_SEALED -> () -> ada.post(js + "/streams/S/seal", "");
            case KEY_PUT -> () -> ada.put(js + "/kv/B/entry?key=k", "{\"text\": \"v\"}");
        };
    }

    private boolean isDone(Change change) {
        Response stream = ada.get(js + "/streams/S");
        Response consumer = ada.get(js + "/streams/S/consumers/c");
        return switch (change) {
            case STREAM_MADE -> stream.statusCode() == 200;
            case STREAM_CHANGED -> stream.<Integer>path("config.maxMessages") == 9;
            case STREAM_DELETED -> stream.statusCode() == 404;
            case CONSUMER_MADE -> consumer.statusCode() == 200;
            case CONSUMER_DELETED -> consumer.statusCode() == 404;
            case CONSUMER_CHANGED -> consumer.<Integer>path("config.maxAckPending") == 9;
            case MESSAGE_PUBLISHED -> stream.<Integer>path("messages") > 0;
            case MESSAGE_DELETED, STREAM_PURGED -> stream.<Integer>path("messages") == 0;
            case STREAM_SEALED -> stream.<Boolean>path("config.sealed");
            case KEY_PUT -> ada.get(js + "/kv/B/entry?key=k").statusCode() == 200;
        };
    }

    /** Outcomes, newest first. */
    private List<String> log(Change change) {
        return ada.get("/teams/" + ada.team() + "/audit?action=" + change.action)
                .path("items.outcome");
    }

    private void dieAt(String event) {
        String team = ada.team();
        sql("create or replace function die() returns trigger language plpgsql security definer as"
                + " $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$");
        sql("grant execute on function die() to vagus_tenant");
        sql("create trigger die after " + event + " on audit_entry for each row when (new.team_id = '" + team
                + "') execute function die()");
    }

    private void sql(String statement) {
        database.await(work -> work.session().createNativeQuery(statement).executeUpdate());
    }
}
