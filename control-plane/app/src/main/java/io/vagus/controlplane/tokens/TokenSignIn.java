package io.vagus.controlplane.tokens;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Takes bearer tokens that begin as ours do; every other goes on to the identity provider's way. */
@ApplicationScoped
class TokenSignIn implements HttpAuthenticationMechanism {

    private static final int BEFORE_OIDC = 2000;
    private static final String SCHEME = "Bearer ";

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null
                || !header.regionMatches(true, 0, SCHEME + Secret.START, 0, (SCHEME + Secret.START).length())) {
            return Uni.createFrom().nullItem();
        }
        return providers
                .authenticate(new TokenRequest(header.substring(SCHEME.length()).strip()))
                .onItem()
                .ifNull()
                .failWith(() -> new AuthenticationFailedException("not a token that is good now"));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenRequest.class);
    }

    @Override
    public int getPriority() {
        return BEFORE_OIDC;
    }
}
