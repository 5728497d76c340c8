package io.vagus.account;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets everybody in, into one account, with no questions: a node without any authentication configured. */
public final class OpenAuthenticator implements Authenticator {

    private final Account account;

    /** Everybody is in that account. */
    public OpenAuthenticator(Account account) {
        this.account = account;
    }

    @Override
    public Threshold threshold(ConnectionType type) {
        return Threshold.FREE;
    }

    @Override
    public boolean nonceRequired() {
        return false;
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        return CompletableFuture.completedFuture(
                Allowed.unrestricted(account, UserIdentity.claimed(attempt.connect())));
    }

    @Override
    public Verdict anonymous(Peer peer) {
        return Allowed.unrestricted(account, UserIdentity.ANONYMOUS);
    }
}
