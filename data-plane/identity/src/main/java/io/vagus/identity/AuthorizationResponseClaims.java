package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an authentication service answers: a user's JWT, or why there is none. Signed by the account. Source: ADR-26. */
public final class AuthorizationResponseClaims extends Claims {
    static final String TYPE = "authorization_response";

    AuthorizationResponseClaims(ObjectNode json) {
        super(json);
        Json.string(nats(), "jwt");
        Json.string(nats(), "error");
        Json.string(nats(), "issuer_account");
    }

    /** About the user of the request. */
    public static Builder builder(String userKey) {
        Builder builder = new Builder(Json.object());
        builder.start(userKey, TYPE);
        return builder;
    }

    /** The user's JWT; empty when there is an {@link #error()}. */
    public String jwt() {
        return Json.string(nats(), "jwt");
    }

    /** Why nobody is let in; empty when somebody is. */
    public String error() {
        return Json.string(nats(), "error");
    }

    /** The account's key when a signing key signed; else empty. */
    public String issuerAccount() {
        return Json.string(nats(), "issuer_account");
    }

    /** What is wrong with the content, in nats-io/jwt's words. */
    public List<String> problems(Instant now) {
        List<String> problems = new ArrayList<>();
        if (!Nkey.isValid(subject(), KeyKind.USER)) {
            problems.add("Subject must be a user public key");
        }
        if (!Nkey.isValid(audience(), KeyKind.SERVER)) {
            problems.add("Audience must be a server public key");
        }
        if (error().isEmpty() && jwt().isEmpty()) {
            problems.add("Error or Jwt is required");
        }
        if (!error().isEmpty() && !jwt().isEmpty()) {
            problems.add("Only Error or Jwt can be set");
        }
        if (!issuerAccount().isEmpty() && !Nkey.isValid(issuerAccount(), KeyKind.ACCOUNT)) {
            problems.add("issuer_account is not an account public key");
        }
        if (isExpired(now)) {
            problems.add("claim is expired");
        }
        if (isNotYetValid(now)) {
            problems.add("claim is not yet valid");
        }
        return List.copyOf(problems);
    }

    @Override
    List<KeyKind> allowedIssuers() {
        return List.of(KeyKind.ACCOUNT);
    }

    public static final class Builder extends Claims.Builder<Builder> {
        private Builder(ObjectNode json) {
            super(json);
        }

        @Override
        Builder self() {
            return this;
        }

        public Builder jwt(String userJwt) {
            Json.put(nats(), "jwt", userJwt);
            return this;
        }

        public Builder error(String error) {
            Json.put(nats(), "error", error);
            return this;
        }

        public Builder issuerAccount(String accountKey) {
            Json.put(nats(), "issuer_account", accountKey);
            return this;
        }

        public AuthorizationResponseClaims build() {
            return new AuthorizationResponseClaims(json.deepCopy());
        }
    }
}
