package io.vagus.controlplane.tokens;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.audit.RefusedException;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.identity.TokenScope;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Membership;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import io.vagus.controlplane.teams.Teams;
import io.vagus.controlplane.tokens.store.TokenRow;
import io.vagus.controlplane.tokens.store.TokenRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of people and service accounts. One opens what its person may do, or a part of that, so each team it opens
 * sees it come and go. No token makes another.
 */
@ApplicationScoped
public class Tokens {

    /** How many tokens one person may have. */
    public static final int MAX_PER_PERSON = 100;

    /** A program that goes on with a token that expired or was revoked is in the log no more often. */
    private static final Duration TOLD_AGAIN_AFTER = Duration.ofHours(1);

    private final TokenRows rows;
    private final LastUses lastUses;
    private final People people;
    private final Teams teams;
    private final TeamGate gate;
    private final AccountGate accounts;
    private final Tenancy tenancy;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Tokens(
            TokenRows rows,
            LastUses lastUses,
            People people,
            Teams teams,
            TeamGate gate,
            AccountGate accounts,
            Tenancy tenancy,
            AuditLog audit,
            Preconditions preconditions) {
        this.rows = rows;
        this.lastUses = lastUses;
        this.people = people;
        this.teams = teams;
        this.gate = gate;
        this.accounts = accounts;
        this.tenancy = tenancy;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    /** Makes a token of the caller. */
    public Uni<TokenCreated> create(UnitOfWork work, Caller caller, NewToken wanted) {
        return requireSession(work, caller)
                .chain(() -> narrowed(work, caller, wanted))
                .call(() -> tenancy.widen(work))
                .flatMap(limited -> insert(work, caller.personId(), limited))
                .call(made -> tellTeams(work, caller, "token.create", made.id(), made.prefix(), made.teamId()));
    }

    /** Makes a token of a service account, behind the gate of its team. */
    public Uni<TokenCreated> createFor(UnitOfWork work, Caller caller, UUID personId, UUID teamId, NewToken wanted) {
        caller.requireSession();
        return insert(work, personId, wanted)
                .call(made -> audit.done(work, caller, teamId, action("token.create", made.id()), made.prefix() + "…"));
    }

    /** The caller's own tokens, newest first. */
    public Uni<Page<Token>> page(UnitOfWork work, Caller caller, PageQuery query) {
        caller.requireWhole();
        return pageOf(work, caller.personId(), query);
    }

    /** Anybody's tokens; the caller has passed the gate to them. */
    public Uni<Page<Token>> pageOf(UnitOfWork work, UUID personId, PageQuery query) {
        return rows.page(work, personId, query)
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), this::token));
    }

    /** All tokens of a person, newest first. */
    public Uni<List<Token>> all(UnitOfWork work, UUID personId) {
        return rows.all(work, personId)
                .map(found -> found.stream().map(this::token).toList());
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID tokenId) {
        caller.requireWhole();
        Action action = action("token.delete", tokenId);
        return rows.find(work, tokenId)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .call(row -> requireOwn(work, caller, row, action))
                .invoke(row -> preconditions.require(token(row)))
                .call(row -> rows.revoke(work, row))
                .call(row -> tellTeams(work, caller, action.name(), tokenId, row.prefix, row.teamId))
                .replaceWithVoid();
    }

    /** Deletes a token of a service account, behind the gate of its team. */
    public Uni<Void> deleteOf(UnitOfWork work, Caller caller, UUID personId, UUID teamId, UUID tokenId) {
        return rows.find(work, tokenId)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .invoke(row -> {
                    if (!row.personId.equals(personId)) {
                        throw ProblemException.notFound();
                    }
                    preconditions.require(token(row));
                })
                .call(row -> rows.revoke(work, row))
                .call(row -> audit.done(work, caller, teamId, action("token.delete", tokenId), row.prefix + "…"))
                .replaceWithVoid();
    }

    /** Whom this text signs in, if it is a token that is good now. */
    Uni<SignedInBy> recognise(UnitOfWork work, String text) {
        Secret secret = Secret.parse(text);
        if (secret == null) {
            return Uni.createFrom().nullItem();
        }
        return rows.findByHash(work, secret.hash()).flatMap(row -> {
            if (row == null) {
                return tellOfRevoked(work, secret).chain(() -> Uni.createFrom().nullItem());
            }
            if (!work.now().isBefore(row.expiresAt)) {
                return tell(work, row.personId, row.teamId, row.id, row.prefix + "… has expired")
                        .chain(() -> Uni.createFrom().nullItem());
            }
            lastUses.used(row.id, work.now());
            TokenScope scope = new TokenScope(Access.of(row.access) == Access.READ, row.teamId, row.accountId);
            return people.findById(work, row.personId)
                    .map(person -> person == null ? null : new SignedInBy(person, scope));
        });
    }

    private Uni<Void> tellOfRevoked(UnitOfWork work, Secret secret) {
        return rows.findRevoked(work, secret.hash())
                .flatMap(revoked -> revoked == null
                        ? Uni.createFrom().voidItem()
                        : tell(
                                work,
                                revoked.personId,
                                revoked.teamId,
                                revoked.tokenId,
                                revoked.prefix + "… was revoked"));
    }

    /** The teams that a token opened see that somebody still tries, and once in a while that they go on. */
    private Uni<Void> tell(UnitOfWork work, UUID personId, @Nullable UUID onlyTeam, UUID tokenId, String detail) {
        return people.findById(work, personId)
                .flatMap(person -> person == null
                        ? Uni.createFrom().voidItem()
                        : teams.memberships(work, person.id())
                                .onItem()
                                .transformToMulti((List<Membership> all) ->
                                        Multi.createFrom().iterable(all))
                                .filter(membership -> onlyTeam == null || onlyTeam.equals(membership.teamId()))
                                .onItem()
                                .call(membership -> audit.refusedUnlessJust(
                                        work,
                                        person,
                                        membership.teamId(),
                                        action("token.use", tokenId),
                                        detail,
                                        TOLD_AGAIN_AFTER))
                                .collect()
                                .last()
                                .replaceWithVoid());
    }

    /** The wish, limited to a team that the caller is in and, with an account, to the team of that account. */
    private Uni<NewToken> narrowed(UnitOfWork work, Caller caller, NewToken wanted) {
        Action action = Action.of("token.create", "person", caller.personId());
        UUID accountId = wanted.accountId();
        UUID teamId = wanted.teamId();
        if (accountId != null) {
            return accounts.enter(work, caller, accountId, Right.VIEW, action).map(account -> {
                if (teamId != null && !teamId.equals(account.teamId())) {
                    throw ProblemException.invalid("teamId", "is not the team of the account");
                }
                return wanted.in(account.teamId());
            });
        }
        return teamId == null
                ? Uni.createFrom().item(wanted)
                : gate.enter(work, caller, teamId, Right.VIEW, action).replaceWith(wanted);
    }

    private Uni<TokenCreated> insert(UnitOfWork work, UUID personId, NewToken wanted) {
        Secret secret = Secret.generate();
        TokenRow row = new TokenRow();
        row.id = Ids.next(work.now());
        row.personId = personId;
        row.name = wanted.name();
        row.prefix = secret.prefix();
        row.hash = secret.hash();
        row.access = wanted.access().toString();
        row.teamId = wanted.teamId();
        row.accountId = wanted.accountId();
        row.createdAt = work.now();
        row.expiresAt = work.now().plus(wanted.lifetime());
        return rows.count(work, personId)
                .invoke(Tokens::requireRoom)
                .chain(() -> work.session().insert(row))
                .replaceWith(() -> new TokenCreated(
                        row.id,
                        row.name,
                        row.prefix,
                        wanted.access(),
                        row.teamId,
                        row.accountId,
                        row.createdAt,
                        row.expiresAt,
                        null,
                        secret.text()));
    }

    private Uni<Void> requireSession(UnitOfWork work, Caller caller) {
        return caller.kind() == Caller.Kind.SESSION
                ? Uni.createFrom().voidItem()
                : teams.memberships(work, caller.personId()).map(memberships -> {
                    String detail = "A token cannot make another one; sign in.";
                    throw memberships.isEmpty()
                            ? ProblemException.forbidden(detail)
                            : RefusedException.notAllowed(
                                    caller,
                                    memberships.getFirst().teamId(),
                                    Action.of("token.create", "person", caller.personId()),
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

    private Uni<Void> tellTeams(
            UnitOfWork work, Caller caller, String name, UUID tokenId, String prefix, @Nullable UUID onlyTeam) {
        Action action = action(name, tokenId);
        return teams.memberships(work, caller.personId())
                .onItem()
                .transformToMulti((List<Membership> all) -> Multi.createFrom().iterable(all))
                .filter(membership -> onlyTeam == null || onlyTeam.equals(membership.teamId()))
                .onItem()
                .call(membership -> audit.done(work, caller, membership.teamId(), action, prefix + "…"))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_PERSON) {
            throw ProblemException.conflict("There may be " + MAX_PER_PERSON + " tokens of one person.");
        }
    }

    private Token token(TokenRow row) {
        return new Token(
                row.id,
                row.name,
                row.prefix,
                Access.of(row.access),
                row.teamId,
                row.accountId,
                row.createdAt,
                row.expiresAt,
                lastUses.latest(row.id, row.lastUsedAt));
    }

    private static Action action(String name, UUID tokenId) {
        return Action.of(name, "token", tokenId);
    }
}
