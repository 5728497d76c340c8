package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.Permissions;
import io.vagus.account.local.LocalUser;
import io.vagus.account.local.Secret;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code users} arrays; sees to it that no two users of the whole configuration share a name or nkey. */
final class UsersReader {
    private final FieldReader fields;
    private final Set<String> taken = new HashSet<>();

    UsersReader(FieldReader fields) {
        this.fields = fields;
    }

    List<LocalUser> read(Item item) {
        if (!(item.value() instanceof Array)) {
            throw FieldReader.wrongType(item, item.position(), "[]interface {}");
        }
        List<LocalUser> users = new ArrayList<>();
        fields.elements(item, each -> users.add(user(each)));
        return users;
    }

    /** Registers a name that is given outside of arrays. */
    void take(String name, Position position) {
        if (!taken.add(name)) {
            throw new ConfigException(position, "duplicate user \"" + name + "\" detected");
        }
    }

    private LocalUser user(Item item) {
        UserFields user = new UserFields();
        fields.fields(block(item), user::field);
        String identity = user.nkey != null ? user.nkey : user.name;
        if (identity == null || identity.isEmpty()) {
            throw new ConfigException(item.position(), "user entry requires a user or an nkey");
        }
        if (user.nkey != null && (user.name != null || user.password != null)) {
            throw new ConfigException(item.position(), "nkey users do not take usernames or passwords");
        }
        take(identity, item.position());
        return new LocalUser(user.name, user.password, user.nkey, user.permissions);
    }

    private final class UserFields {
        @Nullable
        String name;

        @Nullable
        Secret password;

        @Nullable
        String nkey;

        @Nullable
        Permissions permissions;

        boolean field(String key, Item item) {
            switch (key) {
                case "user", "username" -> name = text(item);
                case "pass", "password" -> password = new Secret(text(item));
                case "nkey" -> nkey = nkey(item);
                case "permissions", "permission", "authorization" -> permissions = PermissionsReader.read(fields, item);
                default -> {
                    return Unsupported.refuse(Unsupported.USER, key, item);
                }
            }
            return true;
        }
    }

    private static String nkey(Item item) {
        String key = text(item);
        if (!Nkey.isValid(key, KeyKind.USER)) {
            throw new ConfigException(item.position(), "not a valid public nkey for a user");
        }
        return key;
    }
}
