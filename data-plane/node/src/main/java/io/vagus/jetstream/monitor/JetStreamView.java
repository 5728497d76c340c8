package io.vagus.jetstream.monitor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JetStream of this node as monitoring sees it ({@code /jsz}, {@code /varz}, {@code /healthz}, {@code /raftz}, STATSZ,
 * metrics). Every method returns a fresh snapshot, may be called by any thread and must not take a lock that messages
 * wait for. JSON has nats-server's field names and order (server/monitor.go, server/jetstream_api.go).
 */
public interface JetStreamView {

    /**
     * Use of memory, disk and API: {@code memory, storage, reserved_memory, reserved_storage, accounts, ha_assets,
     * api{level, total, errors, inflight?}}.
     */
    ObjectNode stats();

    /** What was configured: {@code max_memory, max_storage, store_dir?, sync_interval?, domain?, …}. */
    ObjectNode config();

    /** The limits of the configuration: {@code max_request_batch?, max_ack_pending?, …}; empty for none. */
    ObjectNode limits();

    /** The {@code meta_cluster} of a clustered node, full form; null outside a cluster. */
    @Nullable
    ObjectNode meta();

    /** Whether this node leads, or is alone. */
    boolean isMetaLeader();

    /** The names (public keys) of the accounts that have JetStream here. */
    List<String> accounts();

    /** The names of the accounts that have a stream here. */
    Set<String> accountsWithStreams();

    /** All streams and consumers of all accounts. */
    Totals totals();

    /**
     * One account: {@code name, id, memory, storage, reserved_*, accounts, ha_assets, api, stream_detail?[]}. Null when the
     * account has no JetStream here.
     */
    @Nullable
    ObjectNode account(String account, Detail detail);

    /** Looks for what is wrong; empty when nothing is. The first issue decides the HTTP status. */
    List<HealthIssue> health(HealthQuestion question);

    /**
     * Raft groups of one account by group name, as {@code /raftz} shows each.
     *
     * @param group only this one; empty for all
     */
    ObjectNode raftGroups(String account, String group);

    /**
     * Sums over the node.
     *
     * @param streamsLed streams that this node leads
     * @param consumersLed consumers that this node leads
     */
    record Totals(int streams, int streamsLed, int consumers, int consumersLed, long messages, long bytes) {}

    /**
     * How much to tell of an account.
     *
     * @param streams its streams one by one
     * @param consumers the consumers of each stream
     * @param directConsumers those of mirrors and sources, too
     * @param config the configuration of each
     * @param raft the names of raft groups
     * @param ledOnly only streams that this node leads
     */
    record Detail(
            boolean streams,
            boolean consumers,
            boolean directConsumers,
            boolean config,
            boolean raft,
            boolean ledOnly) {}

    /**
     * What to look at; empty names mean everything.
     *
     * @param enabledOnly only whether JetStream runs
     * @param metaOnly only whether the meta leader is known
     */
    record HealthQuestion(boolean enabledOnly, boolean metaOnly, String account, String stream, String consumer) {}

    /**
     * One thing that is wrong.
     *
     * @param status 404 when what was asked for does not exist, else 503
     */
    record HealthIssue(
            Kind kind,
            @Nullable String account,
            @Nullable String stream,
            @Nullable String consumer,
            String error,
            int status) {

        /** As {@code /healthz?details=1} names it. */
        public enum Kind {
            CONNECTION,
            BAD_REQUEST,
            JETSTREAM,
            ACCOUNT,
            STREAM,
            CONSUMER
        }
    }
}
