package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.server.config.CommandLine;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.NodeConfig;
import io.vagus.transport.PortOptions;
import io.vagus.transport.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadTest {
    /** What each reload tells, as users and accounts are put into effect anew. */
    private static final String[] ALWAYS = {"Reloaded: authorization users", "Reloaded: accounts"};

    @TempDir
    private Path folder;

    @Test
    void takesOverWhatARunningServerCan() {
        assertThatCode(() -> Reload.check(
                        flags("-p", "4333", "--user", "a", "--pass", "b"), flags("-p", "4333", "-D", "--auth", "c")))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesTheFirstChangeThatNeedsARestart() {
        refuses("-p 4333 -n one", "-p 4334 -n two", "ServerName: old=one, new=two");
        refuses("-a 127.0.0.1 -p 4333", "-a 127.0.0.2 -p 4334", "Host: old=127.0.0.1, new=127.0.0.2");
        refuses("-p 4333", "-p 4334", "Port: old=4333, new=4334");
        refuses("-m 8222", "-m 8223", "HTTPPort: old=8222, new=8223");
        refuses("--cluster nats://h:1", "--cluster nats://h:2", "cluster port: old=1, new=2");
        refuses("-js -sd /a", "-js -sd /b", "jetstream storage directory");
        refuses("--log_size_limit 1", "--log_size_limit 2", "LogSizeLimit: old=1, new=2");
    }

    @Test
    void aPortLeftToChanceStaysWhatItBecame() {
        assertThatCode(() -> Reload.check(flags("-p", "4333"), flags("-p", "-1")))
                .doesNotThrowAnyException();
    }

    @Test
    void tellsWhatChanges() {
        assertThat(Reload.check(flags("-p", "1"), flags("-p", "1", "-DV", "-l", "/x.log", "--max_traced_msg_len", "9")))
                .containsExactly(
                        "Reloaded: trace = true",
                        "Reloaded: debug = true",
                        "Reloaded: authorization users",
                        "Reloaded: accounts",
                        "Reloaded: log_file = /x.log",
                        "Reloaded: max_traced_msg_len = 9");
    }

    @Test
    void refusesWhatWasAgreedOnWithClients() {
        refusesConfig("", "no_header_support: true", "NoHeaderSupport: old=false, new=true");
        refusesConfig("", "max_sub_tokens: 5", "MaxSubTokens: old=0, new=5");
        refusesConfig("", "proxy_protocol: true", "ProxyProtocol: old=false, new=true");
        refusesConfig("", "allow_non_tls: true", "AllowNonTLS: old=false, new=true");
        refusesConfig("", "write_timeout: retry", "WriteTimeout: old=, new=retry");
        refusesConfig("", "mqtt { port: 1883 }", "MQTT");
    }

    @Test
    void operatorsStayWhatTheyWere() {
        String key = "OCAT33MTVU2VUOIMGNGUNXJ66AH2RLSDAF3MUBCYAY5QMIL65NQM6XQG";
        NkeyPair other = NkeyPair.generate(KeyKind.OPERATOR, new SecureRandom());
        String operator = new JwtIssuer(other, Instant::now).operator("test", List.of(), "");
        String named = "operator: " + operator + "\nresolver: MEMORY\n";

        refusesConfig(named, "resolver: MEMORY", "TrustedOperators: old=[" + operator + "], new=[]");
        refusesConfig("resolver: MEMORY", named, "TrustedKeys: old=[], new=[" + other.publicKey() + "]");
        refusesConfig(
                "trusted_keys: [" + key + "]\nresolver: MEMORY",
                "resolver: MEMORY",
                "TrustedKeys: old=[" + key + "], new=[]");
    }

    @Test
    void tellsOfCredentialsWithoutThem() throws Exception {
        assertThat(Reload.check(config(""), config("authorization { user: u, password: p }")))
                .containsExactly(
                        ALWAYS[0], ALWAYS[1], "Reloaded: authorization username", "Reloaded: authorization password");
        assertThat(Reload.check(config(""), config("authorization { token: t }")))
                .containsExactly(ALWAYS[0], ALWAYS[1], "Reloaded: authorization token");
        String nkey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
        assertThat(Reload.check(config(""), config("authorization { users: [{nkey: " + nkey + "}] }")))
                .containsExactly("Reloaded: authorization nkey users", ALWAYS[0], ALWAYS[1]);
    }

    @Test
    void theUserOfThoseWhoShowNothingEndsOnlyWithItself() throws Exception {
        String accounts = "accounts { A { users: [{user: a, password: a}] } }\n";
        refusesConfig(accounts, accounts + "no_auth_user: a", "NoAuthUser: old=, new=a");
        refusesConfig(accounts + "no_auth_user: a", accounts, "NoAuthUser: old=a, new=");
        assertThat(Reload.check(config(accounts + "no_auth_user: a"), config("")))
                .containsExactly(ALWAYS);
    }

    @Test
    void refusesWhatStreamsWereStartedWith() {
        String plain = "jetstream { store_dir: /s }";
        refusesConfig(plain, "jetstream { store_dir: /s, sync_interval: always }", "SyncAlways: old=false, new=true");
        refusesConfig(plain, "jetstream { store_dir: /s, sync_interval: 5s }", "SyncInterval: old=2m0s, new=5s");
        refusesConfig(
                plain,
                "jetstream { store_dir: /s, request_queue_limit: 500 }",
                "JetStreamRequestQueueLimit: old=10000, new=500");
        refusesConfig(
                plain, "jetstream { store_dir: /s, max_buffered_msgs: 5 }", "StreamMaxBufferedMsgs: old=0, new=5");
        refusesConfig(
                plain,
                "jetstream { store_dir: /s, extension_hint: no_extend }",
                "JetStreamExtHint: old=, new=no_extend");
        String accounts = plain + "\naccounts { A {} }\n";
        refusesConfig(accounts, accounts + "default_js_domain { A: d }", "JsAccDefaultDomain: old=map[], new=map[A:d]");
        refusesConfig("", "no_system_account: true", "NoSystemAccount: old=false, new=true");
    }

    @Test
    void tellsHowMuchStreamsMayHave() throws Exception {
        assertThat(Reload.check(
                        config("jetstream { store_dir: /s, max_mem: 10M, max_file: 10M }"),
                        config("jetstream { store_dir: /s, max_mem: 20M, max_file: 10M }")))
                .containsExactly(ALWAYS[0], ALWAYS[1], "Reloaded: JetStream max_mem_store = 19.07 MB");
    }

    @Test
    void whatIsSaidOfMqttWithoutAPortMayChange() throws Exception {
        assertThat(Reload.check(config(""), config("mqtt { ack_wait: 5s, max_ack_pending: 10 }")))
                .containsExactly(
                        ALWAYS[0],
                        ALWAYS[1],
                        "Reloaded: MQTT ack_wait = 5s",
                        "Reloaded: MQTT max_ack_pending = 10",
                        "Reloaded: MQTT stream_replicas = 0",
                        "Reloaded: MQTT consumer_replicas = 0",
                        "Reloaded: MQTT consumer_memory_storage = false",
                        "Reloaded: MQTT consumer_inactive_threshold = 0s");
        assertThat(Reload.check(config(""), config("mqtt { }"))).containsExactly(ALWAYS[0], ALWAYS[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: 127.0.0.1",
                "js_domain: x",
                "js_api_timeout: 3s",
                "reject_qos2_publish: true",
                "downgrade_qos2_subscribe: true",
                "no_auth_user: a",
                "authorization { timeout: 3 }"
            })
    void refusesOtherChangesOfMqtt(String said) {
        refusesConfig("", "mqtt { " + said + " }", "MQTT");
    }

    @Test
    void refusesAChangedWebSocketPortAndShowsNoPasswordOfIt() {
        String port = "websocket { port: 1, no_tls: true, authorization { user: u, password: secret } }";
        refusesConfig("", port, "Websocket");
        refusesConfig(port, port.replace("u,", "v,"), "Websocket");
        refusesConfig(port, "", "Websocket");
    }

    @Test
    void takesOverWhatChangesOfTls() {
        PortOptions tls = PortOptions.DEFAULTS.withTls(TlsSettings.NONE);
        assertThat(Reload.check(port(PortOptions.DEFAULTS), port(tls.withClientAdvertise("x:1"))))
                .containsExactly("Reload: client_advertise = x:1", ALWAYS[0], ALWAYS[1], "Reloaded: tls = enabled");
        assertThat(Reload.check(port(tls), port(PortOptions.DEFAULTS)))
                .containsExactly(ALWAYS[0], ALWAYS[1], "Reloaded: tls = disabled");
        assertThat(Reload.check(port(tls), port(tls))).containsExactly(ALWAYS);
    }

    private static NodeConfig port(PortOptions options) {
        return NodeConfig.DEFAULT.withOptions(NodeConfig.DEFAULT.options().withClientPort(options));
    }

    private void refusesConfig(String running, String changed, String why) {
        assertThatThrownBy(() -> Reload.check(config(running), config(changed)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("config reload not supported for " + why);
    }

    private NodeConfig config(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("reload.conf"), "server_name: s\njetstream: true\n" + text);
        return Configured.read(CommandLine.parse(List.of("-c", file.toString())), new LocalSources());
    }

    private static void refuses(String running, String changed, String why) {
        assertThatThrownBy(() -> Reload.check(flags(running.split(" ")), flags(changed.split(" "))))
                .isInstanceOf(ConfigException.class)
                .hasMessage("config reload not supported for " + why);
    }

    private static NodeConfig flags(String... arguments) {
        return CommandLine.parse(List.of(arguments)).applyTo(NodeConfig.DEFAULT, new LocalSources());
    }
}
