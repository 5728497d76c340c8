package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.monitoring.MonitoringSettings;
import io.vagus.server.config.ConfigReader;
import io.vagus.server.config.ConfigSources;
import io.vagus.server.config.NodeConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of the configuration {@code /varz} shows, compared with what nats-server shows of the same file. */
class ShownSettingsTest {

    private static NodeConfig read(String text) {
        return ConfigReader.read(
                new ConfigSources() {
                    @Override
                    public byte[] bytes(Path file) {
                        return text.getBytes(StandardCharsets.UTF_8);
                    }

                    @Override
                    public @Nullable String environment(String name) {
                        return null;
                    }
                },
                Path.of("node.conf"));
    }

    private static MonitoringSettings settings(String text) {
        InetSocketAddress bound = new InetSocketAddress("127.0.0.1", 1234);
        return new ShownSettings(read(text), Instant.EPOCH, false, bound, bound, bound, bound, null, null)
                .settings(() -> {
                    throw new IllegalStateException("nobody asked");
                });
    }

    @Test
    void showsTheWebSocketPortAsNatsServerDoes() {
        ObjectNode shown = settings("""
            websocket { port: -1, no_tls: true, compression: true, same_origin: true
              allowed_origins: ["http://a.b"], handshake_timeout: "3s", advertise: "x:1"
              authorization { timeout: 4 } }
            """).sections().get().get("websocket");

        assertThat(shown)
                .hasToString(
                        "{\"host\":\"0.0.0.0\",\"port\":1234,\"advertise\":\"x:1\",\"handshake_timeout\":3000000000,"
                                + "\"auth_timeout\":4,\"no_tls\":true,\"same_origin\":true,"
                                + "\"allowed_origins\":[\"http://a.b\"],\"compression\":true}");
    }

    @Test
    void showsRoutesWithoutTheirPasswords() {
        MonitoringSettings settings =
                settings("cluster { port: -1, name: C1, pool_size: 3, routes: [\"nats://u:secret@127.0.0.1:1\"] }");

        assertThat(settings.cluster()).isEqualTo("C1");
        assertThat(settings.sections().get().get("cluster"))
                .hasToString("{\"name\":\"C1\",\"addr\":\"0.0.0.0\",\"cluster_port\":1234,\"auth_timeout\":2,"
                        + "\"urls\":[\"127.0.0.1:1\"],\"tls_timeout\":2,\"pool_size\":3}");
    }

    @Test
    void showsWhereLeafNodesComeIn() {
        assertThat(settings("leafnodes { listen: \"127.0.0.1:-1\" }")
                        .sections()
                        .get()
                        .get("leaf"))
                .hasToString("{\"host\":\"127.0.0.1\",\"port\":1234,\"auth_timeout\":2,\"tls_timeout\":2}");
    }

    @Test
    void showsAClusterThatIsOnlyNamedAndTrustedProxies() {
        assertThat(settings("cluster { name: C1 }").sections().get().get("cluster"))
                .hasToString("{\"name\":\"C1\"}");
        String key = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
        assertThat(settings("proxies { trusted: [{key: " + key + "}] }")
                        .sections()
                        .get()
                        .get("proxies"))
                .hasToString("{\"trusted\":[{\"key\":\"" + key + "\"}]}");
    }

    @Test
    void hasNoSystemAccountOnlyWhenNoneIsNamed() {
        assertThat(settings("port: 1").systemAccount()).isTrue();
        assertThat(settings("no_system_account: true").systemAccount()).isFalse();
        assertThat(settings("no_sys_acc: true, system_account: S, accounts { S {} }")
                        .systemAccount())
                .isTrue();
    }

    @Test
    void refusesEndpointsThatCannotBeServed() {
        assertThatThrownBy(() -> ShownSettings.check(read("http_port: 1, https_port: 2")))
                .isInstanceOf(IOException.class)
                .hasMessage("can't specify both HTTP (1) and HTTPs (2) ports");
        assertThatThrownBy(() -> ShownSettings.check(read("https_port: 2")))
                .isInstanceOf(IOException.class)
                .hasMessage("TLS cert and key required for HTTPS");
    }
}
