package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.users.store.CredentialRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whose keys these are: those of rotated credentials are known too. */
@ApplicationScoped
public class UserNames {

    /** A user by another name than the key. */
    public record Named(UUID id, String name) {}

    /** By public key; keys of nobody known are not in it. Enter the account's gate before. */
    public Uni<Map<String, Named>> of(UnitOfWork work, UUID accountId, Set<String> publicKeys) {
        if (publicKeys.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return work.session()
                .createSelectionQuery(
                        "from CredentialRow where accountId = :account and userPublicKey in (:keys)",
                        CredentialRow.class)
                .setParameter("account", accountId)
                .setParameter("keys", publicKeys)
                .getResultList()
                .map(found -> found.stream()
                        .collect(Collectors.toMap(
                                row -> row.userPublicKey,
                                row -> new Named(row.userId, row.userName),
                                (first, second) -> second)));
    }
}
