package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.TemplateRow;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Presets for new accounts. An account keeps nothing of its template: changing one later changes no account. */
@ApplicationScoped
public class Templates {

    /** How many a team may have. */
    public static final int MAX_PER_TEAM = 50;

    private final TeamGate teams;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Templates(TeamGate teams, AuditLog audit, Preconditions preconditions) {
        this.teams = teams;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<Template> create(UnitOfWork work, Caller caller, UUID teamId, AccountDraft draft) {
        Limits limits = draft.limits().or(Limits.DEFAULT).requireMeaning();
        TemplateRow row = new TemplateRow();
        row.id = Ids.next(work.now());
        row.teamId = teamId;
        row.name = Objects.requireNonNull(draft.name());
        row.description = draft.description() == null ? "" : draft.description();
        row.limits = JsonText.write(limits);
        row.tags = JsonText.write(AccountTags.clean(draft.tags() == null ? List.of() : draft.tags()));
        row.defaultPermissions = JsonText.writeOrNull(draft.defaultPermissions());
        row.createdAt = work.now();
        return teams.enter(work, caller, teamId, Right.MANAGE_ACCOUNTS, Action.of("template.create", "team", teamId))
                .chain(() -> count(work, teamId).invoke(Templates::requireRoom))
                .chain(() -> work.session()
                        .insert(row)
                        .onFailure(failure -> Database.violates(failure, "account_template_name"))
                        .transform(failure ->
                                ProblemException.conflict("name", "is taken by another template of the team")))
                .chain(() -> audit.done(work, caller, teamId, action("template.create", row.id), "named " + row.name))
                .replaceWith(() -> template(row));
    }

    public Uni<Page<Template>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return teams.enter(work, caller, teamId, Right.VIEW, Action.of("template.list", "team", teamId))
                .chain(() -> work.session()
                        .createSelectionQuery(
                                "from TemplateRow where teamId = :team and (name > :key or (name = :key and id > :id))"
                                        + " order by name, id",
                                TemplateRow.class)
                        .setParameter("team", teamId)
                        .setParameter("key", query.afterKey())
                        .setParameter("id", query.afterId())
                        .setMaxResults(query.fetch())
                        .getResultList())
                .map(found -> Page.of(query, found, row -> new Cursor(row.name, row.id), Templates::template));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID teamId, UUID templateId) {
        Action action = action("template.delete", templateId);
        return teams.enter(work, caller, teamId, Right.MANAGE_ACCOUNTS, action)
                .chain(() -> find(work, teamId, templateId))
                .invoke(row -> preconditions.require(template(row)))
                .call(row -> work.session().delete(row))
                .call(row -> audit.done(work, caller, teamId, action, "named " + row.name))
                .replaceWithVoid();
    }

    /** The draft with what the template says where the draft says nothing. */
    Uni<AccountDraft> fill(UnitOfWork work, UUID teamId, UUID templateId, AccountDraft draft) {
        return find(work, teamId, templateId)
                .map(Templates::template)
                .map(template -> new AccountDraft(
                        draft.name(),
                        draft.description(),
                        draft.limits().or(template.limits()),
                        Limits.either(draft.tags(), template.tags()),
                        Limits.either(draft.defaultPermissions(), template.defaultPermissions())));
    }

    private static Uni<TemplateRow> find(UnitOfWork work, UUID teamId, UUID templateId) {
        return work.session()
                .createSelectionQuery("from TemplateRow where id = :id and teamId = :team", TemplateRow.class)
                .setParameter("id", templateId)
                .setParameter("team", teamId)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound);
    }

    private static Uni<Long> count(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery("select count(*) from TemplateRow where teamId = :team", Long.class)
                .setParameter("team", teamId)
                .getSingleResult();
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_TEAM) {
            throw ProblemException.conflict("A team may have " + MAX_PER_TEAM + " templates.");
        }
    }

    private static Template template(TemplateRow row) {
        return new Template(
                row.id,
                row.teamId,
                row.name,
                row.description,
                JsonText.read(row.limits, Limits.class),
                JsonText.readList(row.tags, String.class),
                JsonText.readOrNull(row.defaultPermissions, Permissions.class),
                row.createdAt);
    }

    private static Action action(String name, UUID templateId) {
        return Action.of(name, "template", templateId);
    }
}
