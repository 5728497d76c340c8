package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An account: a tenant with its own subject space. Signed by the operator or one of its signing keys. */
public final class AccountClaims extends Claims {
    static final String TYPE = "account";

    /** In {@link #revocations()}: every user. */
    public static final String EVERYBODY = "*";

    private final AccountLimits limits;
    private final Map<String, SigningKey> signingKeys;
    private final Map<String, Long> revocations;
    private final Permissions defaultPermissions;
    private final List<Export> exports;
    private final List<Import> imports;
    private final Map<String, List<Mapping>> mappings;
    private final String traceDestination;
    private final int traceSampling;
    private final ExternalAuthorization authorization;

    AccountClaims(ObjectNode json) {
        super(json);
        ObjectNode nats = nats();
        this.limits = AccountLimits.read(Json.child(nats, "limits"));
        Map<String, SigningKey> keys = new TreeMap<>();
        for (var node : Json.array(nats, "signing_keys")) {
            SigningKey key = SigningKey.read(node);
            keys.put(key.key(), key);
        }
        this.signingKeys = Map.copyOf(keys);
        this.revocations = Json.integers(nats, "revocations");
        this.defaultPermissions = Permissions.read(Json.child(nats, "default_permissions"));
        this.exports = Json.objects(nats, "exports").stream().map(Export::read).toList();
        this.imports = Json.objects(nats, "imports").stream().map(Import::read).toList();
        this.mappings = Mapping.read(nats);
        ObjectNode trace = Json.child(nats, "trace");
        this.traceDestination = Json.string(trace, "dest");
        this.traceSampling = (int) Math.clamp(Json.integer(trace, "sampling", 0), -1, Integer.MAX_VALUE);
        this.authorization = ExternalAuthorization.read(Json.child(nats, "authorization"));
    }

    /** Unlimited but for JetStream, which is disabled, until {@link Builder#limits} says otherwise. */
    public static Builder builder(String accountKey) {
        Builder builder = new Builder(Json.object());
        builder.start(accountKey, TYPE);
        return builder.limits(AccountLimits.UNLIMITED).defaultPermissions(Permissions.ANYTHING);
    }

    /** Keeps imports, exports, mappings and everything else that is not changed, known here or not. */
    public Builder toBuilder() {
        return new Builder(toJson());
    }

    public AccountLimits limits() {
        return limits;
    }

    /** By public key. */
    public Map<String, SigningKey> signingKeys() {
        return signingKeys;
    }

    public @Nullable SigningKey signingKey(String key) {
        return signingKeys.get(key);
    }

    /** User key or {@link #EVERYBODY} to the second up to which (inclusive) its tokens are refused. */
    public Map<String, Long> revocations() {
        return revocations;
    }

    /** True when a token of this user, issued at this second, has been revoked. */
    public boolean isRevoked(String userKey, long issuedAt) {
        return isRevokedBy(EVERYBODY, issuedAt) || isRevokedBy(userKey, issuedAt);
    }

    /** For users whose token has no permissions of its own. */
    public Permissions defaultPermissions() {
        return defaultPermissions;
    }

    public List<Export> exports() {
        return exports;
    }

    public List<Import> imports() {
        return imports;
    }

    /** Destinations of subject mappings, by source. */
    public Map<String, List<Mapping>> mappings() {
        return mappings;
    }

    /** Where messages that are part of a distributed trace are traced to; empty: nowhere. */
    public String traceDestination() {
        return traceDestination;
    }

    /** How many percent of such messages are traced. */
    public int traceSampling() {
        return traceSampling == 0 ? 100 : traceSampling;
    }

    /** The account's authentication service. */
    public ExternalAuthorization authorization() {
        return authorization;
    }

    public String description() {
        return Json.string(nats(), "description");
    }

