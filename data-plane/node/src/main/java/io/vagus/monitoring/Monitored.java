package io.vagus.monitoring;

import io.vagus.account.Accounts;
import io.vagus.account.operator.OperatorAccount;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.sharing.Shares;
import io.vagus.base.Clock;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.transport.Node;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring reads.
 *
 * @param operator null without operator mode
 * @param shares what an account exports and imports
 * @param complete whether an account imports all it declares
 * @param jetStream gives null while JetStream is off
 */
record Monitored(
        Node node,
        Accounts accounts,
        @Nullable OperatorAccounts operator,
        Supplier<@Nullable JetStreamView> jetStream,
        Function<String, Shares> shares,
        Predicate<String> complete,
        Supplier<MonitoringSettings> settings,
        Clock clock) {

    String serverId() {
        return node.identity().serverId();
    }

    @Nullable
    OperatorAccount operatorAccount(String accountKey) {
        return operator == null ? null : operator.find(accountKey);
    }

    /** The JetStream domain; empty without one. */
    String domain() {
        JetStreamView view = jetStream.get();
        return view == null ? "" : view.config().path("domain").asText("");
    }

    /** The time for an answer's {@code now}. */
    String now() {
        return GoText.time(clock.now());
    }
}
