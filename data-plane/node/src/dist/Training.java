import io.vagus.identity.AccountClaims;
import io.vagus.identity.AccountLimits;
import io.vagus.identity.JetStreamLimits;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.Permissions;
import io.vagus.identity.SubjectRules;
import io.vagus.identity.UserLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Shows a node what its days will be like, so that the JVM can keep in its AOT cache what that took: a configuration with
 * an operator, logins, subscriptions of every kind, requests, small and large messages, streams, TLS, WebSocket, monitoring.
 * Then ends it as an operator would and waits for the cache to be written.
 *
 * <p>Arguments: a folder to work in, then the command that starts the node.
 */
final class Training {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(120);
    private static final Pattern PORTS = Pattern.compile(
            "nats://127\\.0\\.0\\.1:(\\d+).*http://127\\.0\\.0\\.1:(\\d+).*ws://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([^\"]*)\"");
    private static final int ROUNDS = 4_000;
    private static final int STORED = 200;
    private static final int SESSIONS = 20;
    private static final String CERTIFICATE = "certificate.pem";
    private static final String KEY = "key.pem";

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        SecureRandom random = new SecureRandom();
        NkeyPair operator = NkeyPair.generate(KeyKind.OPERATOR, random);
        NkeyPair account = NkeyPair.generate(KeyKind.ACCOUNT, random);
        NkeyPair system = NkeyPair.generate(KeyKind.ACCOUNT, random);
        NkeyPair user = NkeyPair.generate(KeyKind.USER, random);
        certificate(folder);
        Path config = Files.writeString(folder.resolve("training.conf"), config(folder, operator, system, account));

