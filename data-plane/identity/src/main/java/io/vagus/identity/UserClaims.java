package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A user: a key that may connect in an account's name. Signed by the account or one of its signing keys. */
public final class UserClaims extends Claims {
    static final String TYPE = "user";

    private final UserLimits limits;
    private final String issuerAccount;

    UserClaims(ObjectNode json) {
        super(json);
        long whenAbsent = version() == 1 ? UserLimits.UNLIMITED_VALUE : 0;
        this.limits = UserLimits.read(nats(), whenAbsent);
        String inner = Json.string(nats(), "issuer_account");
        this.issuerAccount = inner.isEmpty() ? Json.string(json, "issuer_account") : inner;
    }

    /** Unlimited until {@link Builder#limits} says otherwise. */
    public static Builder builder(String userKey) {
        Builder builder = new Builder(Json.object());
        builder.start(userKey, TYPE);
        return builder.limits(UserLimits.UNLIMITED);
    }

    public Builder toBuilder() {
        return new Builder(toJson());
    }

    public UserLimits limits() {
        return limits;
    }

    /** The account's key when a signing key signed; empty when the account's own key did. */
    public String issuerAccount() {
        return issuerAccount;
    }

    /** The account this user belongs to, as the token says. */
    public String account() {
        return issuerAccount.isEmpty() ? issuer() : issuerAccount;
    }

    /** True when the token has neither permissions nor limits, as a scoped signing key demands. */
    public boolean hasNoLimits() {
        return limits.equals(UserLimits.NONE);
    }

    /** What is wrong with the content, as the server reports it; time is checked when {@code now} says so. */
    public List<String> problems(Instant now) {
        List<String> problems = new ArrayList<>();
        if (isExpired(now)) {
            problems.add("claim is expired");
        }
        if (isNotYetValid(now)) {
            problems.add("claim is not yet valid");
        }
        limits.validate(problems::add);
        if (!issuerAccount.isEmpty() && !Nkey.isValid(issuerAccount, KeyKind.ACCOUNT)) {
            problems.add("account_id is not an account public key");
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

        /** {@link UserLimits#NONE} for a user that a scoped key will sign. */
        public Builder limits(UserLimits limits) {
            limits.write(nats());
            return this;
        }

        public Builder issuerAccount(String accountKey) {
            Json.put(nats(), "issuer_account", accountKey);
            return this;
        }

        public UserClaims build() {
            return new UserClaims(json.deepCopy());
        }
    }
}
