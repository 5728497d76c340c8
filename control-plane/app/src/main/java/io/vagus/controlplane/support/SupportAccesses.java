package io.vagus.controlplane.support;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.console.OperatorLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.mail.Mail;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.support.SupportAccess.State;
import io.vagus.controlplane.support.store.SupportAccessRow;
import io.vagus.controlplane.support.store.SupportAccessRows;
import io.vagus.controlplane.teams.Members;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.Role;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Requests of operators to work in a team, and the team's word on them: owner of the table. Nobody comes in without a yes of
 * somebody who manages the team's people, signed in in person; both sides can end it at any time, and it ends by itself.
 */
@ApplicationScoped
public class SupportAccesses {

    /** How long a request waits for the team's word. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private final SupportAccessRows rows;
    private final TeamGate gate;
    private final Members members;
    private final AuditLog audit;
    private final OperatorLog operators;
    private final Mail mail;
    private final String portal;

    SupportAccesses(
            SupportAccessRows rows,
            TeamGate gate,
            Members members,
            AuditLog audit,
            OperatorLog operators,
            Mail mail,
            @ConfigProperty(name = "vagus.portal.url") String portal) {
        this.rows = rows;
        this.gate = gate;
        this.members = members;
        this.audit = audit;
        this.operators = operators;
        this.mail = mail;
        this.portal = portal;
    }

    // --- The operator's side; the caller has passed the gate of operators

    /** Asks a team. */
    public Uni<SupportAccess> request(
            UnitOfWork work, Caller caller, UUID teamId, Role role, String reason, Duration duration) {
        if (role == Role.OWNER || role == Role.BILLING) {
            throw ProblemException.invalid("role", "must be admin, operator, developer or viewer");
        }
        if (reason.isEmpty()) {
            throw ProblemException.invalid("reason", "must say what it is for");
        }
        SupportAccessRow row = row(work, caller, teamId, role, reason, duration);
        return members.managers(work, teamId)
                .invoke(managers -> {
                    if (managers.isEmpty()) {
                        throw ProblemException.notFound();
                    }
                })
                .call(() -> members.requireNoMember(work, teamId, caller.personId()))
                .call(() -> rows.countOpen(work, teamId, caller.personId()).invoke(open -> {
                    if (open > 0) {
                        throw ProblemException.conflict(
                                "You have asked this team already, or are let in; end that first.");
                    }
                }))
                .call(() -> work.session().insert(row))
                .call(() -> tell(work, caller, row, "support-access.request", "as " + role + ": " + reason))
                .flatMap(managers -> found(work, row.id).invoke(made -> mail(work, managers, made)));
    }

    /** Those of all operators, newest first. */
    public Uni<Page<SupportAccess>> all(UnitOfWork work, PageQuery query) {
        return rows.all(work, query).map(found -> page(work, query, found));
    }

    /** Takes the caller's own request back, or leaves. */
    public Uni<SupportAccess> end(UnitOfWork work, Caller caller, UUID id) {
        return rows.lock(work, id)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .invoke(row -> {
                    if (!row.personId.equals(caller.personId())) {
                        throw ProblemException.forbidden("Only the operator who asked ends it; the team revokes it.");
                    }
                    if (!SupportAccess.state(row, work.now()).isOpen()) {
                        throw ProblemException.conflict("It is over already.");
                    }
                    decide(row, work, caller, State.ENDED);
                })
                .call(row -> work.session().update(row))
                .call(row -> tell(work, caller, row, "support-access.end", "as " + row.role))
                .flatMap(row -> found(work, id));
    }

    // --- The team's side

    /** What operators asked the team for, newest first: for every member. */
    public Uni<Page<SupportAccess>> ofTeam(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return gate.enter(work, caller, teamId, Right.VIEW, Action.of("support-access.list", "team", teamId))
                .chain(() -> rows.ofTeam(work, teamId, query))
                .map(found -> page(work, query, found));
    }

