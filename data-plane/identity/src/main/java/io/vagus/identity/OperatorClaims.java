package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** An operator: the root of trust of a system. Signed by itself. */
public final class OperatorClaims extends Claims {
    static final String TYPE = "operator";

    private final List<String> signingKeys;
    private final String systemAccount;
    private final boolean strictSigningKeyUsage;

    OperatorClaims(ObjectNode json) {
        super(json);
        ObjectNode nats = nats();
        this.signingKeys = Json.strings(nats, "signing_keys");
        this.systemAccount = Json.string(nats, "system_account");
        this.strictSigningKeyUsage = Json.flag(nats, "strict_signing_key_usage");
    }

    public static Builder builder(String operatorKey) {
        Builder builder = new Builder(Json.object());
        builder.start(operatorKey, TYPE);
        return builder;
    }

    public Builder toBuilder() {
        return new Builder(toJson());
    }

    public List<String> signingKeys() {
        return signingKeys;
    }

    /** The system account's public key; empty: not said. */
    public String systemAccount() {
        return systemAccount;
    }

    /** True when accounts have to be signed by one of the {@link #signingKeys()}, never by the operator's root key. */
    public boolean strictSigningKeyUsage() {
        return strictSigningKeyUsage;
    }

    /** Where account JWTs can be had over HTTP, without the {@code /accounts} behind it; empty: not said. */
    public String accountServerUrl() {
        return Json.string(nats(), "account_server_url");
    }

    /** The lowest server version that may run with this operator; empty: any. */
    public String assertServerVersion() {
        return Json.string(nats(), "assert_server_version");
    }

    /** True when these claims were signed by this operator's root key (unless it is strict) or one of its signing keys. */
    public boolean didSign(Claims claims) {
        if (claims.issuer().equals(subject())) {
            return !strictSigningKeyUsage || claims.subject().equals(subject());
        }
        return signingKeys.contains(claims.issuer());
    }

    @Override
    List<KeyKind> allowedIssuers() {
        return List.of(KeyKind.OPERATOR);
    }

    public static final class Builder extends Claims.Builder<Builder> {
        private Builder(ObjectNode json) {
            super(json);
        }

        @Override
        Builder self() {
            return this;
        }

        public Builder signingKeys(List<String> keys) {
            Json.put(nats(), "signing_keys", keys);
            return this;
        }

        public Builder systemAccount(String accountKey) {
            Json.put(nats(), "system_account", accountKey);
            return this;
        }

        public Builder accountServerUrl(String url) {
            Json.put(nats(), "account_server_url", url);
            return this;
        }

        public Builder assertServerVersion(String version) {
            Json.put(nats(), "assert_server_version", version);
            return this;
        }

        public Builder strictSigningKeyUsage(boolean strict) {
            Json.put(nats(), "strict_signing_key_usage", strict);
            return this;
        }

        public OperatorClaims build() {
            return new OperatorClaims(json.deepCopy());
        }
    }
}
