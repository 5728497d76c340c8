package io.vagus.controlplane.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Turns an access token of the identity provider into a person we know. */
@ApplicationScoped
class SessionAugmentor implements SecurityIdentityAugmentor {

    private static final int MAX_TEXT = 254;
    /** The claim that names the sign-in which the token is of. */
    private static final String SESSION_ID = "sid";

    private final Database database;
    private final People people;
    private final EndedSessions ended;
    private final Grants grants;

    /** A person with the teams that let them in. */
    private record Arrived(Person person, List<Grant> grants) {}

    SessionAugmentor(Database database, People people, EndedSessions ended, Grants grants) {
        this.grants = grants;
        this.database = database;
        this.people = people;
        this.ended = ended;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        String issuer = token.getIssuer();
        String subject = token.getSubject();
        if (issuer == null || subject == null) {
            return Uni.createFrom().failure(new AuthenticationFailedException("the token names nobody"));
        }
        String email = firstOf(token.getClaim(Claims.email), token.getClaim(Claims.preferred_username), subject);
        String name = firstOf(token.getClaim("name"), email, subject);
        boolean verified = Boolean.TRUE.equals(token.<Object>getClaim(Claims.email_verified.name()));
        String session = token.getClaim(SESSION_ID);
        return database.inCertainTransaction(work -> requireLasting(work, session)
                        .chain(() -> people.arrive(work, issuer, subject, email, verified, name))
                        .flatMap(person -> granted(work, identity, person)))
                .map(arrived -> QuarkusSecurityIdentity.builder(identity)
                        .addAttribute(CurrentCaller.PERSON, arrived.person())
                        .addAttribute(CurrentCaller.GRANTS, arrived.grants())
                        .addAttribute(CurrentCaller.KIND, Caller.Kind.SESSION)
                        .addAttribute(CurrentCaller.SCOPE, TokenScope.WHOLE)
                        .build());
    }

    /** A token of a sign-in that its person ended is no proof of anybody. */
    private Uni<Void> requireLasting(UnitOfWork work, @Nullable String session) {
        return session == null
                ? Uni.createFrom().voidItem()
                : ended.isEnded(work, session)
                        .invoke(over -> {
                            if (over) {
                                throw new AuthenticationFailedException("the session was ended");
                            }
                        })
                        .replaceWithVoid();
    }

    private Uni<Arrived> granted(UnitOfWork work, SecurityIdentity identity, Person person) {
        return identity.hasRole(Grants.OPERATOR_ROLE)
                ? grants.of(work, person.id()).map(found -> new Arrived(person, found))
                : Uni.createFrom().item(new Arrived(person, List.of()));
    }

    private static String firstOf(@Nullable Object claim, @Nullable Object other, String last) {
        Object text = claim != null ? claim : other != null ? other : last;
        String clean = text.toString().replace("\0", "");
        return clean.length() > MAX_TEXT ? clean.substring(0, MAX_TEXT) : clean;
    }
}
