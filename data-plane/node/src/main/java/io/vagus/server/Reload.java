package io.vagus.server;

import io.vagus.server.config.ConfigException;
import io.vagus.server.config.NodeConfig;
import io.vagus.transport.NodeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a running server can take over from a changed configuration, and what only a restart can. */
final class Reload {
    private Reload() {}

    /**
     * Refuses changes that cannot be put into effect, all at once: {@code config reload not supported for <field>:
     * old=…, new=…}. A port that was left to chance stays the one it became.
     */
    static void check(NodeConfig running, NodeConfig changed) {
        List<String> problems = new ArrayList<>();
        NodeOptions before = running.options();
        NodeOptions after = changed.options();
        compare(problems, "Host", before.host(), after.host());
        compare(problems, "Port", before.port(), after.port());
        compare(
                problems,
                "HTTP",
                running.monitoring().address(before.host()),
                changed.monitoring().address(after.host()));
        compare(
                problems,
                "ServerName",
                running.identity().name(),
                changed.identity().name());
        compare(
                problems,
                "SystemAccount",
                running.access().systemAccount(),
                changed.access().systemAccount());
        if (!Objects.equals(running.access().operator(), changed.access().operator())) {
            problems.add("config reload not supported for TrustedOperators and AccountResolver");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static void compare(List<String> problems, String field, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            problems.add("config reload not supported for " + field + ": old=" + before + ", new=" + after);
        }
    }
}
