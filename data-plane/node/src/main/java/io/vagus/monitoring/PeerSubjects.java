package io.vagus.monitoring;

import io.vagus.jetstream.api.NameHash;
import io.vagus.transport.InternalClient;

/**
 * What servers of one system tell each other in the system account. This one has no peers yet and hears it without doing
 * anything; but there is interest in it, as on every nats-server, so that whoever publishes it is not told that nobody
 * responds, and counts of subscriptions are alike. Source: nats-server server/events.go.
 */
final class PeerSubjects {
    private PeerSubjects() {}

    static void listen(InternalClient system, String serverId, String serverName) {
        String hash = NameHash.of(serverName);
        for (String subject : new String[] {
            "$SYS._INBOX." + hash + ".*",
            "$SYS._INBOX_." + serverId,
            "$SYS.SERVER.ACCOUNT.*.CONNS",
            "$SYS.SERVER.*.STATSZ",
            "$SYS.SERVER.*.SHUTDOWN",
            "$SYS.SERVER.*.LAMEDUCK",
            "$SYS.ACCOUNT.*.LEAFNODE.CONNECT",
            "$SYS.LATENCY.M2." + hash
        }) {
            system.subscribeDirectly(subject, null, (message, from) -> true);
        }
    }
}
