package io.vagus.monitoring;

import java.util.Locale;

/**
 * What to list of the connections.
 *
 * @param user only connections of this user; empty: all
 * @param mqttClient only the connection of this MQTT client; empty: all
 * @param account only connections of this account; empty: all
 * @param filterSubject only connections that subscribe to this subject; empty: all; needs an account
 */
record ConnzOptions(
        Connz.Sort sort,
        boolean auth,
        boolean subscriptions,
        boolean subscriptionsDetail,
        int offset,
        int limit,
        long cid,
        State state,
        String user,
        String mqttClient,
        String account,
        String filterSubject) {

    static final int DEFAULT_LIMIT = 1024;

    enum State {
        OPEN,
        CLOSED,
        ALL
    }

    static ConnzOptions of(Query query) {
        Connz.Sort sort = Connz.Sort.parse(query.text("sort"));
        boolean auth = query.flag("auth");
        boolean detail = query.detail("subs");
        return new ConnzOptions(
                sort,
                auth,
                !detail && query.flag("subs"),
                detail,
                query.integer("offset"),
                query.integer("limit"),
                query.unsigned("cid"),
                state(query.text("state")),
                query.text("user"),
                query.text("mqtt_client"),
                query.text("acc"),
                "");
    }

    /** From the body of a request in the system account. */
    static ConnzOptions of(RequestOptions request) {
        int state = request.integer("state", "server.ConnState");
        return new ConnzOptions(
                Connz.Sort.parse(request.text("sort")),
                request.flag("auth"),
                request.flag("subscriptions"),
                request.flag("subscriptions_detail"),
                request.integer("offset"),
                request.integer("limit"),
                request.unsigned("cid"),
                state == 1 ? State.CLOSED : state == 2 ? State.ALL : State.OPEN,
                request.text("user"),
                request.text("mqtt_client"),
                request.text("acc"),
                request.text("filter_subject"));
    }

    ConnzOptions {
        offset = Math.max(0, offset);
        limit = cid != 0 ? 1 : limit <= 0 ? DEFAULT_LIMIT : limit;
        if (state != State.CLOSED && (sort == Connz.Sort.STOP || sort == Connz.Sort.REASON)) {
            throw new MonitoringException("sort by " + sort.text() + " only valid on closed connections");
        }
        if (filterSubject.equals(">")) {
            filterSubject = "";
        }
        if (!filterSubject.isEmpty() && account.isEmpty()) {
            throw new MonitoringException("filter by subject only valid with account filtering");
        }
    }

    ConnzOptions withAccount(String only) {
        return new ConnzOptions(
                sort,
                auth,
                subscriptions,
                subscriptionsDetail,
                offset,
                limit,
                cid,
                state,
                user,
                mqttClient,
                only,
                filterSubject);
    }

    private static State state(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "open" -> State.OPEN;
            case "closed" -> State.CLOSED;
            case "any", "all" -> State.ALL;
            default -> throw new MonitoringException("Error decoding state for " + text);
        };
    }
}
