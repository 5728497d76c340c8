package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.OperatorClaims;
import java.util.List;

/** An account's claims as nats-server shows them: in the order of its own types, whatever the order in the token. */
final class DecodedClaims {
    private static final List<String> CLAIMS = List.of("aud", "exp", "jti", "iat", "iss", "name", "nbf", "sub", "nats");

    private static final List<String> ACCOUNT = List.of(
            "imports",
            "exports",
            "limits",
            "signing_keys",
            "revocations",
            "default_permissions",
            "mappings",
            "authorization",
            "trace",
            "cluster_traffic",
            "description",
            "info_url",
            "tags",
            "type",
            "version");

    private DecodedClaims() {}

    static ObjectNode of(OperatorClaims claims) {
        return ordered(migrated(claims.toJson()), CLAIMS);
    }

    static ObjectNode of(AccountClaims claims) {
        ObjectNode json = migrated(claims.toJson());
        if (json.get("nats") instanceof ObjectNode account) {
            if (!account.has("authorization")) {
                account.putObject("authorization");
            }
            json.set("nats", ordered(account, ACCOUNT));
        }
        return ordered(json, CLAIMS);
    }

    /** Tokens of the past have their type outside of {@code nats}; they are shown as if they had it there. */
    private static ObjectNode migrated(ObjectNode json) {
        JsonNode type = json.remove("type");
        if (type != null && json.get("nats") instanceof ObjectNode own) {
            own.set("type", type);
            own.put("version", 1);
        }
        return json;
    }

    private static ObjectNode ordered(ObjectNode json, List<String> order) {
        ObjectNode ordered = Json.object();
        for (String name : order) {
            JsonNode value = json.get(name);
            if (value != null) {
                ordered.set(name, value);
            }
        }
        return ordered;
    }
}
