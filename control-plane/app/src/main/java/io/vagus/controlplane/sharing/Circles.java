package io.vagus.controlplane.sharing;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.store.ImportRow;
import io.vagus.controlplane.sharing.store.SharingRows;
import io.vagus.subject.Pattern;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;

/** Follows imports from account to account: one that leads back to where it began is refused, as nodes do (nats-server's import cycle). */
@ApplicationScoped
class Circles {

    /** Longer ways are refused. */
    private static final int MAX_ACCOUNTS = 100;

    private final SharingRows rows;

    Circles(SharingRows rows) {
        this.rows = rows;
    }

    /** Ends the request when what is imported comes, through whomever, from the importing account. */
    Uni<Void> refuse(UnitOfWork work, ImportRow wanted) {
        return follow(work, wanted, wanted.exporterKey, wanted.subject, new HashSet<>(Set.of(wanted.accountKey)));
    }

    private Uni<Void> follow(
            UnitOfWork work, ImportRow wanted, String accountKey, String subject, Set<String> visited) {
        if (!visited.add(accountKey) || visited.size() > MAX_ACCOUNTS) {
            throw ProblemException.conflict(
                    "exportId", "the import closes a circle: what it takes comes from this account");
        }
        return rows.importsOf(work, accountKey, wanted.kind).flatMap(found -> {
            Uni<Void> done = Uni.createFrom().voidItem();
            for (ImportRow next : found) {
                if (Pattern.of(here(next)).overlaps(Pattern.of(subject))) {
                    done = done.chain(
                            () -> follow(work, wanted, next.exporterKey, next.subject, new HashSet<>(visited)));
                }
            }
            return done;
        });
    }

    /** The subject in the importing account, as a pattern. */
    static String here(ImportRow row) {
        return row.localSubject.isEmpty() ? row.subject : row.localSubject.replaceAll("\\$\\d+", "*");
    }
}
