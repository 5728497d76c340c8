package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.mail.Mail;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.InvitationRow;
import io.vagus.controlplane.teams.store.InvitationRows;
import io.vagus.controlplane.teams.store.TeamRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Invitations as the team sees them: made, listed, revoked. */
@ApplicationScoped
public class Invitations {

    /** How many invitations of a team may be open. */
    public static final int MAX_PENDING = 100;

    static final Duration LIFETIME = Duration.ofDays(7);

    private final InvitationRows rows;
    private final TeamRows teams;
    private final TeamGate gate;
    private final Mail mail;
    private final AuditLog audit;
    private final String portal;
    private final Preconditions preconditions;

    Invitations(
            InvitationRows rows,
            TeamRows teams,
            TeamGate gate,
            Mail mail,
            AuditLog audit,
            @ConfigProperty(name = "vagus.portal.url") String portal,
            Preconditions preconditions) {
        this.rows = rows;
        this.teams = teams;
        this.gate = gate;
        this.mail = mail;
        this.audit = audit;
        this.portal = portal;
        this.preconditions = preconditions;
    }

    public Uni<InvitationCreated> create(UnitOfWork work, Caller caller, UUID teamId, String email, Role role) {
        Action entering = Action.of("invitation.create", "team", teamId);
        String code = InvitationCode.generate();
        InvitationRow row = row(work, caller, teamId, email, role, code);
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, entering)
                .invoke(own -> Members.requireCover(caller, teamId, entering, own, role))
                .chain(() -> rows.countPending(work, teamId))
                .invoke(Invitations::requireRoom)
                .chain(() -> rows.forgetExpired(work, teamId, email))
                .chain(() -> teams.hasMember(work, teamId, email))
                .invoke(member -> {
                    if (member) {
                        throw ProblemException.conflict("email", "is a member already");
                    }
                })
                .chain(() -> work.session().insert(row))
                .onFailure(failure -> Database.violates(failure, "invitation_once"))
                .transform(failure -> ProblemException.conflict("email", "is invited already; revoke that one first"))
                .call(() -> audit.done(
                        work,
                        caller,
                        teamId,
                        Action.of("invitation.create", "invitation", row.id),
                        email + " as " + role))
                .chain(() -> rows.find(work, row.id))
                .map(found -> told(work, Invitation.of(found, work.now()), code));
    }

    public Uni<Page<Invitation>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, Action.of("invitation.list", "team", teamId))
                .chain(() -> rows.page(work, teamId, query))
                .map(found -> Page.of(
                        query,
                        found,
                        each -> new Cursor("", each.invitation().id),
                        each -> Invitation.of(each, work.now())));
    }

    public Uni<Void> revoke(UnitOfWork work, Caller caller, UUID teamId, UUID invitationId) {
        Action action = Action.of("invitation.revoke", "invitation", invitationId);
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, action)
                .chain(() -> rows.find(work, invitationId))
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .invoke(found -> preconditions.require(Invitation.of(found, work.now())))
                .chain(() -> rows.decide(work, invitationId, "revoked"))
                .invoke(count -> {
                    if (count == 0) {
                        throw ProblemException.conflict("The invitation is not open any more.");
                    }
                })
                .chain(() -> audit.done(work, caller, teamId, action));
    }

    private InvitationCreated told(UnitOfWork work, Invitation invitation, String code) {
        String link = portal + "/invitations/" + invitation.id() + "#" + code;
        mail.sendAfterCommit(
                work,
                invitation.email(),
                invitation.invitedBy() + " invites you to " + invitation.teamName(),
                invitation.invitedBy() + " invites you to join the team " + invitation.teamName() + " as "
                        + invitation.role() + ".\n\nTo accept or decline, open\n" + link
                        + "\n\n"
                        + "The link is good for 7 days. If you do not know what this is about, ignore this mail.\n");
        return new InvitationCreated(invitation, mail.isConfigured(), link);
    }

    private static InvitationRow row(
            UnitOfWork work, Caller caller, UUID teamId, String email, Role role, String code) {
        InvitationRow row = new InvitationRow();
        row.id = Ids.next(work.now());
        row.teamId = teamId;
        row.email = email;
        row.role = role.toString();
        row.invitedBy = caller.email();
        row.codeHash = InvitationCode.hash(code);
        row.state = "pending";
        row.createdAt = work.now();
        row.expiresAt = work.now().plus(LIFETIME);
        return row;
    }

    private static void requireRoom(long pending) {
        if (pending >= MAX_PENDING) {
            throw ProblemException.conflict("A team may have " + MAX_PENDING + " open invitations.");
        }
    }
}
