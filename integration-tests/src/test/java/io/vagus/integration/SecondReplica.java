package io.vagus.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A second control plane beside that of a service: the same program with the same settings, on a port of its own. */
final class SecondReplica implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final int port;

    private SecondReplica(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static SecondReplica of(Service service) throws IOException {
        var first =
                Path.of("/proc", Long.toString(service.process("control-plane").pid()));
        int port = freePort();
        var builder = new ProcessBuilder(words(first.resolve("cmdline")))
                .redirectErrorStream(true)
                .redirectOutput(
                        service.home().resolve("logs/control-plane-2.log").toFile());
        builder.environment().clear();
        for (var setting : words(first.resolve("environ"))) {
            int equals = setting.indexOf('=');
            builder.environment().put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.directory(service.home().toFile());
        var replica = new SecondReplica(builder.start(), port);
        try {
            await("the second control plane")
                    .atMost(START_LIMIT)
                    .ignoreExceptions()
                    .until(replica::isReady);
        } catch (RuntimeException | Error e) {
            replica.close();
            throw e;
        }
        return replica;
    }

    Api api(Supplier<String> token) {
        return new Api("http://127.0.0.1:" + port + "/api/v1", token);
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        await("the end of the second control plane").until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        kill();
    }

    private boolean isReady() throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        }
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file, StandardCharsets.UTF_8).split("\0"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
