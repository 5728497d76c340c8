package io.vagus.controlplane.platform.http;

import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What browsers are told to refuse. The portal runs only its own scripts and talks to us, the identity provider and billing. */
@Singleton
class SecurityHeaders {

    private final String contentSecurityPolicy;

    SecurityHeaders(
            @ConfigProperty(name = "vagus.oidc.issuer") String issuer,
            @ConfigProperty(name = "vagus.billing.url") String billingUrl) {
        String identityProvider = origin(issuer);
        this.contentSecurityPolicy = "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'self'; "
                + "img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; "
                + "connect-src 'self' " + identityProvider + " " + origin(billingUrl) + "; "
                + "frame-src 'self' " + identityProvider + "; form-action 'self' " + identityProvider;
    }

    void add(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", contentSecurityPolicy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "SAMEORIGIN")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }

    private static String origin(String address) {
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getAuthority();
    }
}
