package io.vagus.controlplane.keys;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.keys.store.RetiringKeyRow;
import io.vagus.controlplane.keys.store.SigningKeyRows;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/** Takes away keys that were rotated and whose time of overlap is over. Replicas that do so at once meet at the account. */
@ApplicationScoped
class Retirement {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int AT_ONCE = 100;

    private final Database database;
    private final SigningKeyRows rows;
    private final Accounts accounts;
    private final KeyUsers users;
    private final AuditLog audit;

    Retirement(Database database, SigningKeyRows rows, Accounts accounts, KeyUsers users, AuditLog audit) {
        this.database = database;
        this.rows = rows;
        this.accounts = accounts;
        this.users = users;
        this.audit = audit;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "retire rotated keys", this::retire);
    }

    void retire() {
        List<RetiringKeyRow> due = database.await(work -> rows.due(work, AT_ONCE));
        for (RetiringKeyRow key : due) {
            database.await(work -> accounts.hold(work, key.accountId)
                    .flatMap(account -> account == null ? Uni.createFrom().voidItem() : retire(work, account, key)));
        }
    }

    private Uni<Void> retire(UnitOfWork work, Account account, RetiringKeyRow key) {
        return rows.findRetiring(work, key.publicKey).flatMap(still -> {
            if (still == null) {
                return Uni.createFrom().voidItem();
            }
            return work.session()
                    .delete(still)
                    .chain(() -> users.keyRetired(work, account.id(), still.publicKey))
                    .chain(() -> accounts.partChanged(work, account))
                    .chain(() -> audit.doneBySystem(
                            work,
                            account.teamId(),
                            Action.of("signing-key.retire", "signing-key", still.signingKeyId),
                            still.publicKey));
        });
    }
}