    public Uni<SupportAccess> grant(UnitOfWork work, Caller caller, UUID teamId, UUID id) {
        return decided(work, caller, teamId, id, "support-access.grant", State.PENDING, State.GRANTED);
    }

    public Uni<SupportAccess> refuse(UnitOfWork work, Caller caller, UUID teamId, UUID id) {
        return decided(work, caller, teamId, id, "support-access.refuse", State.PENDING, State.REFUSED);
    }

    public Uni<SupportAccess> revoke(UnitOfWork work, Caller caller, UUID teamId, UUID id) {
        return decided(work, caller, teamId, id, "support-access.revoke", State.GRANTED, State.REVOKED);
    }

    private Uni<SupportAccess> decided(
            UnitOfWork work, Caller caller, UUID teamId, UUID id, String name, State from, State to) {
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, Action.of(name, "support-access", id))
                .invoke(caller::requireSession)
                .chain(() -> rows.lock(work, id))
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .invoke(row -> {
                    State now = SupportAccess.state(row, work.now());
                    if (!row.teamId.equals(teamId)) {
                        throw ProblemException.notFound();
                    }
                    if (now != from) {
                        throw ProblemException.conflict("It is " + now.stored() + " by now.");
                    }
                    decide(row, work, caller, to);
                })
                .call(row -> work.session().update(row))
                .call(row -> audit.done(work, caller, teamId, Action.of(name, "support-access", id), words(row)))
                .call(row -> operators.done(work, caller, name, "team:" + teamId, words(row)))
                .flatMap(row -> found(work, id));
    }

    private static void decide(SupportAccessRow row, UnitOfWork work, Caller caller, State to) {
        row.state = to.stored();
        row.decidedBy = caller.email();
        row.decidedAt = work.now();
        if (to == State.GRANTED) {
            row.expiresAt = work.now().plusSeconds(row.durationSeconds);
        }
    }

    private static String words(SupportAccessRow row) {
        return row.operator + " as " + row.role + " until " + row.expiresAt;
    }

    private Uni<Void> tell(UnitOfWork work, Caller caller, SupportAccessRow row, String name, String detail) {
        return audit.done(work, caller, row.teamId, Action.of(name, "support-access", row.id), detail)
                .chain(() -> operators.done(work, caller, name, "team:" + row.teamId, detail));
    }

    private void mail(UnitOfWork work, List<String> managers, SupportAccess made) {
        for (String manager : managers) {
            mail.sendAfterCommit(
                    work,
                    manager,
                    "An operator of Vagus asks for access to " + made.teamName(),
                    made.operator() + " asks to work in the team " + made.teamName() + " as " + made.role() + " for "
                            + Duration.ofSeconds(made.durationSeconds()).toMinutes() + " minutes:\n\n" + made.reason()
                            + "\n\nNobody comes in unless you say so. To grant or refuse it, open\n"
                            + portal + "/teams/" + made.teamId() + "\n");
        }
    }

    private Uni<SupportAccess> found(UnitOfWork work, UUID id) {
        return rows.find(work, id).map(found -> SupportAccess.of(found, work.now()));
    }

    private static Page<SupportAccess> page(UnitOfWork work, PageQuery query, List<SupportAccessRows.OfTeam> found) {
        return Page.of(query, found, each -> new Cursor("", each.row().id), each -> SupportAccess.of(each, work.now()));
    }

    private static SupportAccessRow row(
            UnitOfWork work, Caller caller, UUID teamId, Role role, String reason, Duration duration) {
        SupportAccessRow row = new SupportAccessRow();
        row.id = Ids.next(work.now());
        row.teamId = teamId;
        row.personId = caller.personId();
        row.operator = caller.email();
        row.role = role.toString();
        row.reason = reason;
        row.durationSeconds = duration.toSeconds();
        row.state = State.PENDING.stored();
        row.createdAt = work.now();
        row.expiresAt = work.now().plus(PATIENCE);
        return row;
    }
}
