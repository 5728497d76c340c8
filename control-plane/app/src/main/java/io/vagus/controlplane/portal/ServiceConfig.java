package io.vagus.controlplane.portal;

import java.util.List;

/** What a client needs to know before it can sign in. */
public record ServiceConfig(String version, OidcConfig oidc, List<String> natsUrls, String billingUrl) {

    /** How to sign in: the code flow with PKCE at this issuer, as this public client. */
    public record OidcConfig(String issuer, String clientId) {}
}