        List<String> command = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
        command.addAll(List.of(
                "-c",
                config.toString(),
                "-p",
                "-1",
                "-m",
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
            traffic(port, user, userJwt(user, account));
            encrypted(port, user, userJwt(user, account));
            webSocket(Integer.parseInt(ports.group(3)), user, userJwt(user, account));
            for (String path :
                    List.of("/healthz", "/varz", "/connz?subs=1", "/subsz", "/accountz", "/jsz?accounts=1")) {
                read(ports.group(2), path);
            }
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

    private static String config(Path folder, NkeyPair operator, NkeyPair system, NkeyPair account) {
        JwtIssuer issuer = new JwtIssuer(operator, InstantSource.system());
        String systemKey = system.publicKey().toString();
        String accountKey = account.publicKey().toString();
        String accountJwt = issuer.issue(AccountClaims.builder(accountKey)
                .name("training")
                .limits(AccountLimits.UNLIMITED.withJetStream(new JetStreamLimits(-1, -1, -1, -1, -1, -1, -1, false)))
                .build());
        return """
            # read at start, like any other
            server_name: "training"
            listen: 127.0.0.1:4222
            http: 127.0.0.1:8222
            max_payload: 1MB
            ping_interval: "2m"
            jetstream { store_dir: '%s', max_mem: 10MB, max_file: 100MB }
            websocket { listen: "127.0.0.1:-1", no_tls: true }
            allow_non_tls: true
            tls { cert_file: '%s', key_file: '%s' }
            operator: %s
            system_account: %s
            resolver { type: full, dir: '%s', allow_delete: true, interval: "2m", limit: 1000 }
            resolver_preload: {
              %s: %s
              %s: %s
            }
            """.formatted(
                        folder.resolve("streams"),
                        folder.resolve(CERTIFICATE),
                        folder.resolve(KEY),
                        issuer.operator("training", List.of(), systemKey),
                        systemKey,
                        folder.resolve("jwt"),
                        systemKey,
                        issuer.systemAccount("SYS", systemKey, List.of()),
                        accountKey,
                        accountJwt);
    }

    private static String userJwt(NkeyPair user, NkeyPair account) {
        SubjectRules rules = SubjectRules.allowing("training.>", "_INBOX.>", "$JS.>");
        return new JwtIssuer(account, InstantSource.system())
                .user(
                        "training",
                        user.publicKey().toString(),
                        account.publicKey().toString(),
                        UserLimits.UNLIMITED.withPermissions(new Permissions(rules, rules, null)),
                        null);
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

    private static void traffic(int port, NkeyPair user, String jwt) throws IOException {
        try (Client publisher = new Client(port, user, jwt);
                Client exact = new Client(port, user, jwt);
                Client wild = new Client(port, user, jwt);
                Client worker = new Client(port, user, jwt)) {
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
            publisher.send("PUB forbidden 1\r\nx\r\n");
            for (Client client : List.of(publisher, exact, wild, worker)) {
                client.flush();
            }
        }
    }

    private static void streams(Client client) throws IOException {
        client.request("$JS.API.INFO", "");
        client.request(
                "$JS.API.STREAM.CREATE.TRAINING",
                "{\"name\":\"TRAINING\",\"subjects\":[\"training.stored.>\"],\"max_msgs\":1000}");
        client.request(
                "$JS.API.CONSUMER.CREATE.TRAINING.worker",
                "{\"stream_name\":\"TRAINING\",\"config\":{\"durable_name\":\"worker\",\"ack_policy\":\"explicit\"}}");
        for (int i = 0; i < STORED; i++) {
            client.request("training.stored." + i % 10, "stored");
            client.request("$JS.API.CONSUMER.MSG.NEXT.TRAINING.worker", "{\"batch\":1}");
            client.send("PUB $JS.ACK.TRAINING.worker.1." + (i + 1) + "." + (i + 1) + ".0.0 0\r\n\r\n");
        }
        client.request("$JS.API.STREAM.INFO.TRAINING", "");
        client.request("$JS.API.STREAM.LIST", "");
        client.request("$JS.API.CONSUMER.INFO.TRAINING.worker", "");
        client.request("$JS.API.STREAM.DELETE.TRAINING", "");
    }

    /** Logins over TLS, with a handshake each. */
    private static void encrypted(int port, NkeyPair user, String jwt) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        for (int session = 0; session < SESSIONS; session++) {
            try (Client client = new Client(port, user, jwt, context)) {
                client.send("SUB training.tls 1\r\nPUB training.tls 2\r\nhi\r\n");
                client.flush();
            }
        }
    }

    private static void webSocket(int port, NkeyPair user, String jwt) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int session = 0; session < SESSIONS; session++) {
                BlockingQueue<String> received = new LinkedBlockingQueue<>();
                WebSocket socket = http.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + port), new Receiver(received))
                        .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
                String text = connect(user, jwt, await(received, "\r\n"))
                        + "SUB training.ws 1\r\nPUB training.ws 2\r\nhi\r\nPING\r\n";
                socket.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), true)
                        .get();
                await(received, "PONG");
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
            }
        }
    }

    private static String await(BlockingQueue<String> received, String wanted) throws Exception {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(wanted) < 0) {
            String text = received.poll(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (text == null) {
                throw new IOException("no " + wanted);
            }
            all.append(text);
        }
        return all.toString();
    }

    /** The first words of a client that got this INFO. */
    private static String connect(NkeyPair user, String jwt, String info) throws IOException {
        Matcher nonce = NONCE.matcher(info);
        if (!nonce.find()) {
            throw new IOException("no nonce");
        }
        byte[] signature = user.sign(nonce.group(1).getBytes(StandardCharsets.US_ASCII));
        return "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"echo\":true,"
                + "\"lang\":\"java\",\"version\":\"1\",\"protocol\":1,\"name\":\"training\",\"jwt\":\"" + jwt
                + "\",\"sig\":\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(signature) + "\"}\r\n";
    }

    /** Makes the node a certificate of its own, and its key, as PEM files. */
    private static void certificate(Path folder) throws Exception {
        Path store = folder.resolve("certificate.p12");
        String password = "training";
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "node",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (tool.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
        pem(
                folder.resolve(CERTIFICATE),
                "CERTIFICATE",
                keys.getCertificate("node").getEncoded());
        pem(
                folder.resolve(KEY),
                "PRIVATE KEY",
                keys.getKey("node", password.toCharArray()).getEncoded());
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static void read(String port, String path) throws IOException {
        try (InputStream body =
                URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            body.readAllBytes();
        }
    }

    /** A raw connection, logged in. Reads only to find its PONG. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Client(int port, NkeyPair user, String jwt) throws IOException {
            this(port, user, jwt, null);
        }

        /** Encrypted after INFO, unless the context is null. */
        Client(int port, NkeyPair user, String jwt, SSLContext context) throws IOException {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            String info = line(plain.getInputStream());
            socket = context == null ? plain : context.getSocketFactory().createSocket(plain, "localhost", port, true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 20);
            send(connect(user, jwt, info));
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

        void flush() throws IOException {
            send("PING\r\n");
            while (!line().equals("PONG")) {
                // messages and their headers pass by
            }
        }

        private String line() throws IOException {
            return line(in);
        }

        private static String line(InputStream in) throws IOException {
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

    /** Hands on what comes. */
    private record Receiver(BlockingQueue<String> received) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            received.add(StandardCharsets.ISO_8859_1.decode(data).toString());
            socket.request(1);
            return null;
        }
    }

    /** Trusts the certificate made above, whatever name it is shown for. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private Training() {}
}
