package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.base.Clock;
import io.vagus.jetstream.api.Json;
import io.vagus.transport.InternalClient;
import org.jspecify.annotations.Nullable;

/** Makes and publishes advisories (ADR-2), where somebody listens. Safe for use by any thread. */
final class Advisories {
    static final String PREFIX = "$JS.EVENT.ADVISORY.";
    static final String TYPE = "io.nats.jetstream.advisory.v1.";

    private final Ids ids;
    private final Clock clock;
    private final String server;
    private final @Nullable String domain;

    Advisories(Ids ids, Clock clock, String server, @Nullable String domain) {
        this.ids = ids;
        this.clock = clock;
        this.server = server;
        this.domain = domain;
    }

    String server() {
        return server;
    }

    @Nullable
    String domain() {
        return domain;
    }

    /** Publishes one from a shard's thread. */
    void publish(InternalClient.Batch output, Account account, String subject, String type, ObjectNode content) {
        byte[] to = subject.getBytes(UTF_8);
        if (account.interest().hasInterest(to)) {
            output.publish(account, to, null, null, Json.bytes(envelope(type, content)));
        }
    }

    /** Whether anybody would hear it. */
    static boolean isHeard(Account account, String subject) {
        return account.interest().hasInterest(subject.getBytes(UTF_8));
    }

    private ObjectNode envelope(String type, ObjectNode content) {
        ObjectNode node = Json.object();
        node.put("type", type.startsWith("io.") ? type : TYPE + type);
        node.put("id", ids.unique());
        node.put("timestamp", Json.time(clock.now()));
        node.setAll(content);
        return node;
    }

    /** {@code stream_action}: a stream was made, changed, deleted. */
    void streamAction(InternalClient.Batch output, Account account, String stream, String word, String action) {
        ObjectNode content = Json.object().put("stream", stream).put("action", action);
        Json.putPresent(content, "domain", domain);
        publish(output, account, PREFIX + "STREAM." + word + "." + stream, "stream_action", content);
    }

    /** {@code api_audit}: a request and its answer. */
    void audit(InternalClient.Batch output, Account account, ApiRequest request, String response) {
        if (!isHeard(account, PREFIX + "API")) {
            return;
        }
        ObjectNode content = Json.object().put("server", server);
        content.set("client", ClientDescription.of(request.sender(), server));
        content.put("subject", request.subject());
        Json.putPresent(content, "request", new String(request.body(), UTF_8));
        content.put("response", response);
        Json.putPresent(content, "domain", domain);
        publish(output, account, PREFIX + "API", "api_audit", content);
    }
}
