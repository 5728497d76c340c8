package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What to list of the connections.
 *
 * @param user only connections of this user; empty: all
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
        boolean detail = query.text("subs").toLowerCase(Locale.ROOT).equals("detail");
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
                query.text("acc"),
                "");
    }

    /** From the body of a request in the system account. */
    static ConnzOptions of(ObjectNode request) {
        int state = request.path("state").asInt(0);
        return new ConnzOptions(
                Connz.Sort.parse(request.path("sort").asText("")),
                request.path("auth").asBoolean(false),
                request.path("subscriptions").asBoolean(false),
                request.path("subscriptions_detail").asBoolean(false),
                request.path("offset").asInt(0),
                request.path("limit").asInt(0),
                request.path("cid").asLong(0),
                state == 1 ? State.CLOSED : state == 2 ? State.ALL : State.OPEN,
                request.path("user").asText(""),
                request.path("acc").asText(""),
                request.path("filter_subject").asText(""));
    }

    ConnzOptions {
        offset = Math.max(0, offset);
        limit = cid > 0 ? 1 : limit <= 0 ? DEFAULT_LIMIT : limit;
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
                sort, auth, subscriptions, subscriptionsDetail, offset, limit, cid, state, user, only, filterSubject);
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
