package io.vagus.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Talks to the supervisor of a home from another terminal. */
final class ControlClient {
    private final Home home;

    ControlClient(Home home) {
        this.home = home;
    }

    /** The answer, or nothing when no supervisor runs there; an exception when one does not answer in time. */
    Optional<ControlAnswer> ask(ControlRequest request, Duration limit) throws InterruptedException {
        if (!Files.exists(home.controlSocket())) {
            return Optional.empty();
        }
        var task = new FutureTask<>(() -> exchange(request));
        Thread.ofVirtual().start(task);
        try {
            return Optional.of(task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new LaunchException(
                    "the supervisor of " + home.path() + " has not answered within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            // A socket file nobody listens on: the supervisor was killed.
            return Optional.empty();
        }
    }

    private ControlAnswer exchange(ControlRequest request) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(home.controlSocket()));
            var line = Json.MAPPER.writeValueAsString(request) + "\n";
            Channels.newOutputStream(channel).write(line.getBytes(StandardCharsets.UTF_8));
            var answer = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
            if (answer == null) {
                throw new IOException("the supervisor ended before it answered");
            }
            return Json.MAPPER.readValue(answer, ControlAnswer.class);
        }
    }
}
