package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server tells an authentication service of somebody who wants to connect. Signed by the server. Source: ADR-26. */
public final class AuthorizationRequestClaims extends Claims {
    static final String TYPE = "authorization_request";

    /** The audience of all such claims. */
    public static final String AUDIENCE = "nats-authorization-request";

    AuthorizationRequestClaims(ObjectNode json) {
        super(json);
    }

    /** The server that asks; null or empty members are left out. */
    public record Server(
            String name,
            String host,
            String id,
            String version,
            @Nullable String cluster,
            List<String> tags,
            @Nullable String xkey) {
        public Server {
            tags = List.copyOf(tags);
        }
    }

    /** The connection; null or empty members are left out. */
    public record Client(
            String host,
            long id,
            @Nullable String user,
            @Nullable String name,
            List<String> tags,
            @Nullable String nameTag,
            String kind,
            String type,
            @Nullable String mqttId,
            @Nullable String nonce) {
        public Client {
            tags = List.copyOf(tags);
        }
    }

    /** What the client sent in CONNECT; null members are left out. Holds secrets. */
    public record Connect(
            @Nullable String jwt,
            @Nullable String nkey,
            @Nullable String signature,
            @Nullable String token,
            @Nullable String user,
            @Nullable String password,
            @Nullable String name,
            @Nullable String lang,
            @Nullable String version,
            int protocol) {
        @Override
        public String toString() {
            return "Connect[name=" + name + "]";
        }
    }

    /**
     * The client's TLS.
     *
     * @param certificates PEM, the client's own first; empty when verified ones are there
     * @param verifiedChains PEM
     */
    public record Tls(String version, String cipher, List<String> certificates, List<List<String>> verifiedChains) {
        public Tls {
            certificates = List.copyOf(certificates);
            verifiedChains = List.copyOf(verifiedChains);
        }
    }

    /** For the account (or its signing key) that will answer. */
    public static Builder builder(String subject) {
        Builder builder = new Builder(Json.object());
        builder.start(subject, TYPE);
        return builder.audience(AUDIENCE);
    }

    /** The user key that the answer has to be about. */
    public String userKey() {
        return Json.string(nats(), "user_nkey");
    }

    /** The claims under {@code nats}, a copy. */
    public ObjectNode data() {
        return nats().deepCopy();
    }

    @Override
    List<KeyKind> allowedIssuers() {
        return List.of(KeyKind.SERVER);
    }

    public static final class Builder extends Claims.Builder<Builder> {
        private Builder(ObjectNode json) {
            super(json);
        }

        @Override
        Builder self() {
            return this;
        }

        public Builder userKey(String userKey) {
            nats().put("user_nkey", userKey);
            return this;
        }

        public Builder server(Server server) {
            ObjectNode node = nats().putObject("server_id");
            node.put("name", server.name()).put("host", server.host()).put("id", server.id());
            put(node, "version", server.version());
            put(node, "cluster", server.cluster());
            Json.put(node, "tags", server.tags());
            put(node, "xkey", server.xkey());
            return this;
        }

        public Builder client(Client client) {
            ObjectNode node = nats().putObject("client_info");
            put(node, "host", client.host());
            Json.put(node, "id", client.id());
            put(node, "user", client.user());
            put(node, "name", client.name());
            Json.put(node, "tags", client.tags());
            put(node, "name_tag", client.nameTag());
            put(node, "kind", client.kind());
            put(node, "type", client.type());
            put(node, "mqtt_id", client.mqttId());
            put(node, "nonce", client.nonce());
            return this;
        }

        public Builder connect(Connect connect) {
            ObjectNode node = nats().putObject("connect_opts");
            put(node, "jwt", connect.jwt());
            put(node, "nkey", connect.nkey());
            put(node, "sig", connect.signature());
            put(node, "auth_token", connect.token());
            put(node, "user", connect.user());
            put(node, "pass", connect.password());
            put(node, "name", connect.name());
            put(node, "lang", connect.lang());
            put(node, "version", connect.version());
            node.put("protocol", connect.protocol());
            return this;
        }

        public Builder tls(Tls tls) {
            ObjectNode node = nats().putObject("client_tls");
            put(node, "version", tls.version());
            put(node, "cipher", tls.cipher());
            Json.put(node, "certs", tls.certificates());
            if (!tls.verifiedChains().isEmpty()) {
                ArrayNode chains = node.putArray("verified_chains");
                for (List<String> chain : tls.verifiedChains()) {
                    ArrayNode certificates = chains.addArray();
                    chain.forEach(certificates::add);
                }
            }
            return this;
        }

        private static void put(ObjectNode node, String name, @Nullable String value) {
            Json.put(node, name, value == null ? "" : value);
        }

        public AuthorizationRequestClaims build() {
            return new AuthorizationRequestClaims(json.deepCopy());
        }
    }
}
