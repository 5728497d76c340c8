package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.duration;
import static io.vagus.server.config.FieldReader.durationOrSeconds;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.account.AccountLimits;
import io.vagus.account.Accounts;
import io.vagus.account.Permissions;
import io.vagus.account.StreamAllowance;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalAccount;
import io.vagus.account.local.LocalUser;
import io.vagus.account.local.Secret;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.NodeConfig.Access;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.config.NodeConfig.Resolver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads who may connect: {@code authorization}, {@code accounts}, {@code operator} and what belongs to them. */
final class AccessReader implements BlockReader {
    private static final String JWT_START = "eyJ";
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final Duration DEFAULT_RESOLVER_INTERVAL = Duration.ofMinutes(1);
    private static final Duration DEFAULT_RESOLVER_TIMEOUT = Duration.ofMillis(1900);

    private final FieldReader fields;
    private final ConfigSources sources;
    private final UsersReader usersReader;
    private final SubjectsReader subjects;

    private @Nullable Secret token;
    private @Nullable String user;
    private @Nullable Secret password;
    private @Nullable Permissions defaultPermissions;
    private List<LocalUser> users = List.of();
    private final List<LocalAccount> accounts = new ArrayList<>();
    private @Nullable String noAuthUser;
    private @Nullable String systemAccount;
    private @Nullable Duration authTimeout;

    private final List<String> operators = new ArrayList<>();
    private @Nullable Resolver resolver;
    private final Map<String, String> preload = new LinkedHashMap<>();
    private @Nullable Position authorizationAt;
    private @Nullable Position accountsAt;
    private @Nullable Position operatorAt;
    private @Nullable Position resolverAt;

