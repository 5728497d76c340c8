package io.vagus.server.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.vagus.account.local.LocalAccount;
import io.vagus.account.local.LocalUser;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.server.config.NodeConfig.Logging;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.config.NodeConfig.Resolver;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.ocsp.OcspSettings;
import io.vagus.transport.tls.ocsp.PeerRules;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fields of a configuration come to mean, and how a mistake is told. */
class ConfigReaderTest {
    private static final Path FILE = Path.of("node.conf");

    @Test
    void whatNobodySaysHasTheDefault() {
        NodeConfig config = read("server_name: n1");

        assertThat(config.identity().name()).isEqualTo("n1");
        assertThat(config.options()).isEqualTo(NodeOptions.DEFAULTS);
        assertThat(config.monitoring()).isEqualTo(NodeConfig.Monitoring.NONE);
        assertThat(config.logging()).isEqualTo(Logging.DEFAULT);
    }

    @Test
    void readsTheClientPortAndItsLimits() {
        NodeOptions options = read("""
            listen: "127.0.0.1:4333"
            max_connections: 10, max_subscriptions: 20, max_payload: 2KB, max_pending: 1MB, max_control_line: 2k
            ping_interval: "30s", ping_max: 3, write_deadline: "5s", no_fast_producer_stall: true
            lame_duck_duration: "60s", lame_duck_grace_period: "2s", max_closed_clients: 7, max_traced_msg_len: 9
            """).options();

        assertThat(options)
                .isEqualTo(NodeOptions.DEFAULTS
                        .withHost("127.0.0.1")
                        .withPort(4333)
                        .withMaxConnections(10)
                        .withMaxSubscriptions(20)
                        .withMaxPayloadBytes(2048)
                        .withMaxPendingBytes(1024 * 1024)
                        .withMaxControlLineBytes(2000)
                        .withPingInterval(Duration.ofSeconds(30))
                        .withMaxPingsOut(3)
                        .withWriteDeadline(Duration.ofSeconds(5))
                        .withNoFastProducerStall(true)
                        .withLameDuckDuration(Duration.ofSeconds(60))
                        .withLameDuckGrace(Duration.ofSeconds(2))
                        .withMaxClosedClients(7)
                        .withMaxTracedMessageBytes(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        listen: 4333             | 0.0.0.0   | 4333
        listen: -1               | 0.0.0.0   | 0
        listen: "[::1]:4333"     | ::1       | 4333
        listen: localhost:4333   | localhost | 4333
        port: -1                 | 0.0.0.0   | 0
        host: "::1"              | ::1       | 4222
        net: 127.0.0.1, port: 1  | 127.0.0.1 | 1
        """)
    void readsAddresses(String text, String host, int socketPort) {
        NodeOptions options = read(text).options();

        assertThat(options.host()).isEqualTo(host);
        assertThat(options.port()).isEqualTo(socketPort);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        http: 8222                                | 0.0.0.0   | 8222
        http: "127.0.0.1:8222"                    | 127.0.0.1 | 8222
        host: 127.0.0.1, http_port: 8222          | 127.0.0.1 | 8222
        monitor_port: 8222, listen: 127.0.0.1:4222 | 127.0.0.1 | 8222
        """)
    void readsWhereMonitoringIs(String text, String host, int port) {
        NodeConfig config = read(text);
        assertThat(config.monitoring().address(config.options().host())).isEqualTo(new HostPort(host, port));
    }

    @Test
    void readsLoggingAndProcessFiles() {
        NodeConfig config = read("""
            debug: true, trace: on, logtime: false, logtime_utc: yes, log_file: /var/log/n.log
            pid_file: /run/n.pid, ports_file_dir: /run, server_tags: [a, "b:c"]
            """);

        assertThat(config.logging())
                .isEqualTo(new Logging(
                        Path.of("/var/log/n.log"),
                        0,
                        0,
                        false,
                        "",
                        Logging.Format.TEXT,
                        true,
                        true,
                        false,
                        false,
                        false,
                        true));
        assertThat(config.paths().pidFile()).isEqualTo(Path.of("/run/n.pid"));
        assertThat(config.paths().portsFileDirectory()).isEqualTo(Path.of("/run"));
        assertThat(config.identity().tags()).containsExactly("a", "b:c");
    }

    @Test
    void readsUsersOfAccounts() {
        NodeConfig config = read("""
            accounts {
              ORDERS { users: [{user: ann, password: s3cr3t}, {user: bob, password: pw}], limits { max_conn: 3 } }
              SYS { users: [{user: admin, password: pw2}] }
            }
            system_account: SYS
            no_auth_user: bob
            authorization { timeout: 1.5 }
            """);

        assertThat(config.access().systemAccount()).isEqualTo("SYS");
        assertThat(config.access().local().door().noAuthUser()).isEqualTo("bob");
        assertThat(config.options().authTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.access().local().accounts())
                .extracting(LocalAccount::name)
                .containsExactly("ORDERS", "SYS");
        LocalAccount orders = config.access().local().accounts().getFirst();
        assertThat(orders.limits().connections()).isEqualTo(3);
        assertThat(orders.users()).extracting(LocalUser::name).containsExactly("ann", "bob");
        config.requireConsistent();
    }

    @Test
    void readsAResolverOnDisk() {
        NkeyPair key = NkeyPair.generate(KeyKind.OPERATOR, new SecureRandom());
        String jwt = new JwtIssuer(key, Clock.systemUTC()).operator("O", List.of(), "");
        NodeConfig config = read("operator: " + jwt + """

            resolver { type: full, dir: "/var/jwt", allow_delete: true, interval: "2m", limit: 1000 }
            """);

        OperatorMode operator = Objects.requireNonNull(config.access().operator());
        assertThat(operator.operatorJwts()).containsExactly(jwt);
        assertThat(operator.resolver())
                .asInstanceOf(type(Resolver.Directory.class))
                .satisfies(directory -> {
                    assertThat(directory.directory()).isEqualTo(Path.of("/var/jwt"));
                    assertThat(directory.allowDelete()).isTrue();
                    assertThat(directory.hardDelete()).isFalse();
                    assertThat(directory.interval()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(directory.limit()).isEqualTo(1000);
                });
    }

    @Test
    void aKeyThatServesAsVariableNeedNotBeKnown() {
        assertThat(read("BASE: 4000\nport: $BASE").options().port()).isEqualTo(4000);
    }

    @Test
    void jetStreamMayBeSwitchedOff() {
        assertThat(read("jetstream: false, port: 1").options().port()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        portt: 1                        | node.conf:1:0: unknown field "portt"
        port: x                         | node.conf:1:0: interface conversion: interface {} is string, not int64
        listen: "a:b"                   | node.conf:1:0: could not parse port "b"
        listen: "::1:4222"              | node.conf:1:0: could not parse address string "::1:4222"
        debug: 1                        | node.conf:1:0: interface conversion: interface {} is int64, not bool
        server_name: "a b"              | node.conf:1:0: server name cannot contain spaces
        ping_interval: "5 s"            | node.conf:1:0: error parsing ping_interval: time: unknown unit " s" in duration "5 s"
        lame_duck_duration: "5s"        | node.conf:1:0: invalid lame_duck_duration of 5s, minimum is 30 seconds
        authorization: 1                | node.conf:1:0: interface conversion: interface {} is int64, not map[string]interface {}
        authorization { usr: x }        | node.conf:1:16: unknown field "usr"
        authorization { user: a, password: b, token: c } | node.conf:1:0: Cannot have a user/pass and token
        accounts { $G { } }             | node.conf:1:11: "$G" is a Reserved Account
        accounts { A { users: [{user: u}, {user: u}] } } | node.conf:1:15: Duplicate user "u" detected
        operator: eyJh.e30.c2ln         | node.conf:1:0: error parsing operator JWT: invalid JSON object
        accounts { A: 1 }               | node.conf:1:11: Expected map entries for accounts
        authorization { users: [{user: a, permissions: {nope: 1}}] } | node.conf:1:48: Unknown field "nope" parsing permissions
        authorization { users: [{user: a, permissions: {publish: {nope: 1}}}] } | node.conf:1:58: Unknown field name "nope" parsing subject permissions, only 'allow' or 'deny' are permitted
        authorization { users: [{user: a, permissions: {subscribe: {allow: "foo q..x"}}}] } | node.conf:1:60: queue "q..x" is not a valid queue
        authorization { users: [{user: a, permissions: {publish: "a b"}}] } | subject "a b" is not a valid subject
        authorization { users: [{user: a, clients: [foo, standard]}] } | node.conf:1:34: invalid connection types ["FOO"]
        authorization { token: x, users: [{user: a}] } | node.conf:1:0: Can not have a token and a users array
        authorization { user: x }, accounts { A { users: [{user: u}] } } | node.conf:1:0: Can not have a single user/pass and a users array
        authorization { auth_callout { issuer: X } } | node.conf:1:31: Expected callout user to be a valid public account nkey, got "X"
        proxies { trusted: [{key: X}] } | node.conf:1:21: invalid proxy key "X"
        trusted: X                      | node.conf:1:0: trust key "X" required to be a valid public operator nkey
        resolver: {type: full}          | node.conf:1:0: dir has no value and needs to point to a directory
        resolver: {type: full, dir: d, ttl: "1h"} | node.conf:1:0: FULL does not accept ttl
        ocsp: 3                         | node.conf:1:0: error parsing ocsp config: unsupported type int64
        ocsp { mode: 3 }                | node.conf:1:0: interface conversion: interface {} is int64, not string
        ocsp { mode: foo }              | node.conf:1:7: error parsing ocsp config: unsupported ocsp mode string
        ocsp { bla: 4 }                 | node.conf:1:7: error parsing ocsp config: unsupported field string
        ocsp_cache: 3                   | node.conf:1:0: error parsing tags: unsupported type int64
        ocsp_cache: {type: foo}         | node.conf:1:13: error parsing OCSP peer cache config, unknown type [foo]
        ocsp_cache: {foo: []}           | node.conf:1:13: error parsing OCSP peer cache config, unknown field ["foo"]
        ocsp_cache: {save_interval: x}  | node.conf:1:13: error parsing tls peer config, conversion error: time: invalid duration "x"
        tls { ocsp_peer: {verify: 3} }  | node.conf:1:6: node.conf:1:18: error parsing tls peer config, unknown field ["verify"]
        tls { ocsp_peer: 3 }            | node.conf:1:6: error parsing ocsp peer config: unsupported type map[string]interface {}
        accounts { A { nkey: x } }      | node.conf:1:15: Not a valid public nkey for an account: "x"
        accounts { A { cluster_traffic: owner } } | node.conf:1:15: unknown field "cluster_traffic"
        cluster { port: 1, tls { foo: 1 } } | node.conf:1:25: error parsing tls config, unknown field "foo"
        gateway { name: g, tls { ca_file: x.pem } } | node.conf:1:19: open x.pem: no such file or directory
        leafnodes { port: 1, tls { verify_cert_and_check_known_urls: true } } | node.conf:1:27: verify_cert_and_check_known_urls not supported in this context
        mqtt { port: 1, tls { cert_file: x.pem } } | node.conf:1:16: missing 'key_file' in TLS configuration
        leafnodes { remotes: [ { url: "ws://h:1", proxy { url: "http://p:1", tls { verify: true } } } ] } | node.conf:1:75: "verify" is not supported for proxy TLS
        leafnodes { remotes: [ { url: "ws://h:1", proxy { url: "http://p:1", tls {} } } ] } | node.conf:1:42: proxy TLS configuration requires an https proxy URL, got: http
        resolver_tls: 3                 | node.conf:1:0: interface conversion: interface {} is int64, not map[string]interface {}
        resolver_tls {foo: 1}           | node.conf:1:14: error parsing tls config, unknown field "foo"
        logfile: "a\\x00b"               | node.conf:1:0: not a path
        """)
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ocsp: true | AUTO
        ocsp: false | NEVER
        ocsp {} | AUTO
        ocsp { mode: Must } | MUST
        ocsp { mode: always, url: "http://ca" } | ALWAYS
        port: 1 |
        """)
    void readsWhichCertificatesComeWithAnAnswer(String text, OcspSettings.@Nullable Mode mode) {
        OcspSettings read = read(text).options().ocsp();

        assertThat(read.mode()).isEqualTo(mode);
        assertThat(read.urls()).isEqualTo(text.contains("url") ? List.of("http://ca") : List.of());
    }

    @Test
    void readsWhereAnswersAboutClientsAreKept() {
        assertThat(read("port: 1").options().ocsp().cache())
                .isEqualTo(new OcspSettings.Cache(true, Path.of("_rc_"), false, Duration.ofMinutes(5)));
        assertThat(read("ocsp_cache: false").options().ocsp().cache().local()).isFalse();
        assertThat(read("ocsp_cache { type: local, local_store: x, preserve_revoked: true, save_interval: 0.5 }")
                        .options()
                        .ocsp()
                        .cache())
                .isEqualTo(new OcspSettings.Cache(true, Path.of("x"), true, Duration.ofSeconds(1)));
    }

    @Test
    void readsHowClientsAreAskedAbout() {
        TlsSettings tls =
                requireNonNull(read("tls { ocsp_peer { verify: true, ca_timeout: 1.5, unknown_is_good: true } }")
                        .options()
                        .clientPort()
                        .tls());

        assertThat(tls.ocspPeer())
                .isEqualTo(new PeerRules(
                        false, true, false, Duration.ofMillis(1500), Duration.ofSeconds(30), Duration.ofHours(1)));
    }

    @Test
    void tellsEveryMistakeAtOnce() {
        assertThatThrownBy(() -> read("port: x\nauthorization {\n  usr: 1\n}\ndebug: 1\n"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "node.conf:1:0: interface conversion: interface {} is string, not int64",
                                        "node.conf:3:3: unknown field \"usr\"",
                                        "node.conf:5:1: interface conversion: interface {} is int64, not bool"));
    }

    @Test
    void neverRepeatsASecret() {
        assertThatThrownBy(() -> read("authorization { user: [s3cr3t], password: [s3cr3t], token: { a: s3cr3t } }"))
                .isInstanceOf(ConfigException.class)
                .message()
                .doesNotContain("s3cr3t");
        assertThat(read("authorization { user: ann, password: s3cr3t }").toString())
                .doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n# nothing\n"})
    void warnsOfAFileThatSaysNothing(String text) {
        assertThat(Objects.requireNonNull(read(text).source()).warnings())
                .containsExactly("node.conf: config has no values or is empty");
    }

    @Test
    void takesDurationsOfThePastWithAWarning() {
        NodeConfig config = read("ping_interval: 5");

        assertThat(config.options().pingInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(Objects.requireNonNull(config.source()).warnings())
                .containsExactly("node.conf:1:0: invalid use of field \"ping_interval\": "
                        + "ping_interval should be converted to a duration");
    }

    @Test
    void refusesMessagesThatNeverFitIntoAReceiversQueue() {
        assertThatThrownBy(() -> read("max_payload: 2MB, max_pending: 1MB").requireConsistent())
                .isInstanceOf(ConfigException.class)
                .hasMessage("max_payload (2097152) cannot be higher than max_pending (1048576)");
    }

    @Test
    void passwordsOfRemotesStayOutOfWhatIsToldAboutThem() {
        for (String remotes : List.of(
                "{ url: \"wss://u:secret@h:1/x\", proxy { url: \"http://p\" } }",
                "{ url: \"nats://u:secret@h:1\" }, { url: \"nats://u:secret@h:1\" }",
                "{ url: \"ws://h:1\", proxy { url: \"http://u:secret@p:x\" } }")) {
            assertThatThrownBy(() -> read("leafnodes { remotes: [ " + remotes + " ] }"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("u:xxxxx@")
                    .message()
                    .doesNotContain("secret");
        }
    }

    private static NodeConfig read(String text) {
        return ConfigReader.read(MemorySources.of(FILE, text), FILE);
    }
}
