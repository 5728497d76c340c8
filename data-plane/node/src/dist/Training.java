import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows a node what clients do with nodes, so that the JVM can keep in its AOT cache what that took: a configuration with
 * accounts and logins, subscriptions of every kind, requests, small and large messages, refusals, streams, the system account. Then
 * ends it as an operator would and waits for the cache to be written. What is not shown is loaded and linked when somebody
 * asks for it first, who waits some hundredths of a second.
 *
 * <p>All classes in the cache are resident in every node and linked before its port is bound (1 ms for each hundred), so what
 * is large and where nobody is in a hurry stays out: TLS, WebSocket, nkeys, JWTs, the monitoring port.
 *
 * <p>Arguments: a folder to work in, then the command that starts the node.
 */
final class Training {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(120);
    private static final Pattern PORTS = Pattern.compile("nats://127\\.0\\.0\\.1:(\\d+)");
    private static final int ROUNDS = 4_000;
    private static final int SERVICE_ROUNDS = 20;

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path config = Files.writeString(folder.resolve("training.conf"), config(folder));

        List<String> command = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
        command.addAll(List.of(
                "-c",
                config.toString(),
                "-p",
                "-1",
                "--ports_file_dir",
                folder.toString(),
                "-P",
                folder.resolve("pid").toString()));
        Process node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("training.log").toFile())
                .start();
        try {
            Matcher ports = awaitPorts(folder, node);
            int port = Integer.parseInt(ports.group(1));
            traffic(port);
            TrainingRefusals.play(port);
            TrainingServices.play(port);
        } finally {
            node.destroy();
            if (!node.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                node.destroyForcibly();
            }
        }
        if (node.exitValue() != 0) {
            throw new IllegalStateException("the node ended with " + node.exitValue() + ":\n"
                    + Files.readString(folder.resolve("training.log")));
        }
    }

    private static String config(Path folder) {
        return """
            # read at start, like any other
            server_name: "training"
            listen: 127.0.0.1:4222
            system_account: SYS
            max_payload: 1MB
            ping_interval: "2m"
            authorization { timeout: 5, users: [ { user: plain, password: training } ] }
            jetstream { store_dir: '%s' }
            accounts {
              TRAINING {
                jetstream: enabled
                users: [
                  { user: trainee, password: training, permissions: {
                    publish: ["training.>", "_INBOX.>", "$JS.>", "$KV.>", "$O.>", "_R_.>", "$SYS.REQ.USER.INFO"],
                    subscribe: { allow: ["training.>", "_INBOX.>", "$JS.>"], deny: "training.hidden" } } }
                  { user: replier, password: training, permissions: {
                    subscribe: "training.>", publish: "training.>", allow_responses: { max: 5, expires: "1m" } } }
                ]
                exports: [
                  { stream: "training.shown.>" }
                  { service: "training.served", accounts: [ OTHER ], latency: { sampling: headers, subject: "training.latency" } }
                  { service: "unserved", accounts: [ OTHER ], latency: { sampling: headers, subject: "training.latency" } }
                ]
                mappings: { "old.*": "new.$1" }
              }
              SYS { users: [ { user: system, password: training } ] }
              OTHER {
                users: [ { user: other, password: training } ]
                imports: [
                  { stream: { account: TRAINING, subject: "training.shown.>" }, prefix: "from" }
                  { service: { account: TRAINING, subject: "training.served" }, to: "ask", share: true }
                  { service: { account: TRAINING, subject: "unserved" }, to: "nobody", share: true }
                ]
              }
            }
            """.formatted(folder.resolve("streams"));
    }

    private static Matcher awaitPorts(Path folder, Process node) throws Exception {
        Path file = folder.resolve("nats-server_" + node.pid() + ".ports");
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end && node.isAlive()) {
            Matcher ports = PORTS.matcher(Files.exists(file) ? Files.readString(file) : "");
            if (ports.find()) {
                return ports;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException("no ports file:\n" + Files.readString(folder.resolve("training.log")));
    }

    private static void traffic(int port) throws IOException {
        try (TrainingClient publisher = new TrainingClient(port);
                TrainingClient exact = new TrainingClient(port);
                TrainingClient wild = new TrainingClient(port);
                TrainingClient worker = new TrainingClient(port)) {
            exact.send("SUB training.a 1\r\nSUB training.ask 2\r\n");
            wild.send("SUB training.* 1\r\nSUB training.> 2\r\nSUB training.gone 3\r\nUNSUB 3\r\n");
            worker.send("SUB training.a workers 1\r\nSUB training.b workers 2\r\nUNSUB 2 100\r\n");
            publisher.send("SUB _INBOX.training.* 1\r\n");
            for (TrainingClient client : List.of(publisher, exact, wild, worker)) {
                client.flush();
            }
            String small = "PUB training.a 16\r\n" + "x".repeat(16) + "\r\n";
            String large = "PUB training.b 2000\r\n" + "y".repeat(2000) + "\r\n";
            String header = "HPUB training.a 25 30\r\nNATS/1.0\r\nA: training\r\n\r\nhello\r\n";
            for (int round = 0; round < ROUNDS; round++) {
                publisher.send(small.repeat(20) + large + header + "PUB training.ask _INBOX.training." + round
                        + " 2\r\nhi\r\n");
                exact.send("PUB _INBOX.training." + round + " 2\r\nok\r\n");
                if (round % 50 == 0) {
                    for (TrainingClient client : List.of(publisher, exact, wild, worker)) {
                        client.flush();
                    }
                }
            }
            publisher.request("$JS.nobody", "");
            new TrainingStreams(publisher).play();
            services(exact, port);
            publisher.send("PUB forbidden 1\r\nx\r\n");
            for (TrainingClient client : List.of(publisher, exact, wild, worker)) {
                client.flush();
            }
        }
    }

    /** Requests and messages that go from one account to another, some of them traced and measured. */
    private static void services(TrainingClient server, int port) throws IOException {
        try (TrainingClient asker = new TrainingClient(port, "other", "training")) {
            server.send("SUB training.served 9\r\nSUB training.latency 10\r\n");
            asker.send("SUB _INBOX.training.* 1\r\nSUB from.> 2\r\n");
            server.flush();
            asker.flush();
            String headers = "NATS/1.0\r\nTraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n";
            for (int round = 0; round < SERVICE_ROUNDS; round++) {
                asker.send("PUB ask _INBOX.training.s 2\r\nhi\r\nHPUB ask _INBOX.training.s " + headers.length() + " "
                        + (headers.length() + 2) + "\r\n" + headers + "hi\r\n");
                for (int request = 0; request < 2; request++) {
                    server.send("PUB " + server.message("training.served")[3] + " 2\r\nok\r\n");
                    asker.message("_INBOX.training.s");
                }
                server.send("PUB training.shown.a 2\r\nhi\r\n");
                asker.message("from.training.shown.a");
            }
            server.send("UNSUB 9\r\n");
            server.flush();
            asker.send("HPUB nobody _INBOX.training.s " + headers.length() + " " + headers.length() + "\r\n" + headers
                    + "\r\nHPUB nobody " + headers.length() + " " + headers.length() + "\r\n" + headers + "\r\n");
            asker.message("_INBOX.training.s");
            asker.flush();
            server.flush();
        }
    }
}
