package io.vagus.monitoring;

import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.Peer;
import io.vagus.account.UserIdentity;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Metrics;
import io.vagus.base.Randomness;
import io.vagus.transport.Node;
import io.vagus.transport.NodeIdentity;
import io.vagus.transport.NodeOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A node with accounts {@code A}, {@code B} and {@code SYS}, each with one user of the same name in lower case whose
 * password is its name, and with all of monitoring.
 */
final class MonitoredNode implements AutoCloseable {
    final Accounts accounts = new Accounts("SYS");
    final Metrics metrics = new Metrics();
    final AtomicInteger reloads = new AtomicInteger();
    final Node node;
    final Monitoring monitoring;
    final InetSocketAddress address;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    MonitoredNode() throws IOException {
        this(settings -> settings);
    }

    MonitoredNode(UnaryOperator<MonitoringSettings> change) throws IOException {
        MonitoringSettings plain =
                MonitoringSettings.of("0.0.0.0", 0, true, Clock.system().now());
        MonitoringSettings settings = change.apply(new MonitoringSettings(
                plain.host(),
                plain.port(),
                MonitoringSettings.HttpPort.plain("127.0.0.1", -1),
                null,
                plain.security(),
                new MonitoringSettings.Description(List.of("a:b", "x"), Map.of(), Map.of()),
                new MonitoringSettings.Source("sha256:0", Clock.system().now()),
                true,
                null,
                "",
                Map::of));
        monitoring = new Monitoring(
                accounts, () -> settings, this::reload, metrics, Clock.system(), Randomness.secure(), Log.none());
        node = new Node(
                new NodeIdentity("NSERVER", "cmp", NodeIdentity.COMPATIBLE_VERSION),
                NodeOptions.DEFAULTS.withHost("127.0.0.1").withPort(0).withLoops(2),
                accounts,
                new ByName(),
                monitoring.events(),
                Clock.system(),
                Randomness.secure(),
                Log.none());
        accounts.getOrCreate("A");
        accounts.getOrCreate("B");
        address = node.bind();
        monitoring.start(node, null);
        node.start();
    }

    private void reload() throws IOException {
        if (reloads.incrementAndGet() > 1) {
            throw new IOException("one reload is enough");
        }
    }

    NatsSocket connect(String user, String name) throws IOException {
        return new NatsSocket(address, user, user, name);
    }

    NatsSocket connect(String user, String password, String name) throws IOException {
        return new NatsSocket(address, user, password, name);
    }

    HttpResponse<String> http(String method, String path, String... headers) throws IOException, InterruptedException {
        InetSocketAddress served = Objects.requireNonNull(monitoring.httpAddress());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.getPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return http("GET", path, headers);
    }

    @Override
    public void close() {
        monitoring.close();
        node.stop();
        http.close();
    }

    /** Lets a user in whose password is its name, into the account of that name in upper case. */
    private final class ByName implements Authenticator {
        @Override
        public Threshold threshold(ConnectionType type) {
            return Threshold.REQUIRED;
        }

        @Override
        public boolean nonceRequired() {
            return false;
        }

        @Override
        public CompletionStage<Verdict> authenticate(Attempt attempt) {
            String user = attempt.connect().user();
            if (user == null || !user.equals(attempt.connect().password())) {
                return CompletableFuture.completedStage(Denied.violation("wrong password"));
            }
            return CompletableFuture.completedStage(Allowed.unrestricted(
                    accounts.getOrCreate(user.toUpperCase(java.util.Locale.ROOT)), UserIdentity.named(user)));
        }

        @Override
        public Verdict anonymous(Peer peer) {
            return Denied.violation("no credentials");
        }
    }
}
