package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.keys.KeyUsers;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.users.store.UserRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Shows the users of a deleted key as revoked. Their revocations need not be in the account's token: the key is not there either. */
@ApplicationScoped
class UsersOfKey implements KeyUsers {

    private final UserRows rows;

    UsersOfKey(UserRows rows) {
        this.rows = rows;
    }

    @Override
    public Uni<Void> keyGone(UnitOfWork work, UUID accountId, UUID keyId) {
        return rows.revokeAllOf(work, keyId).chain(() -> rows.forgetRevocationsOf(work, accountId, keyId));
    }
}
