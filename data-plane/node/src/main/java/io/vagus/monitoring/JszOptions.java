package io.vagus.monitoring;

import io.vagus.jetstream.monitor.JetStreamView.Detail;

/**
 * What to tell of JetStream.
 *
 * @param account only this account in detail; empty: those of the page, when {@code accounts} is set
 * @param accounts list accounts
 * @param detail how much of each account
 * @param leaderOnly answer only where the meta leader is
 * @param offset accounts to skip, by name
 * @param limit accounts to list; 0 for the default
 */
record JszOptions(String account, boolean accounts, Detail detail, boolean leaderOnly, int offset, int limit) {
    static final int DEFAULT_LIMIT = 1024;

    JszOptions {
        offset = Math.max(0, offset);
        limit = limit == 0 ? DEFAULT_LIMIT : limit;
        if (detail.consumers() && !detail.streams()) {
            detail = new Detail(true, true, detail.directConsumers(), detail.config(), detail.raft(), detail.ledOnly());
        }
        accounts = accounts || detail.streams() && account.isEmpty();
    }

    static JszOptions of(Query query) {
        boolean accounts = query.flag("accounts");
        boolean streams = query.flag("streams");
        boolean consumers = query.flag("consumers");
        boolean directConsumers = query.flag("direct-consumers");
        boolean config = query.flag("config");
        int offset = query.integer("offset");
        int limit = query.integer("limit");
        boolean leaderOnly = query.flag("leader-only");
        boolean raft = query.flag("raft");
        boolean ledOnly = query.flag("stream-leader-only");
        return new JszOptions(
                query.text("acc"),
                accounts,
                new Detail(streams, consumers, directConsumers, config, raft, ledOnly),
                leaderOnly,
                offset,
                limit);
    }

    static JszOptions of(RequestOptions request) {
        return new JszOptions(
                request.text("account"),
                request.flag("accounts"),
                new Detail(
                        request.flag("streams"),
                        request.flag("consumer"),
                        request.flag("direct_consumer"),
                        request.flag("config"),
                        request.flag("raft"),
                        request.flag("stream_leader_only")),
                request.flag("leader_only"),
                request.integer("offset"),
                request.integer("limit"));
    }

    JszOptions withAccount(String only) {
        return new JszOptions(only, accounts, detail, leaderOnly, offset, limit);
    }
}
