package io.vagus.transport;

import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.OpenAuthenticator;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A node in this process, on a free port, with what its events said. */
final class RunningNode implements AutoCloseable {

    final Accounts accounts = new Accounts(Accounts.DEFAULT_SYSTEM);
    final List<ConnectionInfo> connected = new CopyOnWriteArrayList<>();
    final List<ConnectionInfo> disconnected = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final Node node;
    final InetSocketAddress address;

    RunningNode() throws IOException {
        this(options -> options);
    }

    RunningNode(UnaryOperator<NodeOptions> change) throws IOException {
        this(change, accounts -> new OpenAuthenticator(accounts.global()));
    }

    RunningNode(UnaryOperator<NodeOptions> change, Function<Accounts, Authenticator> authenticator) throws IOException {
        NodeOptions options = change.apply(
                NodeOptions.DEFAULTS.withHost("127.0.0.1").withPort(0).withLoops(2));
        NodeIdentity identity = new NodeIdentity("NSERVER", "node", NodeIdentity.COMPATIBLE_VERSION);
        node = new Node(
                identity,
                options,
                accounts,
                authenticator.apply(accounts),
                new Events(),
                Clock.system(),
                Randomness.secure(),
                Log.none());
        address = node.bind();
        node.start();
    }

    RawClient client() throws IOException {
        return RawClient.connected(address);
    }

    String url() {
        return "nats://127.0.0.1:" + address.getPort();
    }

    @Override
    public void close() {
        node.stop();
    }

    private final class Events implements NodeEvents {
        @Override
        public void connected(ConnectionInfo connection) {
            connected.add(connection);
        }

        @Override
        public void disconnected(ConnectionInfo connection) {
            disconnected.add(connection);
        }

        @Override
        public void authenticationFailed(ConnectionInfo connection, String cause) {
            failures.add(cause);
        }
    }
}
