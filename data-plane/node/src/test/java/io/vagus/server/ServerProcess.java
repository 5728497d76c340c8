package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own. Closing it ends it. */
final class ServerProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern CLIENT_PORT =
            Pattern.compile("\"nats\":\\[\"(?:nats|tls)://127\\.0\\.0\\.1:(\\d+)\"]");

    private final Process process;
    private final Path directory;

    private ServerProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Starts it with these arguments, its output in the directory. */
    static ServerProcess start(Path directory, String... arguments) throws IOException {
        return start(directory, List.of(), List.of(arguments));
    }

    /** The same, by a command that becomes the server. */
    private static ServerProcess start(Path directory, List<String> before, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                // As the manifest of bin/nats-server's jar has it.
                "--add-opens=java.base/sun.security.ssl=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        return new ServerProcess(process, directory);
    }

    /** Starts it on a free loopback port and waits until it is ready. */
    static ServerProcess serving(Path directory, String... arguments) throws IOException {
        return serving(directory, List.of(), arguments);
    }

    /** The same, by a command that becomes the server. */
    static ServerProcess serving(Path directory, List<String> before, String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", directory.toString()));
        all.addAll(List.of(arguments));
        ServerProcess server = start(directory, before, all);
        await().atMost(PATIENCE)
                .failFast("the server ended", () -> !server.process.isAlive())
                .until(() -> Files.exists(server.portsFile()));
        return server;
    }

    long pid() {
        return process.pid();
    }

    Path portsFile() {
        return directory.resolve("nats-server_" + pid() + ".ports");
    }

    int port() throws IOException {
        Matcher port = CLIENT_PORT.matcher(Files.readString(portsFile()));
        assertThat(port.find()).as("a client port in the ports file").isTrue();
        return Integer.parseInt(port.group(1));
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** What the server says first. */
    String greeting() throws IOException {
        try (Socket socket = connect()) {
            return readLine(socket);
        }
    }

    static String readLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = socket.getInputStream().read();
        while (c >= 0 && c != '\n') {
            line.append((char) c);
            c = socket.getInputStream().read();
        }
        return line.toString().strip();
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-s", name, Long.toString(pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Sends it TERM at once, without another process in between. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the server has ended; it said: %s", errors())
                .isTrue();
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() {
        return read("out");
    }

    String errors() {
        return read("err");
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
