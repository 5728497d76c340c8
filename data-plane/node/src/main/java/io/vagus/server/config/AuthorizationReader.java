package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.Accounts;
import io.vagus.account.Permissions;
import io.vagus.account.callout.CalloutSettings;
import io.vagus.account.local.LocalUser;
import io.vagus.account.local.Secret;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an {@code authorization} block, of the server or of one of its listeners. */
final class AuthorizationReader {
    private final FieldReader fields;
    private final UsersReader usersReader;
    private final Position at;

    private String user = "";
    private Secret password = LocalUser.NO_PASSWORD;
    private String token = "";
    private @Nullable Duration timeout;
    private @Nullable List<LocalUser> users;
    private @Nullable Permissions defaultPermissions;
    private @Nullable CalloutSettings callout;
    private boolean proxyRequired;

    private AuthorizationReader(FieldReader fields, UsersReader usersReader, Position at) {
        this.at = at;
        this.fields = fields;
        this.usersReader = usersReader;
    }

    /**
     * What a block says.
     *
     * @param users null where the block has no such field; permissions of the block are given to those without any
     * @param defaultPermissions the block's permissions, null for none; the one user of {@code user} does not get them
     */
    record Authorization(
            @Nullable String user,
            Secret password,
            @Nullable Secret token,
            @Nullable Duration timeout,
            @Nullable List<LocalUser> users,
            @Nullable Permissions defaultPermissions,
            @Nullable CalloutSettings callout,
            boolean proxyRequired) {}

    /** Reads a block; mistakes go to the field reader. */
    static Authorization read(FieldReader fields, UsersReader usersReader, Item item) {
        AuthorizationReader reader = new AuthorizationReader(fields, usersReader, item.position());
        fields.fields(block(item), reader::field);
        reader.check();
        List<LocalUser> users = reader.users;
        Permissions defaults = reader.defaultPermissions;
        return new Authorization(
                reader.user.isEmpty() ? null : reader.user,
                reader.password,
                reader.token.isEmpty() ? null : new Secret(reader.token),
                reader.timeout,
                users == null
                        ? null
                        : users.stream().map(each -> each.withDefault(defaults)).toList(),
                defaults,
                reader.callout,
                reader.proxyRequired);
    }

    private boolean field(String key, Item item) {
        switch (key) {
            case "user", "username" -> user = text(item);
            case "pass", "password" -> password = new Secret(text(item));
            case "token" -> token = text(item);
            case "timeout" -> timeout = AuthenticationTimeout.read(fields, item, key, "authorization");
            case "users" -> users = usersReader.read(item, at);
            case "default_permissions", "default_permission", "permissions" ->
                defaultPermissions = PermissionsReader.read(fields, item);
            case "auth_callout", "auth_hook" -> callout = callout(item);
            case "proxy_required" -> proxyRequired = bool(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void check() {
        if (!token.isEmpty() && (!user.isEmpty() || !password.isEmpty())) {
            fields.report(at, "Cannot have a user/pass and token");
        } else if (users != null && !user.isEmpty()) {
            fields.report(at, "Can not have a single user/pass and a users array");
        } else if (users != null && !token.isEmpty()) {
            fields.report(at, "Can not have a token and a users array");
        }
    }

    /** Null when a mistake was told already. */
    private @Nullable CalloutSettings callout(Item item) {
        CalloutFields read = new CalloutFields();
        fields.fields(block(item), read::field, key -> "Unknown field \"" + key + "\" parsing authorization callout");
        if (read.failed) {
            return null;
        }
        if (read.issuer.isEmpty()) {
            throw new ConfigException(item.position(), "Authorization callouts require an issuer to be specified");
        }
        if (read.authUsers.isEmpty()) {
            throw new ConfigException(
                    item.position(), "Authorization callouts require authorized users to be specified");
        }
        return new CalloutSettings(
                read.issuer,
                read.account.isEmpty() ? Accounts.GLOBAL : read.account,
                read.authUsers,
                read.xkey,
                read.allowedAccounts);
    }

    private final class CalloutFields {
        private String issuer = "";
        private String account = "";
        private List<String> authUsers = List.of();
        private @Nullable String xkey;
        private List<String> allowedAccounts = List.of();
        private boolean failed;

        boolean field(String key, Item item) {
            switch (key) {
                case "issuer" -> {
                    issuer = text(item);
                    if (!Nkey.isValid(issuer, KeyKind.ACCOUNT)) {
                        throw mistake(
                                item.position(),
                                "Expected callout user to be a valid public account nkey, got \"" + issuer + "\"");
                    }
                }
                case "account", "acc" -> account = text(item);
                case "auth_users", "users" -> authUsers = texts(item, "auth_users");
                case "xkey", "key" -> {
                    String read = text(item);
                    if (!Nkey.isValid(read, KeyKind.CURVE)) {
                        throw mistake(
                                item.position(),
                                "Expected callout xkey to be a valid public xkey, got \"" + read + "\"");
                    }
                    xkey = read;
                }
                case "allowed_accounts" -> allowedAccounts = texts(item, "allowed accounts");
                default -> {
                    return false;
                }
            }
            return true;
        }

        private ConfigException mistake(Position position, String problem) {
            failed = true;
            return new ConfigException(position, problem);
        }

        private List<String> texts(Item item, String name) {
            if (!(item.value() instanceof Array)) {
                throw mistake(
                        item.position(),
                        "Expected " + name + " field to be an array, got "
                                + item.value().goType());
            }
            List<String> texts = new ArrayList<>();
            fields.elements(item, each -> texts.add(text(each)));
            return texts;
        }
    }
}
