package io.vagus.controlplane.tokens;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.SignedIn;
import io.vagus.controlplane.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks a token up; it works without the identity provider. */
@ApplicationScoped
class TokenIdentityProvider implements IdentityProvider<TokenRequest> {

    private final Database database;
    private final Tokens tokens;

    TokenIdentityProvider(Database database, Tokens tokens) {
        this.database = database;
        this.tokens = tokens;
    }

    @Override
    public Class<TokenRequest> getRequestType() {
        return TokenRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(TokenRequest request, AuthenticationRequestContext context) {
        return database.inCertainTransaction(work -> tokens.recognise(work, request.text()))
                .onItem()
                .ifNull()
                .failWith(() -> new AuthenticationFailedException("not a token that is good now"))
                .map(found -> SignedIn.byToken(found.person(), found.scope()));
    }
}
