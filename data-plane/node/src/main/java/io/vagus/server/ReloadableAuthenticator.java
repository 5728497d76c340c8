package io.vagus.server;

import io.vagus.account.Authenticator;
import java.util.concurrent.CompletionStage;

/** Whoever decides now. Lets the port be bound before the decider is made, and a reload replace it. */
final class ReloadableAuthenticator implements Authenticator {
    private volatile Authenticator current;

    ReloadableAuthenticator(Authenticator first) {
        current = first;
    }

    void replace(Authenticator next) {
        current = next;
    }

    @Override
    public boolean authRequired() {
        return current.authRequired();
    }

    @Override
    public boolean nonceRequired() {
        return current.nonceRequired();
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        return current.authenticate(attempt);
    }

    @Override
    public Verdict anonymous() {
        return current.anonymous();
    }
}
