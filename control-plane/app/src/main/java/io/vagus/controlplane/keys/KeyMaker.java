package io.vagus.controlplane.keys;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountParts;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.keys.store.SigningKeyRow;
import io.vagus.controlplane.keys.store.SigningKeyRows;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
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

    /** A group that was made, with the seed that the customer is to keep, if so. */
    record Made(SigningKeyRow row, @Nullable String seed) {

        @Override
        public String toString() {
            return "Made[" + row.publicKey + "]";
        }
    }

    @Override
    public Uni<Void> opened(UnitOfWork work, Account account) {
        KeyDraft draft = new KeyDraft(FIRST, null, null, null, null, false, null);
        return make(work, account.id(), draft, true).replaceWithVoid();
    }

    @Override
    public Uni<Void> closing(UnitOfWork work, Account account) {
        return rows.all(work, account.id())
                .chain(found -> seeds.forget(
                        work, found.stream().map(row -> row.publicKey).toList()));
    }

    Uni<Made> make(UnitOfWork work, UUID accountId, KeyDraft draft, boolean first) {
        SigningKeyRow row = new SigningKeyRow();
        row.id = Ids.next(work.now());
        row.accountId = accountId;
        row.name = Objects.requireNonNull(draft.name());
        row.description = draft.description() == null ? "" : draft.description();
        row.first = first;
        row.permissions = JsonText.writeOrNull(draft.permissions());
        row.limits = JsonText.writeOrNull(draft.limits());
        row.bearer = Boolean.TRUE.equals(draft.bearer());
        row.programmatic = draft.programmatic() || draft.publicKey() != null;
        row.createdAt = work.now();
        return key(work, row, draft.publicKey())
                .flatMap(seed -> work.session().insert(row).replaceWith(new Made(row, seed.orElse(null))));
    }

    /** Gives the group another key; its present one is the caller's to retire. */
    Uni<Made> renew(UnitOfWork work, SigningKeyRow row, @Nullable String ownKey) {
        return key(work, row, ownKey)
                .flatMap(seed -> work.session().update(row).replaceWith(new Made(row, seed.orElse(null))));
    }

    private Uni<Optional<String>> key(UnitOfWork work, SigningKeyRow row, @Nullable String ownKey) {
        if (ownKey != null) {
            row.publicKey = ownKey;
            return Uni.createFrom().item(Optional.empty());
        }
        try (NkeyPair pair = NkeyPair.generate(KeyKind.ACCOUNT, random)) {
            row.publicKey = pair.publicKey().toString();
            if (!row.programmatic) {
                return seeds.keep(work, pair).replaceWith(Optional.empty());
            }
            byte[] seed = pair.seed();
            try {
                return Uni.createFrom().item(Optional.of(new String(seed, StandardCharsets.US_ASCII)));
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        }
    }
}
