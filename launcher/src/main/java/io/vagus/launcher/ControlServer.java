package io.vagus.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Lets other terminals command a running supervisor, over a Unix domain socket that only the owner may open. One line of
 * JSON each way: a {@link ControlRequest}, a {@link ControlAnswer}.
 */
final class ControlServer implements AutoCloseable {
    private static final int MAX_REQUEST_CHARS = 1024;

    private final ServerSocketChannel server;
    private final Path socket;
    private final Supervisor supervisor;
    private final Runnable down;

    private ControlServer(ServerSocketChannel server, Path socket, Supervisor supervisor, Runnable down) {
        this.server = server;
        this.socket = socket;
        this.supervisor = supervisor;
        this.down = down;
    }

    /** {@code down} must return at once. */
    static ControlServer open(Path socket, Supervisor supervisor, Runnable down) throws IOException {
        Files.deleteIfExists(socket);
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        var server = new ControlServer(channel, socket, supervisor, down);
        Thread.ofPlatform().daemon().name("control").start(server::serve);
        return server;
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                var connection = server.accept();
                Thread.ofVirtual().start(() -> answer(connection));
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException e) {
                // One connection that failed; the next may not.
            }
        }
    }

    private void answer(SocketChannel connection) {
        try (connection;
                var reader = new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8))) {
            var answer = execute(readRequest(reader));
            var line = Json.MAPPER.writeValueAsString(answer) + "\n";
            Channels.newOutputStream(connection).write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The other terminal went away; it needs no answer.
        }
    }

    private static ControlRequest readRequest(BufferedReader reader) throws IOException {
        var line = new StringBuilder();
        for (int next = reader.read(); next >= 0 && next != '\n'; next = reader.read()) {
            if (line.length() == MAX_REQUEST_CHARS) {
                throw new IOException("request longer than " + MAX_REQUEST_CHARS + " characters");
            }
            line.append((char) next);
        }
        return Json.MAPPER.readValue(line.toString(), ControlRequest.class);
    }

    private ControlAnswer execute(ControlRequest request) {
        try {
            return switch (request.command()) {
                case STATUS -> ControlAnswer.state(supervisor.state());
                case DOWN -> {
                    down.run();
                    yield ControlAnswer.done("stopping");
                }
                case STOP -> {
                    supervisor.part(request.partName()).stop();
                    yield ControlAnswer.done(request.part() + " is stopped");
                }
                case START -> {
                    supervisor.part(request.partName()).startAgain();
                    yield ControlAnswer.done(request.part() + " is up");
                }
                case RESTART -> {
                    supervisor.part(request.partName()).stop();
                    supervisor.part(request.partName()).startAgain();
                    yield ControlAnswer.done(request.part() + " is up again");
                }
            };
        } catch (LaunchException e) {
            return ControlAnswer.refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }
}
