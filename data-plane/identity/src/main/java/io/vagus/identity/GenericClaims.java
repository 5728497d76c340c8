package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Claims without a type of their own here, such as the operator's order to delete accounts. */
public final class GenericClaims extends Claims {
    static final String TYPE = "generic";

    GenericClaims(ObjectNode json) {
        super(json);
    }

    public static Builder builder(String subject) {
        Builder builder = new Builder(Json.object());
        builder.start(subject, TYPE);
        return builder;
    }

    /**
     * An exporter's leave for one account to import something, to be signed by the exporter.
     *
     * @param importerKey the account that may import
     * @param kind {@code stream} or {@code service}
     */
    public static Builder activation(String importerKey, String subject, String kind) {
        Builder builder = new Builder(Json.object());
        builder.start(importerKey, "activation");
        builder.nats().put("subject", subject).put("kind", kind);
        return builder;
    }

    /** The claims under {@code nats}, a copy. */
    public ObjectNode data() {
        return nats().deepCopy();
    }

    @Override
    List<KeyKind> allowedIssuers() {
        return List.of();
    }

    public static final class Builder extends Claims.Builder<Builder> {
        private Builder(ObjectNode json) {
            super(json);
        }

        @Override
        Builder self() {
            return this;
        }

        /** The accounts an order to delete names. */
        public Builder accounts(List<String> accountKeys) {
            ArrayNode accounts = nats().putArray("accounts");
            accountKeys.forEach(accounts::add);
            return this;
        }

        public GenericClaims build() {
            return new GenericClaims(json.deepCopy());
        }
    }
}
