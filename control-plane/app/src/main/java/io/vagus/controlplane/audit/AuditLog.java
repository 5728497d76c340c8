package io.vagus.controlplane.audit;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.AuditEntry.ActorKind;
import io.vagus.controlplane.audit.AuditEntry.Outcome;
import io.vagus.controlplane.audit.store.AuditEntryRow;
import io.vagus.controlplane.audit.store.AuditEntryRows;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.Grant;
import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes and reads the audit log of each team. */
@ApplicationScoped
public class AuditLog {

    private static final UUID HIGHEST = new UUID(-1, -1);
    private static final String SYSTEM = "system";
    private static final int MAX_REASON = 300;

    private final AuditEntryRows rows;
    private final List<AuditListener> listeners;

    AuditLog(AuditEntryRows rows, @All List<AuditListener> listeners) {
        this.rows = rows;
        this.listeners = listeners;
    }

    /** Records what the unit of work does; both are committed or neither. */
    public Uni<Void> done(UnitOfWork work, Caller caller, UUID teamId, Action action) {
        return record(work, caller, teamId, action, Outcome.DONE, null);
    }

    /** As {@link #done(UnitOfWork, Caller, UUID, Action)}, with what changed in words. */
    public Uni<Void> done(UnitOfWork work, Caller caller, UUID teamId, Action action, String detail) {
        return record(work, caller, teamId, action, Outcome.DONE, detail);
    }

    /**
     * Records that something is about to be asked of the nodes, before it is.
     *
     * @return what to tell {@link #ended} or {@link #refused(UnitOfWork, Begun, String)}
     */
    public Uni<Begun> begun(UnitOfWork work, Caller caller, UUID teamId, Action action, String detail) {
        AuditEntryRow row = row(work, caller, teamId, action, Outcome.BEGUN, detail);
        return write(work, row).replaceWith(new Begun(row));
    }

    /** What was begun is done. */
    public Uni<Void> ended(UnitOfWork work, Begun begun, String detail) {
        begun.row.outcome = Outcome.DONE.name().toLowerCase(Locale.ROOT);
        begun.row.detail = detail;
        return work.session().update(begun.row).chain(() -> told(work, begun.row));
    }

    /**
     * What was begun was refused by the nodes: nothing happened.
     *
     * @param reason the nodes' words, of which as much is kept as is read
     */
    public Uni<Void> refused(UnitOfWork work, Begun begun, String reason) {
        String said = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "..." : reason;
        begun.row.outcome = Outcome.REFUSED.name().toLowerCase(Locale.ROOT);
        begun.row.detail = begun.row.detail + ": " + said;
        return work.session().update(begun.row);
    }

    /** An entry without an end yet. */
    public static final class Begun {
        private final AuditEntryRow row;

        private Begun(AuditEntryRow row) {
            this.row = row;
        }
    }

    /** As {@link #done(UnitOfWork, Caller, UUID, Action, String)}, unless the very same was recorded within that time. */
    public Uni<Void> doneUnlessJust(
            UnitOfWork work, Caller caller, UUID teamId, Action action, String detail, Duration within) {
        return rows.has(work, teamId, caller.email(), action, detail, work.now().minus(within))
                .flatMap(just -> just ? Uni.createFrom().voidItem() : done(work, caller, teamId, action, detail));
    }

    /** Records what the service does by itself, at a time that somebody set before. */
    public Uni<Void> doneBySystem(UnitOfWork work, UUID teamId, Action action, String detail) {
        AuditEntryRow row = row(work, teamId, action, Outcome.DONE, detail);
        row.actor = SYSTEM;
        row.actorKind = SYSTEM;
        return write(work, row);
    }

    /** Records an attempt that was refused, in a unit of work of its own. */
    Uni<Void> refused(UnitOfWork work, RefusedException refusal) {
        return record(
                work,
                refusal.caller(),
                refusal.teamId(),
                refusal.action(),
                Outcome.REFUSED,
                "answered " + refusal.status());
    }

