package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as an operator, a script or a supervisor uses it: flags, files, signals, exit codes. */
class ServerProcessTest {
    @TempDir
    Path directory;

    @Test
    void tellsItsVersion() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, "-v")) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.output()).matches("nats-server: v\\d+\\.\\d+\\.\\d+\\n");
        }
    }

    @Test
    void tellsHowToUseIt() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, "--help")) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.output()).contains("Usage: nats-server [options]");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        start         | nats-server: unrecognized command: "start"
        -c gone.conf  | nats-server: open gone.conf: no such file or directory
        -t            | nats-server: must specify [-c, --config] option to check configuration file syntax
        -l none/x.log | error opening file: open none/x.log: no such file or directory
        """)
    void refusesWhatItCannotDo(String line, String reason) throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, line.split(" "))) {
            assertThat(server.exitCode()).isOne();
            assertThat(server.errors()).startsWith(reason);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        system_account: "$SYS" | error resolving system account: account missing
        system_account: A      | error resolving system account: account missing
        websocket { port: -1, no_tls: true, jwt_cookie: c } | trusted operators or trusted keys configuration is \
        required for JWT authentication via cookie "c"
        """)
    void refusesAConfigurationThatCannotBeServed(String config, String reason) throws Exception {
        write("bad.conf", config);
        try (ServerProcess server = ServerProcess.start(directory, "-c", "bad.conf", "-p", "-1")) {
            assertThat(server.exitCode()).isOne();
            assertThat(server.errors()).startsWith("nats-server: " + reason);
        }
    }

    /** As nats-server does, which ends in order after it told. */
    @Test
    void showsItsUsageForAFlagThatMeansNothing() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, "--nonsense")) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.errors()).isEqualTo("flag provided but not defined: -nonsense\n");
            assertThat(server.output()).contains("Usage: nats-server [options]");
        }
    }

    @Test
    void checksAConfiguration() throws Exception {
        write("good.conf", "server_name: vagus-1\n");
        try (ServerProcess server = ServerProcess.start(directory, "-t", "-c", "good.conf")) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.errors())
                    .matches("nats-server: configuration file good\\.conf is valid \\(sha256:[0-9a-f]{64}\\)\\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-t "})
    void tellsEveryMistakeInAConfiguration(String check) throws Exception {
        write("bad.conf", "portt: 1\ndebug: 1\n");
        try (ServerProcess server = ServerProcess.start(directory, (check + "-c bad.conf").split(" "))) {
            assertThat(server.exitCode()).isOne();
            assertThat(server.errors())
                    .isEqualTo("nats-server: bad.conf:1:0: unknown field \"portt\"\n"
                            + "bad.conf:2:1: interface conversion: interface {} is int64, not bool\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-t "})
    void refusesAnOperatorThatIsNone(String check) throws Exception {
        write("bad.conf", "operator: eyJhbGciOiJlZDI1NTE5In0.e30.c2ln\nresolver: MEMORY\n");
        try (ServerProcess server = ServerProcess.start(directory, (check + "-c bad.conf -p -1").split(" "))) {
            assertThat(server.exitCode()).isOne();
            assertThat(server.errors()).contains("error parsing operator JWT: ");
        }
    }

    @Test
    void endsInOrderWhenItIsToldToWhileItStarts() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(directory, "-a", "127.0.0.1", "-p", "-1", "-js", "-sd", "data")) {
            await().atMost(ServerProcess.PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> server.errors().contains("Starting nats-server"));
            server.terminate();

            assertThat(server.exitCode()).isZero();
            assertThat(server.errors()).contains("Trapped \"terminated\" signal");
        }
    }

    @Test
    void servesAndTellsOthersWhere() throws Exception {
        try (ServerProcess server = ServerProcess.serving(directory, "-P", "pid", "-n", "one")) {
            assertThat(directory.resolve("pid")).hasContent(Long.toString(server.pid()));
            assertThat(server.portsFile()).hasContent("{\"nats\":[\"nats://127.0.0.1:" + server.port() + "\"]}");
            assertThat(server.greeting())
                    .startsWith("INFO {")
                    .contains("\"server_name\":\"one\"", "\"port\":" + server.port());
            assertThat(server.errors())
                    .contains(
                            "[INF] Listening for client connections on 127.0.0.1:" + server.port(),
                            "[INF] Server is ready");
        }
    }

    @Test
    void servesMonitoringOnAPortOfItsOwn() throws Exception {
        try (ServerProcess server = ServerProcess.serving(directory, "-m", "-1")) {
            assertThat(Files.readString(server.portsFile())).contains("\"monitoring\":[\"http://127.0.0.1:");
        }
    }

    @Test
    void showsWhatClientsSayAndHear() throws Exception {
        String said = """
            CONNECT {"user":"u","pass":"s3cret","verbose":false,"lang":"x","version":"1"}
            SUB a 1
            PUB a r 5
            hel"o
            UNSUB 1
            PING
            """;
        try (ServerProcess server = ServerProcess.serving(directory, "-DV", "--max_traced_msg_len", "4");
                Socket client = server.connect()) {
            ServerProcess.readLine(client);
            ServerProcess.send(client, said.replace("\n", "\r\n"));
            ServerProcess.readLine(client);
            awaitLog(server, "->> [PONG]");

            String named = " - \"v1:x\" - \"$G/user:u\" - ";
            String connect =
                    "{\"user\":\"u\",\"pass\":\"[REDACTED]\",\"verbose\":false,\"lang\":\"x\",\"version\":\"1\"}";
            assertThat(server.errors().lines().filter(line -> line.contains("[TRC]")))
                    .map(line -> line.replaceAll(".*cid:\\d+", ""))
                    .containsSubsequence(
                            " - <<- [CONNECT " + connect + "]",
                            named + "<<- [SUB a 1]",
                            named + "<<- [PUB a r 5]",
                            named + "<<- MSG_PAYLOAD: [\"hel\\\"...\"]",
                            named + "->> [MSG a 1 r 5]",
                            named + "->> MSG_PAYLOAD: [\"hel\\\"...\"]",
                            named + "<<- [UNSUB 1]",
                            named + "<-> [DELSUB 1]",
                            named + "<<- [PING]",
                            named + "->> [PONG]");
        }
    }

    @Test
    void holdsThePortOfItsCluster() throws Exception {
        try (ServerProcess server =
                ServerProcess.serving(directory, "--cluster", "nats://127.0.0.1:-1", "--cluster_name", "c")) {
            Matcher port = Pattern.compile("\"cluster\":\\[\"nats://127\\.0\\.0\\.1:(\\d+)\"]")
                    .matcher(Files.readString(server.portsFile()));
            assertThat(port.find()).isTrue();
            try (Socket route = new Socket("127.0.0.1", Integer.parseInt(port.group(1)))) {
                assertThat(ServerProcess.readLine(route)).startsWith("INFO {").contains("\"cluster\":\"c\"");
            }
            assertThat(server.greeting()).contains("\"cluster\":\"c\"");
            assertThat(server.errors()).contains("[WRN] Servers of a cluster are not joined yet");
        }
    }

    @Test
    void holdsThePortOfLeafNodesAndTellsThoseWhoComeThatItServesNone() throws Exception {
        write("node.conf", "leafnodes { listen: \"127.0.0.1:-1\" }\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf")) {
            assertThat(server.greeting()).startsWith("INFO {");
            assertThat(Files.readString(server.portsFile())).doesNotContain("leaf");
            assertThat(server.errors()).contains("[WRN] Leaf nodes are not joined yet");
            Matcher port = Pattern.compile("Listening for leafnode connections on 127\\.0\\.0\\.1:(\\d+)")
                    .matcher(server.errors());
            assertThat(port.find()).isTrue();
            try (Socket leaf = new Socket("127.0.0.1", Integer.parseInt(port.group(1)))) {
                String said = new String(leaf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(said).startsWith("INFO {").endsWith("-ERR 'Leaf nodes are not served'\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway { name: g, port: -1 }",
                "leafnodes { remotes: [ { url: \"nats://127.0.0.1:1\" } ] }",
                "mqtt { port: -1 }\njetstream: true"
            })
    void refusesToStartWithoutWhatItWouldHaveToDo(String block) throws Exception {
        write("node.conf", block + "\n");
        try (ServerProcess server = ServerProcess.start(directory, "-c", "node.conf", "-p", "-1")) {
            assertThat(server.exitCode()).isOne();
            assertThat(server.errors()).contains("not supported by this server yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void endsInOrder(String signal) throws Exception {
        try (ServerProcess server = ServerProcess.serving(directory);
                Socket client = server.connect()) {
            ServerProcess.readLine(client);
            Path portsFile = server.portsFile();
            server.signal(signal);

            assertThat(server.exitCode()).isZero();
            assertThat(client.getInputStream().read()).isNegative();
            assertThat(portsFile).doesNotExist();
            assertThat(server.errors()).endsWith("[INF] Server Exiting..\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -p %d       | Error listening on port: 127.0.0.1:%d, "listen tcp 127.0.0.1:%d: bind: address already in use"
        -p -1 -m %d | Error listening on monitor port: 127.0.0.1:%d, "listen tcp 127.0.0.1:%d: bind: address already in use"
        """)
    void refusesAPortInUse(String flags, String reason) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                ServerProcess server = ServerProcess.start(
                        directory, ("-a 127.0.0.1 " + flags.formatted(taken.getLocalPort())).split(" "))) {
            assertThat(server.exitCode()).isOne();
            assertThat(server.errors())
                    .endsWith("[FTL] " + reason.formatted(taken.getLocalPort(), taken.getLocalPort()) + "\n");
        }
    }

    @Test
    void reloadsItsConfiguration() throws Exception {
        write("node.conf", "server_name: one\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf")) {
            assertThat(server.greeting()).doesNotContain("auth_required");

            write("node.conf", "server_name: one\nauthorization { user: ann, password: pw }\n");
            server.signal("HUP");
            awaitLog(server, "Reloaded server configuration");
            assertThat(server.greeting()).contains("\"auth_required\":true");
            try (Socket client = server.connect()) {
                ServerProcess.readLine(client);
                ServerProcess.send(client, "CONNECT {\"user\":\"ann\",\"pass\":\"no\"}\r\n");
                assertThat(ServerProcess.readLine(client)).isEqualTo("-ERR 'Authorization Violation'");
            }

            write("node.conf", "server_name: two\n");
            server.signal("HUP");
            awaitLog(server, "config reload not supported for ServerName: old=one, new=two");
            write("node.conf", "server_name: {\n");
            server.signal("HUP");
            awaitLog(server, "Failed to reload server configuration: Parse error on line 2: '");
            assertThat(server.greeting()).contains("\"auth_required\":true", "\"server_name\":\"one\"");
        }
    }

    @Test
    void reopensItsLog() throws Exception {
        Path log = directory.resolve("node.log");
        try (ServerProcess server = ServerProcess.serving(directory, "-l", log.toString())) {
            Files.move(log, directory.resolve("node.log.1"));
            server.signal("USR1");
            await().atMost(ServerProcess.PATIENCE)
                    .until(() -> Files.exists(log) && Files.readString(log).contains("File log re-opened"));
            assertThat(server.errors()).isEmpty();
        }
    }

    @Test
    void leavesAsALameDuckDoes() throws Exception {
        try (ServerProcess server = ServerProcess.serving(directory);
                Socket client = server.connect()) {
            ServerProcess.readLine(client);
            ServerProcess.send(client, "CONNECT {\"verbose\":false,\"protocol\":1}\r\nPING\r\n");
            assertThat(ServerProcess.readLine(client)).isEqualTo("PONG");
            String info = ServerProcess.readLine(client);
            assertThat(info).startsWith("INFO ").doesNotContain("\"ldm\"");
            server.signal("USR2");
            assertThat(ServerProcess.readLine(client)).startsWith("INFO ").contains("\"ldm\":true");
            client.close();

            assertThat(server.exitCode()).isZero();
            assertThat(server.errors()).contains("Entering lame duck mode");
        }
    }

    @Test
    void signalsAnotherServerByItsPidFile() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path pidFile = directory.resolve("pid");
        try (ServerProcess server = ServerProcess.serving(directory, "-P", pidFile.toString())) {
            try (ServerProcess command = ServerProcess.start(other, "--signal", "reload=" + pidFile)) {
                assertThat(command.exitCode()).isZero();
            }
            awaitLog(server, "Trapped \"hangup\" signal");
            assertThat(server.isAlive()).isTrue();
            try (ServerProcess command = ServerProcess.start(other, "-sl=quit=" + server.pid())) {
                assertThat(command.exitCode()).isZero();
            }
            assertThat(server.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        dance=1        | nats-server: unknown signal "dance"
        quit=gone.pid  | nats-server: invalid pid: gone.pid
            quit=1=2       | nats-server: invalid signal parameters: [2]
        """)
    void refusesASignalThatMeansNothing(String signal, String reason) throws Exception {
        try (ServerProcess command = ServerProcess.start(directory, "--signal", signal)) {
            assertThat(command.exitCode()).isOne();
            assertThat(command.errors()).startsWith(reason);
        }
    }

    private static void awaitLog(ServerProcess server, String text) {
        await().atMost(ServerProcess.PATIENCE)
                .untilAsserted(() -> assertThat(server.errors()).contains(text));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }
}
