package io.vagus.controlplane;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real node in a process of its own, that trusts the operator of the service under test: ours, or whichever binary
 * {@code -Dvagus.test.node=<path>} names.
 */
final class LiveNode implements AutoCloseable {

    private final List<String> program;
    private final int port;
    private final Path home;
    private Process process;

    private LiveNode(List<String> program, int port, Path home) throws IOException {
        this.program = program;
        this.port = port;
        this.home = home;
        this.process = begin();
    }

    /** A free port for a node that is started later. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a node on that port with the operator that the service wrote down, and waits until it takes connections. */
    static LiveNode start(int port, Path operatorConf) throws IOException {
        return start(program(), "live", port, operatorConf, "");
    }

    /**
     * Starts a node of a fleet.
     *
     * @param further of its configuration
     */
    static LiveNode start(List<String> program, String name, int port, Path operatorConf, String further)
            throws IOException {
        Path home = Files.createTempDirectory("vagus-live-node");
        Files.writeString(home.resolve("node.conf"), """
            server_name: %s
            listen: "127.0.0.1:%d"
            jetstream { store_dir: "%s" }
            include '%s'
            resolver: { type: full, dir: "%s", allow_delete: true, interval: "2m" }
            %s
            """.formatted(
                        name,
                        port,
                        home.resolve("jetstream"),
                        home.relativize(operatorConf.toAbsolutePath()),
                        Files.createDirectories(home.resolve("jwt")),
                        further));
        LiveNode node = new LiveNode(program, port, home);
        node.awaitUp();
        return node;
    }

    private Process begin() throws IOException {
        return new ProcessBuilder(Stream.concat(
                                program.stream(),
                                Stream.of("-c", home.resolve("node.conf").toString()))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
                .start();
    }

    /** The same with a resolver that takes no account from anybody; it knows the system account, and nobody else's. */
    void restartDeaf() throws IOException {
        end();
        Path conf = home.resolve("node.conf");
        Files.copy(conf, home.resolve("hearing.conf"));
        Files.writeString(conf, Files.readString(conf).replaceAll("resolver: \\{[^}]*}", "resolver: MEMORY"));
        process = begin();
        awaitUp();
    }

    /** After {@link #restartDeaf()}: as it was before. */
    void restartHearing() throws IOException {
        end();
        Files.move(home.resolve("hearing.conf"), home.resolve("node.conf"), StandardCopyOption.REPLACE_EXISTING);
        process = begin();
        awaitUp();
    }

    /** Ends it and starts it once more on the same disk, as whoever runs it does after a change of its configuration. */
    void restart() throws IOException {
        end();
        process = begin();
        awaitUp();
    }

    /** The same with none of the accounts that it knew. */
    void restartWithoutAccounts() throws IOException {
        end();
        try (Stream<Path> tokens = Files.list(home.resolve("jwt"))) {
            for (Path token : tokens.toList()) {
                Files.delete(token);
            }
        }
        process = begin();
        awaitUp();
    }

    private void end() {
        process.destroy();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void awaitUp() {
        await("the node takes connections (log in " + home + ")")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .failFast("the node has ended; its log is in " + home, () -> !process.isAlive())
                .until(() -> takesConnections(port));
    }

    /** The real nats-server, where there is one on this machine. */
    static Optional<List<String>> realProgram() {
        Stream<Path> places = Stream.concat(
                Stream.of(
                        Path.of(System.getProperty("vagus.test.nats-server", "")),
                        Path.of(System.getProperty("user.home"), "go", "bin", "nats-server")),
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, "nats-server")));
        return places.filter(place -> Files.isRegularFile(place) && Files.isExecutable(place))
                .findFirst()
                .map(place -> List.of(place.toString()));
    }

    private static List<String> program() {
        String other = System.getProperty("vagus.test.node", "");
        return other.isEmpty() ? ourProgram() : List.of(other);
    }

    static List<String> ourProgram() {
        String classes = Stream.of(
                        "io.vagus.server.Main",
                        "io.vagus.identity.Jwt",
                        "com.fasterxml.jackson.databind.ObjectMapper",
                        "com.fasterxml.jackson.core.JsonFactory",
                        "com.fasterxml.jackson.annotation.JsonProperty",
                        "com.google.gson.stream.JsonReader",
                        "org.bouncycastle.crypto.Signer")
                .map(LiveNode::home)
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes,
                "io.vagus.server.Main");
    }

    /** The jar or folder that a class is in. */
    private static String home(String className) {
        try {
            return Path.of(Class.forName(className, false, ClassLoader.getSystemClassLoader())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (ReflectiveOperationException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean takesConnections(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
