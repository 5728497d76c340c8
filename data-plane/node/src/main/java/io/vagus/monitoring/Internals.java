package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.monitor.JetStreamView;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What goes on inside: the queues between threads, the raft groups. */
final class Internals {
    private final Monitored monitored;
    private final IntSupplier eventsWaiting;

    Internals(Monitored monitored, IntSupplier eventsWaiting) {
        this.monitored = monitored;
        this.eventsWaiting = eventsWaiting;
    }

    /**
     * Queues by nats-server's names for them. What nats-server queues and this node does at once is always empty here.
     *
     * @param all also those where nothing waits
     * @param filter only those whose name contains it
     */
    ObjectNode queues(boolean all, String filter) {
        ObjectNode queues = Json.object();
        put(queues, "SendQ", 0, 0, all, filter);
        put(
                queues,
                "System recvQ",
                monitored.node().internalMessagesWaiting(),
                monitored.node().internalMessagesInProgress(),
                all,
                filter);
        put(queues, "System recvQ Pings", 0, 0, all, filter);
        put(queues, "System sendQ", eventsWaiting.getAsInt(), 0, all, filter);
        put(queues, "delayed API responses", 0, 0, all, filter);
        return queues;
    }

    private static void put(ObjectNode queues, String name, int waiting, int inProgress, boolean all, String filter) {
        if (!all && waiting == 0 && inProgress == 0 || !name.contains(filter)) {
            return;
        }
        ObjectNode queue = queues.putObject(name).put("pending", waiting);
        Json.putPresent(queue, "in_progress", inProgress);
    }

    /** Raft groups of an account, the system's by default, below its name; null when this node has none at all. */
    @Nullable
    ObjectNode raftGroups(String account, String group) {
        JetStreamView view = monitored.jetStream().get();
        if (view == null || view.meta() == null) {
            return null;
        }
        String name = account.isEmpty() ? monitored.accounts().system().name() : account;
        ObjectNode groups = view.raftGroups(name, group);
        ObjectNode answer = Json.object();
        if (!groups.isEmpty()) {
            answer.set(name, groups);
        }
        return answer;
    }
}
