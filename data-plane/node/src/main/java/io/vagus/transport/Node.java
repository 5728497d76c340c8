package io.vagus.transport;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.protocol.ClosedReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A running node: its client port, its loops, its connections. Every method may be called by any thread. */
public final class Node {

    private final NodeIdentity identity;
    private volatile NodeOptions options;

    /**
     * Everything the node needs of the world.
     *
     * @param events who hears of clients that come and go
     */
    public Node(
            NodeIdentity identity,
            NodeOptions options,
            Accounts accounts,
            Authenticator authenticator,
            NodeEvents events,
            Clock clock,
            Randomness randomness,
            Log log) {
        this.identity = identity;
        this.options = options;
    }

    /** Who this node is. */
    public NodeIdentity identity() {
        return identity;
    }

    /** The options that hold now. */
    public NodeOptions options() {
        return options;
    }

    /** Binds the client port, so that clients may queue; nobody is served before {@link #start}. Returns the address bound. */
    public InetSocketAddress bind() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Starts to serve; binds first if that was not done. */
    public void start() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Closes the port and every connection ({@code Server Shutdown}), ends the loops. Idempotent. */
    public void stop() {
        throw new UnsupportedOperationException();
    }

    /** Closes the port, tells clients ({@code ldm:true}), waits the grace time, closes connections bit by bit, stops; then completes. */
    public CompletionStage<@Nullable Void> lameDuck() {
        throw new UnsupportedOperationException();
    }

    /** Sends one client an INFO with {@code ldm:true}; false when there is no such connection. */
    public boolean lameDuck(long connectionId) {
        throw new UnsupportedOperationException();
    }

    /** Closes one connection; false when there is no such connection. */
    public boolean kick(long connectionId) {
        return close(connectionId, ClosedReason.KICKED, null);
    }

    /** Closes one connection, after the error text when there is one; false when there is no such connection. */
    public boolean close(long connectionId, ClosedReason reason, @Nullable String errorText) {
        throw new UnsupportedOperationException();
    }

    /** Puts changed options into effect; host, port and loops stay as they were. */
    public void updateOptions(NodeOptions changed) {
        options = changed;
    }

    /** The node's counters now. */
    public NodeCounters counters() {
        throw new UnsupportedOperationException();
    }

    /** Open connections now, by number. */
    public List<ConnectionInfo> connections(boolean withSubscriptions) {
        throw new UnsupportedOperationException();
    }

    /** One open connection. */
    public @Nullable ConnectionInfo connection(long connectionId, boolean withSubscriptions) {
        throw new UnsupportedOperationException();
    }

    /** The connections closed last, oldest first, at most {@link NodeOptions#maxClosedClients()}. */
    public List<ConnectionInfo> closedConnections() {
        throw new UnsupportedOperationException();
    }

    /** A client of the node's own in that account. */
    public InternalClient internalClient(Account account) {
        throw new UnsupportedOperationException();
    }
}
