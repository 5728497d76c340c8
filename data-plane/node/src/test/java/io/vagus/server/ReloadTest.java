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
                        "Reloaded: log_file = /x.log",
                        "Reloaded: max_traced_msg_len = 9");
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
