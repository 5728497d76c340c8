package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.users.store.CredentialRow;
import io.vagus.controlplane.users.store.CredentialRows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/** Revokes credentials that were rotated and whose time of overlap is over. Replicas that do so at once meet at the account. */
@ApplicationScoped
class OverlapEnd {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int AT_ONCE = 100;

    private final Database database;
    private final CredentialRows rows;
    private final Accounts accounts;
    private final AuditLog audit;

    OverlapEnd(Database database, CredentialRows rows, Accounts accounts, AuditLog audit) {
        this.database = database;
        this.rows = rows;
        this.accounts = accounts;
        this.audit = audit;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "revoke rotated credentials", this::revoke);
    }

    void revoke() {
        List<CredentialRow> due = database.await(work -> rows.due(work, AT_ONCE));
        for (CredentialRow row : due) {
            database.await(work -> accounts.hold(work, row.accountId)
                    .flatMap(account -> account == null ? Uni.createFrom().voidItem() : revoke(work, account, row)));
        }
    }

    private Uni<Void> revoke(UnitOfWork work, Account account, CredentialRow row) {
        return rows.findLive(work, row.id).flatMap(live -> {
            if (live == null) {
                return Uni.createFrom().voidItem();
            }
            return rows.revoke(work, List.of(live))
                    .chain(() -> accounts.partChanged(work, account))
                    .chain(() -> audit.doneBySystem(
                            work,
                            account.teamId(),
                            Action.of("user.credentials-end", "user", live.userId),
                            "of " + live.userName + ", " + live.userPublicKey));
        });
    }
}