    AccessReader(FieldReader fields, ConfigSources sources, SubjectsReader subjects) {
        this.fields = fields;
        this.subjects = subjects;
        this.sources = sources;
        this.usersReader = new UsersReader(fields);
    }

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "authorization" -> {
                authorizationAt = item.position();
                readAuthorization(item);
            }
            case "accounts" -> {
                accountsAt = item.position();
                readAccounts(item);
            }
            case "no_auth_user" -> noAuthUser = text(item);
            case "system_account", "system" -> {
                if (!(item.value() instanceof Text name)) {
                    throw new ConfigException(item.position(), "system account name must be a string");
                }
                systemAccount = name.value();
            }
            case "operator", "operators", "roots", "root", "root_operators", "root_operator" -> {
                operatorAt = item.position();
                fields.elements(item, each -> operators.add(operatorJwt(text(each), item.position())));
            }
            case "resolver", "account_resolver", "accounts_resolver" -> {
                resolverAt = item.position();
                resolver = resolver(item);
            }
            case "resolver_preload" -> readPreload(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    @Nullable
    Duration authTimeout() {
        return authTimeout;
    }

    /** What was read, once all fields were; reports what does not fit together. */
    Access access() {
        Position authorization = authorizationAt;
        if (authorization != null) {
            checkAuthorization(authorization);
        }
        List<LocalUser> all = new ArrayList<>();
        if (user != null) {
            all.add(new LocalUser(user, password, null, null));
        }
        all.addAll(users);
        OperatorMode operator = operatorMode();
        LocalAccess local = new LocalAccess(
                token,
                all.stream().map(each -> each.withDefault(defaultPermissions)).toList(),
                accounts,
                noAuthUser);
        return new Access(operator == null ? local : LocalAccess.OPEN, systemAccount, operator);
    }

    private void checkAuthorization(Position at) {
        if (token != null && (user != null || password != null)) {
            fields.report(at, "cannot have a user/pass and token");
        }
        if (token != null && !users.isEmpty()) {
            fields.report(at, "cannot have a token and a users array");
        }
        if (user != null && !users.isEmpty()) {
            fields.report(at, "cannot have a user/pass and a users array");
        }
        if (password != null && user == null) {
            fields.report(at, "cannot have a password without a user");
        }
    }

    private void readAuthorization(Item item) {
        fields.fields(block(item), (key, value) -> {
            switch (key) {
                case "user", "username" -> {
                    user = text(value);
                    usersReader.take(text(value), value.position());
                }
                case "pass", "password" -> password = new Secret(text(value));
                case "token" -> token = new Secret(text(value));
                case "timeout" -> authTimeout = durationOrSeconds(value, key);
                case "users" -> users = usersReader.read(value);
                case "default_permissions", "default_permission", "permissions" ->
                    defaultPermissions = PermissionsReader.read(fields, value);
                default -> {
                    return Unsupported.refuse(Unsupported.AUTHORIZATION, key, value);
                }
            }
            return true;
        });
    }

    private void readAccounts(Item item) {
        readAccountBlocks(item);
        accounts.forEach(each -> subjects.account(each.name(), item.position()));
    }

    private void readAccountBlocks(Item item) {
        if (item.value() instanceof Array) {
            fields.elements(
                    item,
                    each -> accounts.add(
                            new LocalAccount(accountName(text(each), each), List.of(), AccountLimits.NONE)));
            return;
        }
        for (Map.Entry<String, Item> pair : block(item).pairs().entrySet()) {
            fields.attempt(() -> accounts.add(account(pair.getKey(), pair.getValue())));
        }
    }

    private static String accountName(String name, Item item) {
        if (name.equals(Accounts.GLOBAL)) {
            throw new ConfigException(item.position(), "\"" + name + "\" is a reserved account");
        }
        return name;
    }

    private LocalAccount account(String name, Item item) {
        accountName(name, item);
        List<LocalUser> members = new ArrayList<>();
        AccountLimits[] limits = {AccountLimits.NONE};
        Permissions[] defaults = {Permissions.ALL};
        @Nullable StreamAllowance[] streams = {null};
        fields.fields(block(item), (key, value) -> {
            switch (key) {
                case "users" -> members.addAll(usersReader.read(value));
                case "limits" -> limits[0] = accountLimits(value);
                case "jetstream" -> streams[0] = new AllowanceReader(fields).read(value);
                case "default_permissions" -> defaults[0] = PermissionsReader.read(fields, value);
                default -> {
                    return subjects.accountField(name, key, value)
                            || Unsupported.refuse(Unsupported.ACCOUNT, key, value);
                }
            }
            return true;
        });
        return new LocalAccount(
                name,
                members.stream().map(each -> each.withDefault(defaults[0])).toList(),
                limits[0],
                streams[0]);
    }

    private AccountLimits accountLimits(Item item) {
        long[] limits = {
            AccountLimits.UNLIMITED, AccountLimits.UNLIMITED, AccountLimits.UNLIMITED, AccountLimits.UNLIMITED
        };
        fields.fields(block(item), (key, value) -> {
            switch (key) {
                case "max_connections", "max_conn" -> limits[0] = whole(value);
                case "max_leafnodes", "max_leafs" -> limits[1] = whole(value);
                case "max_subscriptions", "max_subs" -> limits[2] = whole(value);
                case "max_payload", "max_pay" -> limits[3] = whole(value);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new AccountLimits(limits[0], limits[1], limits[2], limits[3]);
    }

    // --- operators ---------------------------------------------------------------------------------------------

    private @Nullable OperatorMode operatorMode() {
        Position at = operatorAt;
        if (at == null) {
            if (resolverAt != null) {
                fields.report(resolverAt, "a resolver needs an operator");
            }
            return null;
        }
        if (accountsAt != null) {
            fields.report(accountsAt, "accounts cannot be given together with an operator");
        }
        if (authorizationAt != null && (user != null || token != null || !users.isEmpty())) {
            fields.report(authorizationAt, "users and tokens cannot be given together with an operator");
        }
        if (resolver == null) {
            fields.report(at, "an operator needs an account resolver");
        }
        return new OperatorMode(
                List.copyOf(operators), resolver == null ? new Resolver.Memory() : resolver, Map.copyOf(preload));
    }

    private String operatorJwt(String written, Position position) {
        if (written.startsWith(JWT_START)) {
            return written;
        }
        try {
            Matcher jwt = JWT.matcher(sources.read(FieldReader.path(written, position)));
            if (jwt.find()) {
                return jwt.group();
            }
            throw new ConfigException(position, "no operator JWT in file '" + written + "'");
        } catch (IOException e) {
            throw new ConfigException(position, "cannot read operator JWT file '" + written + "'");
        }
    }

    private Resolver resolver(Item item) {
        if (item.value() instanceof Text text) {
            return switch (text.value().toUpperCase(Locale.ROOT)) {
                case "MEM", "MEMORY" -> new Resolver.Memory();
                default ->
                    throw new ConfigException(
                            item.position(), "resolver \"" + text.value() + "\" is not supported by this server yet");
            };
        }
        ResolverFields resolverFields = new ResolverFields();
        fields.fields(block(item), resolverFields::field);
        return resolverFields.resolver(item.position());
    }

    private static final class ResolverFields {
        private String type = "";
        private String directory = "";
        private boolean allowDelete;
        private boolean hardDelete;
        private long limit = Long.MAX_VALUE;
        private Duration interval = DEFAULT_RESOLVER_INTERVAL;
        private Duration timeout = DEFAULT_RESOLVER_TIMEOUT;

        boolean field(String key, Item item) {
            switch (key) {
                case "type" -> type = text(item).toLowerCase(Locale.ROOT);
                case "dir" -> directory = text(item);
                case "allow_delete" -> allowDelete = bool(item);
                case "hard_delete" -> hardDelete = bool(item);
                case "limit" -> limit = whole(item, key, 0, Long.MAX_VALUE);
                case "interval" -> interval = duration(item, key);
                case "timeout" -> timeout = duration(item, key);
                default -> {
                    return Unsupported.refuse(Unsupported.RESOLVER, key, item);
                }
            }
            return true;
        }

        Resolver resolver(Position position) {
            return switch (type) {
                case "full" -> {
                    if (directory.isEmpty()) {
                        throw new ConfigException(position, "dir has no value and needs to point to a directory");
                    }
                    yield new Resolver.Directory(
                            FieldReader.path(directory, position), allowDelete, hardDelete, limit, interval, timeout);
                }
                case "mem", "memory" -> new Resolver.Memory();
                default ->
                    throw new ConfigException(
                            position, "resolver type \"" + type + "\" is not supported by this server yet");
            };
        }
    }

    private void readPreload(Item item) {
        Block block = block(item);
        for (Map.Entry<String, Item> pair : block.pairs().entrySet()) {
            fields.attempt(() -> {
                Item value = pair.getValue();
                if (!Nkey.isValid(pair.getKey(), KeyKind.ACCOUNT)) {
                    throw new ConfigException(value.position(), "preload key should be a public account nkey");
                }
                preload.put(pair.getKey(), text(value));
            });
        }
    }
}
