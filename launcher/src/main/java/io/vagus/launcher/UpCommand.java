package io.vagus.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vagus up}: starts the service and stays with it until Ctrl-C, {@code vagus down}, or a part that cannot be kept up. */
@Command(name = "up", description = "Start everything and wait; Ctrl-C stops it.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Option(
            names = "--ports",
            description = "default (8080, 4222, ...), auto (free ones, remembered in the home), or some of your own:"
                    + " portal=9000,nats=4333.",
            defaultValue = "default")
    private String portChoice = "default";

    @Option(
            names = "--data-plane",
            description =
                    "vagus (our node), nats-server (the real one, with the same configuration) or nats-cluster (three"
                            + " of those as a cluster).",
            defaultValue = "vagus")
    private String dataPlaneChoice = "vagus";

    @Option(
            names = "--nats-server",
            hidden = true,
            description = "The nats-server program for --data-plane nats-server.")
    private @Nullable Path natsServer;

    @Option(names = "--detach", description = "Return as soon as everything is up, and leave it running.")
    private boolean detach;

    @Override
    public Integer call() throws Exception {
        var home = homeOption.home();
        home.create();
        if (detach) {
            return new DetachedStart(home).start(argumentsOfAttachedStart());
        }
        try (var channel = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return sayThatItRuns(home);
            }
            return supervise(home);
        }
    }

    private Integer supervise(Home home) throws IOException, InterruptedException {
        var startNanos = System.nanoTime();
        var installation = Installation.found();
        var dataPlane = dataPlane();
        Disk.check(home.path(), Disk.NEEDED_BYTES);
        var display = Display.forStandardOutput();
        Leftovers.end(home, display);
        var ports = ports(home);
        var site = new Site(installation, home, ports, NodePorts.of(dataPlane.nodes(), ports, home));
        List<Part> parts = Stream.of(
                        Stream.of(new Postgres(site), new Keycloak(site), new ControlPlane(site)),
                        site.nodes().stream().map(node -> new Node(site, dataPlane, node)),
                        Stream.of(new Billing(site)))
                .<Part>flatMap(each -> each)
                .toList();
        checkPorts(parts);
        var watchdog = Watchdog.start();
        var supervisor = new Supervisor(site, dataPlane, parts, watchdog, display);
        var stopped = new StopOnExit(supervisor, watchdog, display);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stopped));
        try (var control = ControlServer.open(home.controlSocket(), supervisor, () -> exitSoon(ExitCode.DONE))) {
            supervisor.start();
            new DemoTenant(site).ensure();
            supervisor.declareUp();
            display.close();
            display.say("");
            display.say("Vagus is up (%.1f s).".formatted((System.nanoTime() - startNanos) / 1e9));
            if (!DetachedStart.isOneNow()) {
                display.say(Summary.of(supervisor.state(), home));
                display.say("Ctrl-C stops everything; the data stays in " + home.path() + ".");
            }
            throw supervisor.awaitFailure();
        } catch (LaunchException e) {
            display.close();
            if (stopped.hasBegun()) {
                return ExitCode.ALREADY_EXITING;
            }
            display.say("");
            display.say("vagus: " + e.getMessage());
            supervisor.stop(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private Ports ports(Home home) throws IOException {
        return switch (portChoice) {
            case "default" -> Ports.DEFAULTS;
            case "auto" -> Ports.chosenFor(home);
            default -> Ports.named(portChoice);
        };
    }

    private DataPlane dataPlane() {
        return switch (dataPlaneChoice) {
            case "vagus" -> new DataPlane.OurNode();
            case "nats-server" -> new DataPlane.RealNatsServers(dataPlaneChoice, realNatsServer(), 1);
            // The fewest that go on when one is away.
            case "nats-cluster" -> new DataPlane.RealNatsServers(dataPlaneChoice, realNatsServer(), 3);
            default ->
                throw new LaunchException(
                        "--data-plane takes vagus, nats-server or nats-cluster, not " + dataPlaneChoice);
        };
    }

    private Path realNatsServer() {
        if (natsServer == null || !Files.isExecutable(natsServer)) {
            throw new LaunchException("there is no nats-server program; install Go so that ./vagus can build it,"
                    + " or name one with --nats-server PATH");
        }
        return natsServer.toAbsolutePath();
    }

    private static void checkPorts(List<Part> parts) {
        var taken = parts.stream()
                .flatMap(part -> part.ports().stream()
                        .filter(port -> !Ports.isFree(port.number()))
                        .map(port -> part.name() + ": port " + port.number() + " (" + port.use() + ") is in use"
                                + PortOwner.find(port.number())
                                        .map(owner -> " by " + owner)
                                        .orElse("")))
                .collect(Collectors.joining("\n  "));
        if (!taken.isEmpty()) {
            throw new LaunchException("cannot start:\n  " + taken
                    + "\nEnd what uses it, or let Vagus choose free ports: ./vagus up --ports auto");
        }
    }

    private static Integer sayThatItRuns(Home home) throws InterruptedException {
        var answer = new ControlClient(home)
                .ask(new ControlRequest(ControlRequest.Command.STATUS, null), Duration.ofSeconds(5));
        var state = answer.map(ControlAnswer::state).orElse(null);
        if (state == null) {
            throw new LaunchException("another supervisor is just starting or stopping in " + home.path());
        }
        System.out.println("Vagus is already running in " + home.path() + " (process " + state.pid() + ", "
                + state.phase() + ").");
        System.out.println(Summary.of(state, home));
        return ExitCode.DONE;
    }

    private List<String> argumentsOfAttachedStart() {
        var arguments = new java.util.ArrayList<>(List.of(
                "up",
                "--home",
                homeOption.home().path().toString(),
                "--ports",
                portChoice,
                "--data-plane",
                dataPlaneChoice));
        if (natsServer != null) {
            arguments.addAll(
                    List.of("--nats-server", natsServer.toAbsolutePath().toString()));
        }
        return arguments;
    }

    /** Exits from a thread of its own, so that the one who asked still gets an answer. */
    private static void exitSoon(int code) {
        Thread.ofPlatform().name("exit").start(() -> System.exit(code));
    }
}