    /** Records what a token of that person was refused, unless the very same was recorded within that time. */
    public Uni<Void> refusedUnlessJust(
            UnitOfWork work, Person person, UUID teamId, Action action, String detail, Duration within) {
        return rows.has(work, teamId, person.email(), action, detail, work.now().minus(within))
                .flatMap(just -> {
                    if (just) {
                        return Uni.createFrom().voidItem();
                    }
                    AuditEntryRow row = row(work, teamId, action, Outcome.REFUSED, detail);
                    row.actor = person.email();
                    row.actorKind = (person.service() ? ActorKind.SERVICE : ActorKind.TOKEN)
                            .name()
                            .toLowerCase(Locale.ROOT);
                    return write(work, row);
                });
    }

    /** The newest entries that the filter takes. */
    public Uni<List<AuditEntry>> all(UnitOfWork work, UUID teamId, AuditFilter filter, int limit) {
        return rows.find(work, teamId, filter, HIGHEST, limit)
                .map(found -> found.stream().map(AuditLog::entry).toList());
    }

    public Uni<Page<AuditEntry>> page(UnitOfWork work, UUID teamId, AuditQuery query) {
        return rows.find(work, teamId, query.filter(), query.belowId(), query.fetch())
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), AuditLog::entry));
    }

    /** What somebody did and tried in all teams, newest first. */
    public Uni<List<AuditEntry>> of(UnitOfWork work, String actor, int limit) {
        return rows.of(work, actor, limit)
                .map(found -> found.stream().map(AuditLog::entry).toList());
    }

    /** Puts a pseudonym in the place of somebody who is to be forgotten. */
    public Uni<Void> forgetActor(UnitOfWork work, String actor, String pseudonym) {
        return rows.rename(work, actor, pseudonym);
    }

    /** Drops the log of a team that is no more. */
    public Uni<Void> forget(UnitOfWork work, UUID teamId) {
        return rows.delete(work, teamId);
    }

    private Uni<Void> record(
            UnitOfWork work, Caller caller, UUID teamId, Action action, Outcome outcome, @Nullable String detail) {
        return write(work, row(work, caller, teamId, action, outcome, detail));
    }

    private Uni<Void> write(UnitOfWork work, AuditEntryRow row) {
        return work.session().insert(row).chain(() -> told(work, row));
    }

    /** Only what was done is told further. */
    private Uni<Void> told(UnitOfWork work, AuditEntryRow row) {
        Uni<Void> told = Uni.createFrom().voidItem();
        AuditEntry entry = entry(row);
        if (entry.outcome() == Outcome.DONE) {
            for (AuditListener listener : listeners) {
                told = told.chain(() -> listener.recorded(work, row.teamId, entry));
            }
        }
        return told;
    }

    private static AuditEntryRow row(
            UnitOfWork work, Caller caller, UUID teamId, Action action, Outcome outcome, @Nullable String detail) {
        AuditEntryRow row = row(work, teamId, action, outcome, detail);
        row.actor = caller.email();
        row.actorKind = caller.kind().name().toLowerCase(Locale.ROOT);
        row.requestId = caller.requestId();
        Grant grant = caller.grantIn(teamId);
        row.grantedBy = grant == null ? null : grant.grantedBy();
        return row;
    }

    private static AuditEntryRow row(
            UnitOfWork work, UUID teamId, Action action, Outcome outcome, @Nullable String detail) {
        AuditEntryRow row = new AuditEntryRow();
        row.id = Ids.next(work.now());
        row.teamId = teamId;
        row.at = work.now();
        row.action = action.name();
        row.target = action.target();
        row.outcome = outcome.name().toLowerCase(Locale.ROOT);
        row.detail = detail;
        return row;
    }

    private static AuditEntry entry(AuditEntryRow row) {
        return new AuditEntry(
                row.id,
                row.at,
                row.actor,
                ActorKind.valueOf(row.actorKind.toUpperCase(Locale.ROOT)),
                row.action,
                row.target,
                Outcome.valueOf(row.outcome.toUpperCase(Locale.ROOT)),
                row.detail,
                row.requestId,
                row.grantedBy);
    }
}
