package io.vagus.transport.client;

import io.vagus.account.Account;
import io.vagus.protocol.Publication;

/** Hands the node's own messages to those who hear them, on the calling thread, which may be any but a loop's. */
public final class InternalPublisher {

    private InternalPublisher() {}

    /** Delivers one message in an account, and through its imports; what clients get counts as sent. Returns to how many. */
    public static int publish(Account account, Publication publication) {
        return new Delivery(null, null).in(account, publication);
    }
}
