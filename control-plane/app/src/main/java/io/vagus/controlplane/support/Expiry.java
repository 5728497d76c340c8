package io.vagus.controlplane.support;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.console.OperatorLog;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.support.SupportAccess.State;
import io.vagus.controlplane.support.store.SupportAccessRow;
import io.vagus.controlplane.support.store.SupportAccessRows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;

/**
 * Writes down that somebody's time in a team is over, or that nobody decided in time. It only tells: the access itself ends at
 * its moment, job or none. Replicas that do so at once meet at the row.
 */
@ApplicationScoped
class Expiry {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int AT_ONCE = 100;
    private static final String ACTION = "support-access.expire";

    private final Database database;
    private final SupportAccessRows rows;
    private final AuditLog audit;
    private final OperatorLog operators;

    Expiry(Database database, SupportAccessRows rows, AuditLog audit, OperatorLog operators) {
        this.database = database;
        this.rows = rows;
        this.audit = audit;
        this.operators = operators;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "write down expired support access", this::expire);
    }

    void expire() {
        for (UUID id : database.await(work -> rows.over(work, AT_ONCE))) {
            database.await(work -> rows.lock(work, id).flatMap(row -> expire(work, row)));
        }
    }

    private Uni<Void> expire(UnitOfWork work, SupportAccessRow row) {
        if (State.of(row.state) == SupportAccess.state(row, work.now())) {
            return Uni.createFrom().voidItem();
        }
        String detail = State.of(row.state) == State.GRANTED
                ? row.operator + " was let in as " + row.role + " until " + row.expiresAt
                : row.operator + " asked to be let in as " + row.role + "; nobody decided until " + row.expiresAt;
        row.state = State.EXPIRED.stored();
        return work.session()
                .update(row)
                .chain(() -> audit.doneBySystem(work, row.teamId, Action.of(ACTION, "support-access", row.id), detail))
                .chain(() -> operators.doneBySystem(work, ACTION, "team:" + row.teamId, detail));
    }
}
