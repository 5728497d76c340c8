package io.vagus.controlplane.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Turns an access token of the identity provider into a person we know. */
@ApplicationScoped
class SessionAugmentor implements SecurityIdentityAugmentor {

    private static final int MAX_TEXT = 254;

    private final Database database;
    private final People people;

    SessionAugmentor(Database database, People people) {
        this.database = database;
        this.people = people;
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
        return database.inCertainTransaction(work -> people.arrive(work, issuer, subject, email, verified, name))
                .map(person -> QuarkusSecurityIdentity.builder(identity)
                        .addAttribute(CurrentCaller.PERSON, person)
                        .addAttribute(CurrentCaller.KIND, Caller.Kind.SESSION)
                        .addAttribute(CurrentCaller.SCOPE, TokenScope.WHOLE)
                        .build());
    }

    private static String firstOf(@Nullable Object claim, @Nullable Object other, String last) {
        Object text = claim != null ? claim : other != null ? other : last;
        String clean = text.toString().replace("\0", "");
        return clean.length() > MAX_TEXT ? clean.substring(0, MAX_TEXT) : clean;
    }
}
