package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.keys.KeyUsers;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.users.store.CredentialRows;
import io.vagus.controlplane.users.store.UserRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Shows the users of a deleted key as revoked. Their revocations need not be in the account's token: the key is not there either. */
@ApplicationScoped
class UsersOfKey implements KeyUsers {

    private final UserRows rows;
    private final CredentialRows credentials;

    UsersOfKey(UserRows rows, CredentialRows credentials) {
        this.rows = rows;
        this.credentials = credentials;
    }

    @Override
    public Uni<Void> keyGone(UnitOfWork work, UUID accountId, UUID keyId) {
        return rows.revokeAllOf(work, keyId).chain(() -> credentials.revokeAllOf(work, accountId, keyId));
    }

    @Override
    public Uni<Void> keyRetired(UnitOfWork work, UUID accountId, String publicKey) {
        return rows.revokeAllSignedBy(work, accountId, publicKey)
                .chain(() -> credentials.revokeAllSignedBy(work, accountId, publicKey));
    }
}
