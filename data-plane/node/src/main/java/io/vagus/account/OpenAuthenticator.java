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
    public boolean authRequired() {
        return false;
    }

    @Override
    public boolean nonceRequired() {
        return false;
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        String user = attempt.connect().user();
        UserIdentity identity = user == null ? UserIdentity.ANONYMOUS : UserIdentity.named(user);
        return CompletableFuture.completedFuture(Allowed.unrestricted(account, identity));
    }

    @Override
    public Verdict anonymous() {
        return Allowed.unrestricted(account, UserIdentity.ANONYMOUS);
    }
}
