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
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real node in a process of its own, that trusts the operator of the service under test: ours, or whichever binary
 * {@code -Dvagus.test.node=<path>} names.
 */
final class LiveNode implements AutoCloseable {

    private final Process process;

    private LiveNode(Process process) {
        this.process = process;
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
        Path home = Files.createTempDirectory("vagus-live-node");
        Path config = Files.writeString(home.resolve("node.conf"), """
            server_name: live
            listen: "127.0.0.1:%d"
            jetstream { store_dir: "%s" }
            include '%s'
            resolver { type: full, dir: "%s", allow_delete: true, interval: "2m" }
            """.formatted(
                        port,
                        home.resolve("jetstream"),
                        home.relativize(operatorConf.toAbsolutePath()),
                        Files.createDirectories(home.resolve("jwt"))));
        Process process = new ProcessBuilder(Stream.concat(program(), Stream.of("-c", config.toString()))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        await("the node takes connections (log in " + home + ")")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .failFast("the node has ended; its log is in " + home, () -> !process.isAlive())
                .until(() -> takesConnections(port));
        return new LiveNode(process);
    }

    private static Stream<String> program() {
        String other = System.getProperty("vagus.test.node", "");
        if (!other.isEmpty()) {
            return Stream.of(other);
        }
        String classes = Stream.of(
                        "io.vagus.server.Main",
                        "io.vagus.identity.Jwt",
                        "com.fasterxml.jackson.databind.ObjectMapper",
                        "com.fasterxml.jackson.core.JsonFactory",
                        "com.fasterxml.jackson.annotation.JsonProperty",
                        "org.bouncycastle.crypto.Signer")
                .map(LiveNode::home)
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes,
                "io.vagus.server.Main")
                .stream();
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
