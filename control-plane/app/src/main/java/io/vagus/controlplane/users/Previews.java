package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.UserClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Previews of what users may do: of a user that is there, or of one that might be with permissions that might be. */
@ApplicationScoped
public class Previews {

    private static final Permissions ANYTHING = new Permissions(null, null, null);
    private static final String NOBODY = "U" + "A".repeat(55);

    private final AccountGate gate;
    private final Users users;
    private final SigningKeys keys;

    Previews(AccountGate gate, Users users, SigningKeys keys) {
        this.gate = gate;
        this.users = users;
        this.keys = keys;
    }

    /** Of a user as it is. Its own permissions, those of its role, or else the account's default ones. */
    public Uni<Preview.Result> of(
            UnitOfWork work, Caller caller, UUID accountId, UUID userId, List<Preview.Check> checks) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("user.preview", "user", userId))
                .flatMap(account -> users.get(work, caller, accountId, userId)
                        .flatMap(user -> keys.get(work, caller, accountId, user.signingKeyId())
                                .map(key -> Preview.of(
                                        effective(account, user, key),
                                        key.scoped(),
                                        UserClaims.builder(user.publicKey())
                                                .name(user.name())
                                                .tags(user.tags())
                                                .issuerAccount(account.publicKey())
                                                .build(),
                                        claims(account),
                                        checks))));
    }

    /** Of a role that might be, for a user of that name with those tags. */
    public Uni<Preview.Result> of(
            UnitOfWork work,
            Caller caller,
            UUID accountId,
            Permissions permissions,
            String userName,
            List<String> tags,
            List<Preview.Check> checks) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("user.preview", "account", accountId))
                .map(account -> Preview.of(
                        permissions,
                        true,
                        UserClaims.builder(NOBODY)
                                .name(userName)
                                .tags(tags)
                                .issuerAccount(account.publicKey())
                                .build(),
                        claims(account),
                        checks));
    }

    private static Permissions effective(Account account, User user, SigningKey key) {
        if (key.scoped()) {
            return key.permissions() == null ? ANYTHING : key.permissions();
        }
        Permissions own = user.permissions();
        if (own != null && !own.saysNothing()) {
            return own;
        }
        return account.defaultPermissions() == null ? ANYTHING : account.defaultPermissions();
    }

    private static AccountClaims claims(Account account) {
        return AccountClaims.builder(account.publicKey())
                .name(account.name())
                .tags(account.tags())
                .build();
    }
}
