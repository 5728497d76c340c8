package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.ConnectionType;
import io.vagus.account.Permissions;
import io.vagus.account.local.LocalUser;
import io.vagus.account.local.Secret;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Item;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code users} arrays; sees to it that no two users of the whole configuration share a name or nkey. */
final class UsersReader {
    private final FieldReader fields;
    private final Set<String> taken = new HashSet<>();

    UsersReader(FieldReader fields) {
        this.fields = fields;
    }

    /** The users of an account. That they are no array is told without a place, as nats-server does. */
    List<LocalUser> readOfAccount(Item item) {
        if (!(item.value() instanceof Array)) {
            throw new ConfigException(List.of(notAnArray(item)));
        }
        return read(item, item.position());
    }

    private static String notAnArray(Item item) {
        return "Expected users field to be an array, got " + item.value().goText();
    }

    /** @param duplicatesAt where it is told that a user was there before */
    List<LocalUser> read(Item item, Position duplicatesAt) {
        if (!(item.value() instanceof Array)) {
            throw new ConfigException(item.position(), notAnArray(item));
        }
        List<LocalUser> users = new ArrayList<>();
        fields.elements(item, each -> users.add(user(each, duplicatesAt)));
        return users;
    }

    private LocalUser user(Item item, Position duplicatesAt) {
        UserFields user = new UserFields();
        fields.fields(
                block(
                        item,
                        "Expected user entry to be a map/struct, got "
                                + item.value().goType()),
                user::field);
        Position last = lastOf(item);
        if (user.nkey.isEmpty() && user.name.isEmpty()) {
            throw new ConfigException(last, "User entry requires a user");
        }
        if (user.nkey.isEmpty()) {
            take(user.name, "user", duplicatesAt);
            return user.build(user.name, null);
        }
        if (!Nkey.isValid(user.nkey, KeyKind.USER)) {
            throw new ConfigException(last, "Not a valid public nkey for a user");
        }
        if (!user.name.isEmpty() || !user.password.isEmpty()) {
            throw new ConfigException(last, "Nkey users do not take usernames or passwords");
        }
        take(user.nkey, "nkey", duplicatesAt);
        return user.build(null, user.nkey);
    }

    /** Where nats-server tells what is wrong with a user as a whole: at the last of its fields. */
    private static Position lastOf(Item user) {
        Position last = user.position();
        for (Item each : block(user).pairs().values()) {
            last = each.position();
        }
        return last;
    }

    private void take(String id, String kind, Position duplicatesAt) {
        if (!taken.add(id)) {
            throw new ConfigException(duplicatesAt, "Duplicate " + kind + " \"" + id + "\" detected");
        }
    }

    private final class UserFields {
        private String name = "";
        private Secret password = LocalUser.NO_PASSWORD;
        private String nkey = "";
        private @Nullable Permissions permissions;
        private final Set<ConnectionType> connectionTypes = EnumSet.noneOf(ConnectionType.class);
        private boolean proxyRequired;

        boolean field(String key, Item item) {
            switch (key) {
                case "user", "username" -> name = text(item);
                case "pass", "password" -> password = new Secret(text(item));
                case "nkey" -> nkey = text(item);
                case "permissions", "permission", "authorization" -> permissions = PermissionsReader.read(fields, item);
                case "allowed_connection_types", "connection_types", "clients" -> readConnectionTypes(item);
                case "proxy_required" -> proxyRequired = bool(item);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void readConnectionTypes(Item item) {
            List<String> unknown = new ArrayList<>();
            for (String name : fields.strings(item, "allowed connection types")) {
                ConnectionType type = ConnectionType.named(name);
                if (type == null) {
                    unknown.add('"' + name.toUpperCase(Locale.ROOT) + '"');
                } else {
                    connectionTypes.add(type);
                }
            }
            if (!unknown.isEmpty()) {
                throw new ConfigException(
                        item.position(), "invalid connection types [" + String.join(" ", unknown) + "]");
            }
        }

        LocalUser build(@Nullable String named, @Nullable String key) {
            return new LocalUser(named, password, key, permissions, connectionTypes, proxyRequired);
        }
    }
}
