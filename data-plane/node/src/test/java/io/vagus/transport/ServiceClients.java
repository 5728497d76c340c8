package io.vagus.transport;

import io.vagus.account.Account;
import io.vagus.base.Log;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of accounts without a node around them. */
public final class ServiceClients {

    private final AtomicLong ids = new AtomicLong();
    private final InternalClients clients;

    public ServiceClients(Log log) {
        clients = new InternalClients(log, 1, ids::incrementAndGet);
    }

    public InternalClient in(Account account) {
        return clients.in(account);
    }
}