    /** What makes the claims unusable, as the server reports it; time is not looked at. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        imports.forEach(each -> each.validate(subject(), problems::add));
        Import.overlaps(imports, problems::add);
        Mapping.validate(mappings, problems::add);
        exports.forEach(export -> export.validate(problems::add));
        overlappingExports(Export.Kind.SERVICE, problems);
        overlappingExports(Export.Kind.STREAM, problems);
        limits.validate(problems::add);
        defaultPermissions.validate(problems::add);
        authorization.validate(problems::add);
        if (limits.imports() != AccountLimits.UNLIMITED_VALUE && imports.size() > limits.imports()) {
            problems.add("the account contains more imports than allowed by the operator");
        }
        if (limits.exports() != AccountLimits.UNLIMITED_VALUE) {
            if (exports.size() > limits.exports()) {
                problems.add("the account contains more exports than allowed by the operator");
            }
            if (!limits.wildcardExports()
                    && exports.stream().anyMatch(export -> Subjects.hasWildcards(export.subject()))) {
                problems.add("the account contains wildcard exports that are not allowed by the operator");
            }
        }
        if (Subjects.hasWildcards(traceDestination)) {
            problems.add("the account Trace.Destination subject \"" + traceDestination
                    + "\" is not a valid publish subject");
        }
        if (traceSampling < 0 || traceSampling > 100) {
            problems.add("the account Trace.Sampling value '" + traceSampling
                    + "' is not valid, should be in the range [1..100]");
        }
        for (SigningKey key : signingKeys.values()) {
            if (!Nkey.isValid(key.key(), KeyKind.ACCOUNT)) {
                problems.add(
                        key.scope() == null
                                ? "\"" + key.key() + "\" is not a valid account signing key"
                                : key.key() + " is not an account public key");
            }
        }
        return List.copyOf(problems);
    }

    @Override
    List<KeyKind> allowedIssuers() {
        return List.of(KeyKind.ACCOUNT, KeyKind.OPERATOR);
    }

    private boolean isRevokedBy(String key, long issuedAt) {
        Long until = revocations.get(key);
        return until != null && until >= issuedAt;
    }

    private void overlappingExports(Export.Kind kind, List<String> problems) {
        List<String> subjects = exports.stream()
                .filter(export -> export.kind() == kind)
                .map(Export::subject)
                .toList();
        for (int outer = 0; outer < subjects.size(); outer++) {
            for (int inner = 0; inner < subjects.size(); inner++) {
                if (inner != outer && isContainedIn(subjects.get(inner), subjects.get(outer))) {
                    problems.add(kind.text() + " export subject \"" + subjects.get(outer) + "\" already exports \""
                            + subjects.get(inner) + "\"");
                    break;
                }
            }
        }
    }

    static boolean isContainedIn(String subject, String other) {
        String[] mine = subject.split("\\.", -1);
        String[] theirs = other.split("\\.", -1);
        if (mine.length < theirs.length || (mine.length > theirs.length && !theirs[theirs.length - 1].equals(">"))) {
            return false;
        }
        for (int i = 0; i < theirs.length; i++) {
            if (i == theirs.length - 1 && theirs[i].equals(">")) {
                return true;
            }
            if (!theirs[i].equals("*") && !theirs[i].equals(mine[i])) {
                return false;
            }
        }
        return true;
    }

    public static final class Builder extends Claims.Builder<Builder> {
        private Builder(ObjectNode json) {
            super(json);
        }

        @Override
        Builder self() {
            return this;
        }

        public Builder limits(AccountLimits limits) {
            ObjectNode nats = nats();
            limits.write(nats.get("limits") instanceof ObjectNode present ? present : nats.putObject("limits"));
            return this;
        }

        public Builder signingKeys(List<SigningKey> keys) {
            nats().remove("signing_keys");
            if (!keys.isEmpty()) {
                ArrayNode array = nats().putArray("signing_keys");
                keys.stream()
                        .sorted((one, other) -> one.key().compareTo(other.key()))
                        .forEach(key -> key.write(array));
            }
            return this;
        }

        /** Replaces the whole map. */
        public Builder revocations(Map<String, Long> revocations) {
            nats().remove("revocations");
            if (!revocations.isEmpty()) {
                ObjectNode map = nats().putObject("revocations");
                new TreeMap<>(revocations).forEach(map::put);
            }
            return this;
        }

        public Builder defaultPermissions(Permissions permissions) {
            ObjectNode nats = nats();
            permissions.write(
                    nats.get("default_permissions") instanceof ObjectNode present
                            ? present
                            : nats.putObject("default_permissions"));
            return this;
        }

        /** Replaces the whole list, what it had beyond {@link Export}'s components included. */
        public Builder exports(List<Export> exports) {
            ArrayNode array = nats().putArray("exports");
            exports.stream()
                    .sorted((one, other) -> one.subject().compareTo(other.subject()))
                    .forEach(e -> e.write(array.addObject()));
            return this;
        }

        /** Replaces the whole list. */
        public Builder imports(List<Import> imports) {
            ArrayNode array = nats().putArray("imports");
            imports.forEach(each -> each.write(array.addObject()));
            return this;
        }

        /** Replaces all mappings. */
        public Builder mappings(Map<String, List<Mapping>> mappings) {
            Mapping.write(nats(), mappings);
            return this;
        }

        public Builder authorization(ExternalAuthorization authorization) {
            ObjectNode nats = nats();
            nats.remove("authorization");
            if (!authorization.equals(ExternalAuthorization.NONE)) {
                authorization.write(nats.putObject("authorization"));
            }
            return this;
        }

        public Builder description(String description) {
            Json.put(nats(), "description", description);
            return this;
        }

        public AccountClaims build() {
            return new AccountClaims(json.deepCopy());
        }
    }
}
