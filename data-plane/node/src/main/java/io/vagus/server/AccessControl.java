package io.vagus.server;

import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalAuthenticator;
import java.util.concurrent.CompletionStage;

/**
 * Whoever decides now who may connect. Exists before the decider does, so that the port can be bound first, and lets a
 * reload replace it.
 */
final class AccessControl implements Authenticator {
    private final Accounts accounts;
    private volatile Authenticator current;

    AccessControl(Accounts accounts) {
        this.accounts = accounts;
        this.current = local(LocalAccess.OPEN);
    }

    /** Has this one decide from now on. */
    void use(Authenticator authenticator) {
        current = authenticator;
    }

    /** Decides by what stands in the configuration from now on, for those who are connected too. */
    void use(LocalAccess access) {
        LocalAuthenticator next = local(access);
        Authenticator previous = current;
        current = next;
        if (previous instanceof LocalAuthenticator before) {
            next.judgeAgain(before);
        }
    }

    private LocalAuthenticator local(LocalAccess access) {
        return new LocalAuthenticator(accounts, access, Thread::startVirtualThread);
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
