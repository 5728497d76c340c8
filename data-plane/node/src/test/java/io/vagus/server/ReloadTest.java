package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.server.config.CommandLine;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.NodeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadTest {
    @Test
    void takesOverWhatARunningServerCan() {
        assertThatCode(() -> Reload.check(
                        flags("-p", "4333", "--user", "a", "--pass", "b"), flags("-p", "4333", "-D", "--auth", "c")))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesEveryChangeThatNeedsARestartAtOnce() {
        NodeConfig running = flags("-a", "127.0.0.1", "-p", "4333", "-n", "one");
        NodeConfig changed = flags("-a", "127.0.0.2", "-p", "4334", "-n", "two", "-m", "8222");

        assertThatThrownBy(() -> Reload.check(running, changed))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "config reload not supported for Host: old=127.0.0.1, new=127.0.0.2",
                                        "config reload not supported for Port: old=4333, new=4334",
                                        "config reload not supported for HTTP: old=null, new=127.0.0.2:8222",
                                        "config reload not supported for ServerName: old=one, new=two"));
    }

    private static NodeConfig flags(String... arguments) {
        return CommandLine.parse(List.of(arguments)).applyTo(NodeConfig.DEFAULT);
    }
}
