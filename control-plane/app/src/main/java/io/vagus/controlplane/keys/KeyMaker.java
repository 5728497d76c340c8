package io.vagus.controlplane.keys;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountParts;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.keys.store.SigningKeyRow;
import io.vagus.controlplane.keys.store.SigningKeyRows;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes signing keys, the first of each account with the account itself, and takes all of them away with it. */
@ApplicationScoped
class KeyMaker implements AccountParts {

    private static final String FIRST = "default";

    private final SecureRandom random = new SecureRandom();
    private final SigningKeyRows rows;
    private final SeedVault seeds;

    KeyMaker(SigningKeyRows rows, SeedVault seeds) {
        this.rows = rows;
        this.seeds = seeds;
    }

    @Override
    public Uni<Void> opened(UnitOfWork work, Account account) {
        return make(work, account.id(), FIRST, true, null).replaceWithVoid();
    }

    @Override
    public Uni<Void> closing(UnitOfWork work, Account account) {
        return rows.all(work, account.id())
                .chain(found -> seeds.forget(
                        work, found.stream().map(row -> row.publicKey).toList()));
    }

    Uni<SigningKeyRow> make(
            UnitOfWork work, UUID accountId, String name, boolean first, @Nullable Permissions permissions) {
        try (NkeyPair pair = NkeyPair.generate(KeyKind.ACCOUNT, random)) {
            SigningKeyRow row = new SigningKeyRow();
            row.id = Ids.next(work.now());
            row.accountId = accountId;
            row.name = name;
            row.publicKey = pair.publicKey().toString();
            row.first = first;
            row.permissions = PermissionsText.write(permissions);
            row.createdAt = work.now();
            return seeds.keep(work, pair)
                    .chain(() -> work.session().insert(row))
                    .replaceWith(row);
        }
    }
}
