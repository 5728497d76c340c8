package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What ./vagus promises beyond starting everything once. Last, because it stops the service and starts it again. */
@Order(9)
@ExtendWith(RunningService.class)
final class LauncherIT {
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final Duration SECOND_START_LIMIT = Duration.ofSeconds(90);

    private final Service service;

    LauncherIT(Service service) {
        this.service = service;
    }

    @Test
    @Order(1)
    void aSecondUpSaysThatItRuns() {
        var result = service.tryCommand("up", "--data-plane", Settings.DATA_PLANE);

        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).contains("already running", service.url("portal"));
        assertThat(service.tryCommand("status").exitCode()).isZero();
    }

    @Test
    @Order(2)
    void aPortInUseIsNamedWithItsPartAndNothingIsStarted() throws IOException {
        var home = temporaryHome();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Files.createDirectories(home);
            var result = Command.vagus(
                            "up",
                            "--home",
                            home.toString(),
                            "--ports",
                            "portal=" + port,
                            "--data-plane",
                            Settings.DATA_PLANE)
                    .run(Service.COMMAND_LIMIT);

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output())
                    .contains(
                            "control-plane",
                            "port " + port,
                            "process " + ProcessHandle.current().pid());
            assertThat(home.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    @Order(3)
    void aPartThatDiesWhileStartingIsNamedAndEverythingIsStopped() throws IOException {
        var home = temporaryHome();
        var result = Command.vagus(
                        "up",
                        "--home",
                        home.toString(),
                        "--ports",
                        "auto",
                        "--data-plane",
                        "nats-server",
                        "--nats-server",
                        "/bin/false")
                .run(Service.UP_LIMIT);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .contains(
                        "node ended with exit code 1",
                        home.resolve("logs/node.log").toString());
        var state = Api.JSON.readTree(home.resolve("state.json").toFile());
        assertThat(state.path("phase").asText()).isEqualTo("failed");
        assertThat(state.path("parts"))
                .allSatisfy(part -> assertThat(part.has("pid")).isFalse());
    }

    @Test
    @Order(4)
    void aPartThatDiesLaterIsStartedAgainAndThatIsSaid() {
        service.kill("billing");

        service.awaitPart("billing", "up");
        await("the message").atMost(END_LIMIT).until(() -> service.printed().contains("billing is up again"));
        assertThat(service.printed())
                .contains(
                        "billing was ended by signal 9",
                        service.home().resolve("logs/billing.log").toString());
    }

    @Test
    @Order(5)
    void downFromAnotherTerminalStopsEverythingAndASecondUpKeepsTheData() {
        var demo = Person.demo(service);
        var account = demo.api()
                .createActiveAccount(
                        Map.of("name", "kept-" + UUID.randomUUID().toString().substring(0, 8)));
        var user = demo.api().createUser(account, Map.of("name", "first"));
        var processes = service.processes();

        service.down();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(service.tryCommand("status").exitCode()).isEqualTo(3);

        long start = System.nanoTime();
        service.startAgain();
        var took = Duration.ofNanos(System.nanoTime() - start);
        Progress.say("a second up took " + took.toSeconds() + " s");
        assertThat(took).isLessThan(SECOND_START_LIMIT);
        assertThat(Person.demo(service)
                        .api()
                        .get("/accounts/" + account)
                        .expect(200)
                        .text("state"))
                .isEqualTo("active");
        assertConnects(user);
    }

    @Test
    @Order(6)
    void noPartOutlivesAKilledSupervisor() {
        var processes = service.processes();

        ProcessHandle.of(service.state().path("pid").asLong()).orElseThrow().destroyForcibly();

        await("all parts have ended")
                .atMost(END_LIMIT)
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(service.tryCommand("status").exitCode()).isEqualTo(3);
    }

    private void assertConnects(Api.NatsUser user) {
        try (var connection = Nats.connect(service, user.creds())) {
            assertThat(connection.getStatus()).isEqualTo(io.nats.client.Connection.Status.CONNECTED);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("an account of the start before", e);
        }
    }

    private static Path temporaryHome() throws IOException {
        return Files.createTempDirectory("vagus-e2e-").resolve("home");
    }
}
