package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.UserIdentity;
import io.vagus.base.GoJson;
import io.vagus.transport.ConnectionInfo;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind a request, as the header {@code Nats-Request-Info} and events tell it. Source: nats-server ClientInfo.
 *
 * @param connection the client
 * @param detailed whether more is told than the account and the round trip time
 * @param service the account a request passed through last, of one that crosses several
 * @param server this node's name; null when it is not told
 * @param reply the reply subject of the request as it was sent; null unless the responder has to read it
 */
record RequestInfo(
        ConnectionInfo connection,
        boolean detailed,
        @Nullable String service,
        @Nullable String server,
        @Nullable String reply) {

    /** What the header is called. */
    static final String HEADER = "Nats-Request-Info";

    /** How reply subjects end that say what is to become of a message: those of a fast-ingest batch (ADR-50). */
    private static final byte[] READ_BY_RESPONDER = ".$FI".getBytes(UTF_8);

    /** The reply subject, when a responder reads more from it than where to answer. */
    static @Nullable String replyToTell(byte @Nullable [] reply) {
        int from = reply == null ? -1 : reply.length - READ_BY_RESPONDER.length;
        return reply != null
                        && from >= 0
                        && Arrays.equals(reply, from, reply.length, READ_BY_RESPONDER, 0, READ_BY_RESPONDER.length)
                ? new String(reply, UTF_8)
                : null;
    }

    RequestInfo through(String account) {
        return new RequestInfo(connection, detailed, account, server, reply);
    }

    RequestInfo at(String serverName) {
        return new RequestInfo(connection, detailed, service, serverName, reply);
    }

    /** Time of a PING and its PONG; 0 before the first. */
    long roundTripNanos() {
        return connection.roundTrip().toNanos();
    }

    String json() {
        GoJson json = new GoJson().begin();
        write(json);
        return json.end().toString();
    }

    /** Writes the members. */
    void write(GoJson json) {
        UserIdentity user = connection.user();
        if (detailed) {
            json.put("start", connection.started());
            json.put("host", connection.ip());
            json.put("id", connection.id());
        }
        json.put("acc", connection.account());
        json.put("svc", service);
        if (detailed) {
            json.put("user", user.authorizedUser());
            json.put("name", connection.name());
            json.put("lang", connection.lang());
            json.put("ver", connection.version());
        }
        json.put("rtt", roundTripNanos());
        json.put("server", server);
        if (detailed) {
            json.put("jwt", user.jwt());
            json.put("issuer_key", user.issuerKey());
            json.put("name_tag", user.nameTag());
            json.put("tags", user.tags());
            json.put("kind", "Client");
            json.put("client_type", connection.session().type());
            json.put("client_id", connection.session().mqttClient());
        }
        json.put("reply", reply);
    }
}
