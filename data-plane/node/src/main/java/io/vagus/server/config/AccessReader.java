package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.blockOrElse;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.account.AccountLimits;
import io.vagus.account.Accounts;
import io.vagus.account.Permissions;
import io.vagus.account.StreamAllowance;
import io.vagus.account.callout.CalloutSettings;
import io.vagus.account.local.Door;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalAccount;
import io.vagus.account.local.LocalUser;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.server.config.AuthorizationReader.Authorization;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.NodeConfig.Access;
import io.vagus.server.config.NodeConfig.OperatorMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads who may connect: {@code authorization}, {@code accounts}, {@code proxies}, and {@code operator} by {@link OperatorReader}. */
final class AccessReader implements BlockReader {
    private final FieldReader fields;
    private final UsersReader usersReader;
    private final SubjectsReader subjects;
    private final OperatorReader operator;

    private @Nullable Authorization authorization;
    private @Nullable Position authorizationAt;
    private final List<LocalAccount> accounts = new ArrayList<>();
    private final List<String> proxies = new ArrayList<>();
    private @Nullable Path auditLog;
    private @Nullable String noAuthUser;
    private @Nullable String systemAccount;

    AccessReader(FieldReader fields, ConfigSources sources, SubjectsReader subjects) {
        this.fields = fields;
        this.subjects = subjects;
        this.usersReader = new UsersReader(fields);
        this.operator = new OperatorReader(fields, sources);
    }

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "authorization" -> {
                authorizationAt = item.position();
                authorization = AuthorizationReader.read(fields, usersReader, item);
            }
            case "accounts" -> readAccounts(item);
            case "proxies" -> readProxies(item);
            case "audit_log" -> readAuditLog(item);
            case "no_auth_user" -> noAuthUser = text(item);
            case "system_account", "system" -> {
                if (!(item.value() instanceof Text name)) {
                    throw new ConfigException(item.position(), "system account name must be a string");
                }
                systemAccount = name.value();
            }
            default -> {
                return operator.field(key, item);
            }
        }
        return true;
    }

    @Nullable
    Duration authTimeout() {
        return authorization == null ? null : authorization.timeout();
    }

    /** What was read, once all fields were; reports what does not fit together. */
    Access access() {
        OperatorMode mode = operator.mode();
        checkDoor();
        checkCallout();
        LocalAccess local = local(authorization).openBesideSystemUsers(authorization != null, systemAccount);
        return new Access(local, systemAccount, mode, List.copyOf(proxies), auditLog);
    }

    private void checkDoor() {
        Authorization block = authorization;
        if (block == null
                || authorizationAt == null
                || block.users() != null
                || accounts.stream().allMatch(account -> account.users().isEmpty())) {
            return;
        }
        if (block.user() != null) {
            fields.report(authorizationAt, "Can not have a single user/pass and a users array");
        } else if (block.token() != null) {
            fields.report(authorizationAt, "Can not have a token and a users array");
        }
    }

    /** The accounts that a callout may place people in are to be there. */
    private void checkCallout() {
        CalloutSettings callout = authorization == null ? null : authorization.callout();
        if (callout == null) {
            return;
        }
        for (String allowed : callout.allowedAccounts()) {
            if (accounts.stream().noneMatch(account -> account.name().equals(allowed))) {
                fields.report(
                        "auth_callout allowed account " + GoQuote.of(allowed) + " not found in configured accounts");
            }
        }
    }

    private LocalAccess local(@Nullable Authorization block) {
        if (block == null) {
            return new LocalAccess(
                    Door.OPEN.withNoAuthUser(noAuthUser, false),
                    Door.OPEN,
                    Door.OPEN,
                    false,
                    List.of(),
                    accounts,
                    false,
                    null);
        }
        Door door = new Door(block.user(), block.password(), block.token(), noAuthUser, false, false);
        List<LocalUser> users = block.users();
        return new LocalAccess(
                door,
                Door.OPEN,
                Door.OPEN,
                false,
                users == null ? List.of() : users,
                accounts,
                block.proxyRequired(),
                block.callout());
    }

    // --- accounts ----------------------------------------------------------------------------------------------

    private void readAccounts(Item item) {
        readAccountBlocks(item);
        accounts.forEach(each -> subjects.account(each.name(), item.position()));
    }

    private void readAccountBlocks(Item item) {
        if (item.value() instanceof Array) {
            fields.elements(
                    item,
                    each -> add(new LocalAccount(accountName(text(each), each), List.of(), AccountLimits.NONE), each));
            return;
        }
        for (Map.Entry<String, Item> pair : block(item).pairs().entrySet()) {
            if (!fields.isVariable(pair.getValue())) {
                fields.attempt(() -> add(account(pair.getKey(), pair.getValue()), pair.getValue()));
            }
        }
    }

    private void add(LocalAccount account, Item item) {
        if (accounts.stream().anyMatch(each -> each.name().equals(account.name()))) {
            throw new ConfigException(item.position(), "Duplicate Account Entry: " + account.name());
        }
        accounts.add(account);
    }

    private static String accountName(String name, Item item) {
        if (name.equals(Accounts.GLOBAL)) {
            throw new ConfigException(item.position(), "\"" + name + "\" is a Reserved Account");
        }
        return name;
    }

    private LocalAccount account(String name, Item item) {
        accountName(name, item);
        List<LocalUser> members = new ArrayList<>();
        AccountLimits[] limits = {AccountLimits.NONE};
        @Nullable Permissions[] defaults = {null};
        @Nullable StreamAllowance[] streams = {null};
        fields.fields(blockOrElse(item, "Expected map entries for accounts"), (key, value) -> {
            switch (key) {
                case "users" -> members.addAll(usersReader.readOfAccount(value));
                case "limits" -> limits[0] = accountLimits(value);
                case "jetstream" -> streams[0] = new AllowanceReader(fields).read(value);
                case "default_permissions" -> defaults[0] = PermissionsReader.read(fields, value);
                // Beyond being checked it has no effect in nats-server either.
                case "nkey" -> {
                    String nkey = value.value() instanceof Text text
                            ? text.value()
                            : value.value().goText();
                    if (!Nkey.isValid(nkey, KeyKind.ACCOUNT)) {
                        throw new ConfigException(
                                value.position(), "Not a valid public nkey for an account: " + GoQuote.of(nkey));
                    }
                }
                default -> {
                    return subjects.accountField(name, key, value);
                }
            }
            return true;
        });
        return new LocalAccount(
                name,
                members.stream().map(each -> each.withDefault(defaults[0])).toList(),
                limits[0],
                streams[0],
                defaults[0]);
    }

    private AccountLimits accountLimits(Item item) {
        long[] limits = {
            AccountLimits.UNLIMITED, AccountLimits.UNLIMITED, AccountLimits.UNLIMITED, AccountLimits.UNLIMITED
        };
        FlowReader flow = new FlowReader();
        fields.fields(
                block(item),
                (key, value) -> {
                    switch (key) {
                        case "max_connections", "max_conn" -> limits[0] = whole(value);
                        case "max_leafnodes", "max_leafs" -> limits[1] = whole(value);
                        case "max_subscriptions", "max_subs" -> limits[2] = whole(value);
                        case "max_payload", "max_pay" -> limits[3] = whole(value);
                        default -> {
                            return flow.field(key, value);
                        }
                    }
                    return true;
                },
                key -> "Unknown field " + GoQuote.of(key) + " parsing account limits");
        return new AccountLimits(limits[0], limits[1], limits[2], limits[3], flow.limits());
    }

    // --- the audit log, which nats-server does not have ---------------------------------------------------------

    private void readAuditLog(Item item) {
        fields.fields(block(item), (key, value) -> {
            switch (key) {
                case "file" -> auditLog = FieldReader.path(value);
                case "format" -> {
                    if (!text(value).equalsIgnoreCase("json")) {
                        throw new ConfigException(value.position(), "audit_log format must be json");
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (auditLog == null) {
            fields.report(item.position(), "audit_log needs a file");
        }
    }

    // --- proxies -----------------------------------------------------------------------------------------------

    private void readProxies(Item item) {
        String type = item.value().goType();
        fields.fields(blockOrElse(item, "expected proxies to be a map/struct, got " + type), (key, value) -> {
            if (!key.equals("trusted")) {
                return false;
            }
            if (!(value.value() instanceof Array)) {
                throw new ConfigException(
                        value.position(),
                        "expected proxies' trusted field to be an array, got "
                                + value.value().goType());
            }
            fields.elements(
                    value,
                    each -> fields.fields(
                            blockOrElse(
                                    each,
                                    "expected proxies' trusted entry to be a map/struct, got "
                                            + each.value().goType()),
                            this::proxyField));
            return true;
        });
    }

    private boolean proxyField(String key, Item item) {
        if (!key.equals("key") && !key.equals("public_key")) {
            return false;
        }
        String proxy = text(item);
        if (!Nkey.isValid(proxy)) {
            throw new ConfigException(item.position(), "invalid proxy key \"" + proxy + "\"");
        }
        proxies.add(proxy);
        return true;
    }
}
