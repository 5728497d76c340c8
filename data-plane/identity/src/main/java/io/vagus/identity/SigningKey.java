package io.vagus.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A key that may sign users in an account's name.
 *
 * @param scope the permissions and limits of every user it signs; null: a plain key, whose users carry their own
 */
public record SigningKey(String key, @Nullable Scope scope) {
    private static final String USER_SCOPE = "user_scope";

    /** A role: what its users may do, with template functions in its subjects ({@link ScopeTemplate}). */
    public record Scope(String role, String description, UserLimits template) {}

    public static SigningKey plain(String key) {
        return new SigningKey(key, null);
    }

    static SigningKey read(JsonNode node) {
        if (node.isTextual()) {
            return plain(node.textValue());
        }
        if (!(node instanceof ObjectNode object) || !Json.string(object, "kind").equals(USER_SCOPE)) {
            throw new IdentityException("unknown signing key scope");
        }
        return new SigningKey(
                Json.string(object, "key"),
                new Scope(
                        Json.string(object, "role"),
                        Json.string(object, "description"),
                        UserLimits.read(Json.child(object, "template"), UserLimits.UNLIMITED_VALUE)));
    }

    void write(ArrayNode into) {
        if (scope == null) {
            into.add(key);
            return;
        }
        ObjectNode node =
                into.addObject().put("kind", USER_SCOPE).put("key", key).put("role", scope.role());
        scope.template().write(node.putObject("template"));
        node.put("description", scope.description());
    }
}
