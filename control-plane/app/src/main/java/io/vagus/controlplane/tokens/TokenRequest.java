package io.vagus.controlplane.tokens;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** The wish to sign in by a personal access token. */
final class TokenRequest extends BaseAuthenticationRequest {

    private final String text;

    TokenRequest(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
