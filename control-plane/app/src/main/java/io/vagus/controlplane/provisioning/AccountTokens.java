package io.vagus.controlplane.provisioning;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountState;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.accounts.Limits;
import io.vagus.controlplane.keys.Permissions;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.operator.Operator;
import io.vagus.controlplane.outbox.Delivery;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.users.Users;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.AccountLimits;
import io.vagus.identity.JetStreamLimits;
import io.vagus.identity.SigningKey.Scope;
import io.vagus.identity.UserLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes an account's token from what the database says at the moment of the push, so that the last push always carries the
 * last change. Limits are written one and all: a limit that is left out means zero to a node.
 */
@ApplicationScoped
class AccountTokens {

    /** Nobody gets in: neither with a limit of connections nor with a key that could sign anyone. */
    private static final AccountLimits CLOSED =
            AccountLimits.UNLIMITED.withConnections(0).withLeafNodes(0);

    private final Accounts accounts;
    private final SigningKeys keys;
    private final Users users;
    private final Operator operator;

    AccountTokens(Accounts accounts, SigningKeys keys, Users users, Operator operator) {
        this.accounts = accounts;
        this.keys = keys;
        this.users = users;
        this.operator = operator;
    }

    /**
     * What a delivery gives to the nodes.
     *
     * @param arrived the account's state once every node has it
     */
    record Push(String jwt, boolean deletes, AccountState arrived) {}

    Uni<Push> push(UnitOfWork work, Delivery delivery) {
        Instant issuedAt = Instant.ofEpochSecond(delivery.issuedAt());
        return accounts.find(work, delivery.accountId())
                .flatMap(account -> account == null || delivery.deleted()
                        ? Uni.createFrom().item(closed(delivery.accountKey(), issuedAt))
                        : keys.all(work, account.id())
                                .flatMap(signing -> users.revocations(work, account.id())
                                        .map(revoked -> open(account, signing, revoked, issuedAt))));
    }

    private Push closed(String accountKey, Instant issuedAt) {
        AccountClaims claims =
                AccountClaims.builder(accountKey).name("deleted").limits(CLOSED).build();
        return new Push(operator.sign(claims, issuedAt), true, AccountState.SUSPENDED);
    }

    private Push open(Account account, List<SigningKey> signing, Map<String, Long> revoked, Instant issuedAt) {
        AccountLimits limits = limits(account.limits());
        AccountClaims claims = AccountClaims.builder(account.publicKey())
                .name(account.name())
                .limits(account.suspended() ? limits.withConnections(0).withLeafNodes(0) : limits)
                .signingKeys(signing.stream().map(AccountTokens::signingKey).toList())
                .revocations(revoked)
                .build();
        return new Push(
                operator.sign(claims, issuedAt),
                false,
                account.suspended() ? AccountState.SUSPENDED : AccountState.ACTIVE);
    }

    private static io.vagus.identity.SigningKey signingKey(SigningKey key) {
        Permissions permissions = key.permissions();
        if (permissions == null) {
            return io.vagus.identity.SigningKey.plain(key.publicKey());
        }
        UserLimits template = UserLimits.UNLIMITED.withPermissions(permissions.toClaims());
        return new io.vagus.identity.SigningKey(key.publicKey(), new Scope(key.name(), "", template));
    }

    private static AccountLimits limits(Limits limits) {
        return new AccountLimits(
                set(limits.subscriptions()),
                AccountLimits.UNLIMITED_VALUE,
                set(limits.payloadBytes()),
                set(limits.imports()),
                set(limits.exports()),
                true,
                false,
                set(limits.connections()),
                set(limits.leafNodes()),
                jetStream(limits),
                Map.of());
    }

    private static JetStreamLimits jetStream(Limits limits) {
        long memory = set(limits.memoryStorageBytes());
        long disk = set(limits.diskStorageBytes());
        return memory == 0 && disk == 0
                ? JetStreamLimits.DISABLED
                : new JetStreamLimits(
                        memory,
                        disk,
                        set(limits.streams()),
                        set(limits.consumers()),
                        AccountLimits.UNLIMITED_VALUE,
                        AccountLimits.UNLIMITED_VALUE,
                        AccountLimits.UNLIMITED_VALUE,
                        false);
    }

    private static long set(@org.jspecify.annotations.Nullable Long limit) {
        return Objects.requireNonNull(limit);
    }
}
