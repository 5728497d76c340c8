package io.vagus.controlplane.provisioning;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountState;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.accounts.Limits;
import io.vagus.controlplane.accounts.RateLimits;
import io.vagus.controlplane.accounts.StorageTier;
import io.vagus.controlplane.accounts.StorageTiers;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.operator.Operator;
import io.vagus.controlplane.outbox.Delivery;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.Shares;
import io.vagus.controlplane.sharing.Sharing;
import io.vagus.controlplane.users.Users;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.AccountLimits;
import io.vagus.identity.JetStreamLimits;
import io.vagus.identity.Permissions;
import io.vagus.identity.SigningKey.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final Sharing sharing;
    private final Operator operator;

    AccountTokens(Accounts accounts, SigningKeys keys, Users users, Sharing sharing, Operator operator) {
        this.accounts = accounts;
        this.keys = keys;
        this.users = users;
        this.sharing = sharing;
        this.operator = operator;
    }

    /**
     * What a delivery gives to the nodes.
     *
     * @param arrived the account's state once every node has it; null: as it is
     */
    record Push(String jwt, boolean deletes, @Nullable AccountState arrived) {}

    /** What the database says now. */
    Uni<Push> push(UnitOfWork work, Delivery delivery) {
        Instant issuedAt = Instant.ofEpochSecond(delivery.issuedAt());
        return accounts.find(work, delivery.accountId())
                .flatMap(account -> account == null || delivery.deleted()
                        ? Uni.createFrom().item(closed(delivery.accountKey(), issuedAt))
                        : keys.all(work, account.id())
                                .flatMap(signing -> users.revocations(work, account)
                                        .flatMap(revoked -> sharing.of(work, account)
                                                .map(shares -> open(account, signing, revoked, shares, issuedAt)))));
    }

    private Push closed(String accountKey, Instant issuedAt) {
        AccountClaims claims =
                AccountClaims.builder(accountKey).name("deleted").limits(CLOSED).build();
        return new Push(operator.sign(claims, issuedAt), true, AccountState.SUSPENDED);
    }

    private Push open(
            Account account, List<SigningKey> signing, Map<String, Long> revoked, Shares shares, Instant issuedAt) {
        boolean closed = account.suspended() || account.deletion() != null;
        AccountLimits limits = limits(account.limits());
        AccountClaims claims = AccountClaims.builder(account.publicKey())
                .name(account.name())
                .description(account.description())
                .tags(tags(account))
                .limits(closed ? limits.withConnections(0).withLeafNodes(0) : limits)
                .defaultPermissions(
                        account.defaultPermissions() == null
                                ? Permissions.ANYTHING
                                : account.defaultPermissions().toClaims())
                .signingKeys(signing.stream()
                        .filter(key -> !key.disabled())
                        .flatMap(AccountTokens::signingKeys)
                        .toList())
                .revocations(revoked)
                .exports(shares.exports())
                .imports(shares.imports())
                .mappings(shares.mappings())
                .authorization(shares.authorization())
                .build();
        return new Push(operator.sign(claims, issuedAt), false, arrived(account));
    }

    private static AccountState arrived(Account account) {
        if (account.deletion() != null) {
            return AccountState.DELETING;
        }
        return account.suspended() ? AccountState.SUSPENDED : AccountState.ACTIVE;
    }

    private static List<String> tags(Account account) {
        List<String> tags = new ArrayList<>(account.tags());
        RateLimits rates = account.limits().rates();
        if (rates != null) {
            tags.addAll(rates.tags());
        }
        return tags;
    }

    private static Stream<io.vagus.identity.SigningKey> signingKeys(SigningKey key) {
        if (!key.scoped() || key.permissions() == null) {
            return key.publicKeys().stream().map(io.vagus.identity.SigningKey::plain);
        }
        UserLimits limits = key.limits() == null ? UserLimits.NONE : key.limits();
        Scope scope = new Scope(
                key.name(), key.description(), limits.toClaims(key.permissions().toClaims(), key.bearer()));
        return key.publicKeys().stream().map(publicKey -> new io.vagus.identity.SigningKey(publicKey, scope));
    }

    private static AccountLimits limits(Limits limits) {
        StorageTiers tiers = limits.tiers() == null ? StorageTiers.NONE : limits.tiers();
        Map<String, JetStreamLimits> tiered = new TreeMap<>();
        if (tiers.r1() != null) {
            tiered.put("R1", tier(tiers.r1()));
        }
        if (tiers.r3() != null) {
            tiered.put("R3", tier(tiers.r3()));
        }
        return new AccountLimits(
                set(limits.subscriptions()),
                AccountLimits.UNLIMITED_VALUE,
                set(limits.payloadBytes()),
                set(limits.imports()),
                set(limits.exports()),
                !Boolean.FALSE.equals(limits.wildcardExports()),
                Boolean.TRUE.equals(limits.bearerDisallowed()),
                set(limits.connections()),
                set(limits.leafNodes()),
                tiered.isEmpty() ? flat(limits) : JetStreamLimits.DISABLED,
                tiered);
    }

    private static JetStreamLimits flat(Limits limits) {
        long memory = set(limits.memoryStorageBytes());
        long disk = set(limits.diskStorageBytes());
        return memory == 0 && disk == 0
                ? JetStreamLimits.DISABLED
                : new JetStreamLimits(
                        memory,
                        disk,
                        set(limits.streams()),
                        set(limits.consumers()),
                        set(limits.maxAckPending()),
                        set(limits.memoryMaxStreamBytes()),
                        set(limits.diskMaxStreamBytes()),
                        Boolean.TRUE.equals(limits.maxBytesRequired()));
    }

    private static JetStreamLimits tier(StorageTier tier) {
        return new JetStreamLimits(
                tier.memoryStorageBytes() == null ? 0 : tier.memoryStorageBytes(),
                tier.diskStorageBytes() == null ? 0 : tier.diskStorageBytes(),
                set(tier.streams()),
                set(tier.consumers()),
                set(tier.maxAckPending()),
                set(tier.memoryMaxStreamBytes()),
                set(tier.diskMaxStreamBytes()),
                Boolean.TRUE.equals(tier.maxBytesRequired()));
    }

    private static long set(@Nullable Long limit) {
        return limit == null ? AccountLimits.UNLIMITED_VALUE : limit;
    }
}
