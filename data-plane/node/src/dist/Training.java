import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
 * Shows a node what every node does, so that the JVM can keep in its AOT cache what that took: a configuration with accounts
 * and logins, subscriptions of every kind, requests, small and large messages, a stream. Then ends it as an operator would
 * and waits for the cache to be written.
 *
 * <p>All classes in the cache are resident in every node, so what only some nodes use stays out: TLS, WebSocket, monitoring,
 * JWTs. A node that uses them loads them from its jars, which takes it a few hundredths of a second.
 *
 * <p>Arguments: a folder to work in, then the command that starts the node.
 */
final class Training {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(120);
    private static final Pattern PORTS = Pattern.compile("nats://127\\.0\\.0\\.1:(\\d+)");
    private static final int ROUNDS = 4_000;
    private static final int SERVICE_ROUNDS = 20;
    private static final int STORED = 200;

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
            traffic(Integer.parseInt(ports.group(1)));
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
            max_payload: 1MB
            ping_interval: "2m"
            authorization { timeout: 5 }
            jetstream { store_dir: '%s', max_mem: 10MB, max_file: 100MB }
            accounts {
              TRAINING {
                jetstream: enabled
                users: [
                  { user: trainee, password: training, permissions: {
                    publish: ["training.>", "_INBOX.>", "$JS.>", "_R_.>"], subscribe: ["training.>", "_INBOX.>", "$JS.>"] } }
                ]
                exports: [
                  { stream: "training.shown.>" }
                  { service: "training.served", accounts: [ OTHER ], latency: { sampling: headers, subject: "training.latency" } }
                ]
                mappings: { "old.*": "new.$1" }
              }
              OTHER {
                users: [ { user: other, password: training } ]
                imports: [
                  { stream: { account: TRAINING, subject: "training.shown.>" }, prefix: "from" }
                  { service: { account: TRAINING, subject: "training.served" }, to: "ask", share: true }
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
        try (Client publisher = new Client(port);
                Client exact = new Client(port);
                Client wild = new Client(port);
                Client worker = new Client(port)) {
            exact.send("SUB training.a 1\r\nSUB training.ask 2\r\n");
            wild.send("SUB training.* 1\r\nSUB training.> 2\r\nSUB training.gone 3\r\nUNSUB 3\r\n");
            worker.send("SUB training.a workers 1\r\nSUB training.b workers 2\r\nUNSUB 2 100\r\n");
            publisher.send("SUB _INBOX.training.* 1\r\n");
            for (Client client : List.of(publisher, exact, wild, worker)) {
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
                    for (Client client : List.of(publisher, exact, wild, worker)) {
                        client.flush();
                    }
                }
            }
            publisher.request("$JS.nobody", "");
            streams(publisher);
            services(exact, port);
            publisher.send("PUB forbidden 1\r\nx\r\n");
            for (Client client : List.of(publisher, exact, wild, worker)) {
                client.flush();
            }
        }
    }

    /** Requests and messages that go from one account to another, some of them traced and measured. */
    private static void services(Client server, int port) throws IOException {
        try (Client asker = new Client(port, "other")) {
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
        }
    }

    private static void streams(Client client) throws IOException {
        client.request("$JS.API.INFO", "");
        client.request(
                "$JS.API.STREAM.CREATE.TRAINING",
                "{\"name\":\"TRAINING\",\"subjects\":[\"training.stored.>\"],\"max_msgs\":1000,\"allow_direct\":true}");
        client.request(
                "$JS.API.CONSUMER.CREATE.TRAINING.worker",
                "{\"stream_name\":\"TRAINING\",\"config\":{\"durable_name\":\"worker\",\"ack_policy\":\"explicit\"}}");
        for (int i = 0; i < STORED; i++) {
            client.request("training.stored." + i % 10, "stored");
            client.request("$JS.API.CONSUMER.MSG.NEXT.TRAINING.worker", "{\"batch\":1}");
            client.send("PUB $JS.ACK.TRAINING.worker.1." + (i + 1) + "." + (i + 1) + ".0.0 0\r\n\r\n");
        }
        buckets(client);
        client.request("$JS.API.STREAM.INFO.TRAINING", "{\"subjects_filter\":\">\"}");
        client.request("$JS.API.STREAM.LIST", "");
        client.request("$JS.API.STREAM.NAMES", "");
        client.request("$JS.API.CONSUMER.INFO.TRAINING.worker", "");
        client.request("$JS.API.STREAM.DELETE.TRAINING", "");
    }

    /** What clients do with buckets of keys and of objects: they read single messages and watch with consumers that push. */
    private static void buckets(Client client) throws IOException {
        String watch = "{\"stream_name\":\"TRAINING\",\"action\":\"create\",\"config\":{\"name\":\"watch%d\","
            + "\"filter_subject\":\"training.stored.%d\",\"ack_policy\":\"none\",\"deliver_policy\":\"last_per_subject\","
            + "\"deliver_subject\":\"_INBOX.watch\",\"flow_control\":true,\"idle_heartbeat\":5000000000,"
            + "\"inactive_threshold\":300000000000,\"max_deliver\":1,\"mem_storage\":true,\"num_replicas\":1}}";
        for (int i = 0; i < 10; i++) {
            client.request("$JS.API.DIRECT.GET.TRAINING.training.stored." + i, "");
            client.request("$JS.API.DIRECT.GET.TRAINING", "{\"seq\":" + (i + 1) + "}");
            client.request("$JS.API.STREAM.MSG.GET.TRAINING", "{\"last_by_subj\":\"training.stored." + i + "\"}");
            client.request(
                    "$JS.API.CONSUMER.CREATE.TRAINING.watch" + i + ".training.stored." + i, watch.formatted(i, i));
            client.request("$JS.API.CONSUMER.DELETE.TRAINING.watch" + i, "");
            client.request("$JS.API.STREAM.PURGE.TRAINING", "{\"filter\":\"training.stored." + i + "\",\"keep\":5}");
        }
    }

    /** A raw connection, logged in. Reads only to find its PONG. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Client(int port) throws IOException {
            this(port, "trainee");
        }

        Client(int port, String user) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 20);
            line();
            send("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"echo\":true,"
                    + "\"lang\":\"java\",\"version\":\"1\",\"protocol\":1,\"name\":\"training\",\"user\":\"" + user
                    + "\",\"pass\":\"training\"}\r\n");
            flush();
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Asks, and waits until the answer must have passed by. */
        void request(String subject, String body) throws IOException {
            send("PUB " + subject + " _INBOX.training.request " + body.length() + "\r\n" + body + "\r\n");
            String line = line();
            while (!line.contains("MSG ")) {
                line = line();
            }
            flush();
        }

        /** The words of the next message on a subject; others pass by. */
        String[] message(String subject) throws IOException {
            String[] words = line().split(" ");
            while (words.length < 4 || !words[0].endsWith("MSG") || !words[1].equals(subject)) {
                words = line().split(" ");
            }
            return words;
        }

        void flush() throws IOException {
            send("PING\r\n");
            while (!line().equals("PONG")) {
                // messages and their headers pass by
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the node closed the connection");
                }
                line.append((char) c);
            }
            return line.toString().stripTrailing();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
