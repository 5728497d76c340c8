package io.vagus.controlplane.tokens;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.audit.RefusedException;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Membership;
import io.vagus.controlplane.teams.Teams;
import io.vagus.controlplane.tokens.store.TokenRow;
import io.vagus.controlplane.tokens.store.TokenRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Personal access tokens. One opens all that its person may do, so each of the person's teams sees it come and go. */
@ApplicationScoped
public class Tokens {

    /** How many tokens one person may have. */
    public static final int MAX_PER_PERSON = 100;

    private final TokenRows rows;
    private final LastUses lastUses;
    private final People people;
    private final Teams teams;
    private final AuditLog audit;

    Tokens(TokenRows rows, LastUses lastUses, People people, Teams teams, AuditLog audit) {
        this.rows = rows;
        this.lastUses = lastUses;
        this.people = people;
        this.teams = teams;
        this.audit = audit;
    }

    public Uni<TokenCreated> create(UnitOfWork work, Caller caller, String name, Duration lifetime) {
        Secret secret = Secret.generate();
        TokenRow row = new TokenRow();
        row.id = Ids.next(work.now());
        row.personId = caller.personId();
        row.name = name;
        row.prefix = secret.prefix();
        row.hash = secret.hash();
        row.createdAt = work.now();
        row.expiresAt = work.now().plus(lifetime);
        return requireSession(work, caller)
                .chain(() -> rows.count(work, caller.personId()))
                .invoke(Tokens::requireRoom)
                .chain(() -> work.session().insert(row))
                .chain(() -> tellTeams(work, caller, action("token.create", row.id), row.prefix))
                .replaceWith(() -> new TokenCreated(
                        row.id, row.name, row.prefix, row.createdAt, row.expiresAt, null, secret.text()));
    }

    public Uni<Page<Token>> page(UnitOfWork work, Caller caller, PageQuery query) {
        return rows.page(work, caller.personId(), query)
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), this::token));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID tokenId) {
        Action action = action("token.delete", tokenId);
        return rows.find(work, tokenId)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .call(row -> requireOwn(work, caller, row, action))
                .call(row -> work.session().delete(row))
                .call(row -> tellTeams(work, caller, action, row.prefix))
                .replaceWithVoid();
    }

    /** The person whom this text signs in, if it is a token that is good now. */
    Uni<Person> recognise(UnitOfWork work, String text) {
        Secret secret = Secret.parse(text);
        if (secret == null) {
            return Uni.createFrom().nullItem();
        }
        return rows.findByHash(work, secret.hash()).flatMap(row -> {
            if (row == null || !work.now().isBefore(row.expiresAt)) {
                return Uni.createFrom().nullItem();
            }
            lastUses.used(row.id, work.now());
            return people.findById(work, row.personId);
        });
    }

    private Uni<Void> requireSession(UnitOfWork work, Caller caller) {
        return caller.kind() == Caller.Kind.SESSION
                ? Uni.createFrom().voidItem()
                : teams.memberships(work, caller.personId()).map(memberships -> {
                    String detail = "A personal access token cannot make another one; sign in.";
                    throw memberships.isEmpty()
                            ? ProblemException.forbidden(detail)
                            : RefusedException.notAllowed(
                                    caller,
                                    memberships.getFirst().teamId(),
                                    new Action("token.create", "person:" + caller.personId()),
                                    detail);
                });
    }

    private Uni<Void> requireOwn(UnitOfWork work, Caller caller, TokenRow row, Action action) {
        if (row.personId.equals(caller.personId())) {
            return Uni.createFrom().voidItem();
        }
        return teams.memberships(work, row.personId).map(memberships -> {
            throw memberships.isEmpty()
                    ? ProblemException.notFound()
                    : RefusedException.notTheirs(caller, memberships.getFirst().teamId(), action);
        });
    }

    private Uni<Void> tellTeams(UnitOfWork work, Caller caller, Action action, String prefix) {
        return teams.memberships(work, caller.personId())
                .onItem()
                .transformToMulti((List<Membership> all) -> Multi.createFrom().iterable(all))
                .onItem()
                .call(membership -> audit.done(work, caller, membership.teamId(), action, prefix + "…"))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_PERSON) {
            throw ProblemException.conflict("A person may have " + MAX_PER_PERSON + " tokens.");
        }
    }

    private Token token(TokenRow row) {
        return new Token(
                row.id, row.name, row.prefix, row.createdAt, row.expiresAt, lastUses.latest(row.id, row.lastUsedAt));
    }

    private static Action action(String name, UUID tokenId) {
        return Action.of(name, "token", tokenId);
    }
}
