package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.transport.ConnectionInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subscriptions: how many, and which. */
final class Subsz {
    static final int DEFAULT_LIMIT = 1024;

    private final Monitored monitored;

    Subsz(Monitored monitored) {
        this.monitored = monitored;
    }

    /**
     * @param list whether to list them one by one
     * @param account only this account's; empty: all
     * @param test only those that hear this subject; empty: all
     */
    record Options(boolean list, int offset, int limit, String account, String test) {
        Options {
            offset = Math.max(0, offset);
            limit = limit <= 0 ? DEFAULT_LIMIT : limit;
            if (!test.isEmpty() && !isLiteral(test)) {
                throw new MonitoringException("invalid test subject, must be valid publish subject: " + test);
            }
        }

        static Options of(Query query) {
            return new Options(
                    query.flag("subs"),
                    query.integer("offset"),
                    query.integer("limit"),
                    query.text("acc"),
                    query.text("test"));
        }

        static Options of(ObjectNode request) {
            return new Options(
                    request.path("subscriptions").asBoolean(false),
                    request.path("offset").asInt(0),
                    request.path("limit").asInt(0),
                    request.path("account").asText(""),
                    request.path("test").asText(""));
        }

        Options listedFor(String only) {
            return new Options(true, offset, limit, only, test);
        }

        private static boolean isLiteral(String subject) {
            for (String token : subject.split("\\.", -1)) {
                if (token.isEmpty() || token.equals("*") || token.equals(">") || token.contains(" ")) {
                    return false;
                }
            }
            return true;
        }
    }

    ObjectNode answer(Options options) {
        ObjectNode answer = Json.object().put("server_id", monitored.serverId()).put("now", monitored.now());
        Accountz.putInterest(answer, count(options.account()));
        List<ObjectNode> all = options.list() ? details(options) : List.of();
        answer.put("total", all.size()).put("offset", options.offset()).put("limit", options.limit());
        if (!all.isEmpty()) {
            ArrayNode page = answer.putArray("subscriptions_list");
            all.stream().skip(options.offset()).limit(options.limit()).forEach(page::add);
        }
        return answer;
    }

    private long count(String only) {
        return monitored.accounts().all().stream()
                .filter(account -> only.isEmpty() || account.name().equals(only))
                .mapToLong(Account::subscriptions)
                .sum();
    }

    private List<ObjectNode> details(Options options) {
        List<ObjectNode> details = new ArrayList<>();
        for (ConnectionInfo connection : monitored.node().connections(true)) {
            if (!options.account().isEmpty() && !options.account().equals(connection.account())) {
                continue;
            }
            for (ConnectionInfo.SubscriptionInfo sub : connection.subscriptions()) {
                if (options.test().isEmpty() || SubjectFilters.overlap(options.test(), sub.subject())) {
                    details.add(detail(sub, connection));
                }
            }
        }
        return details;
    }

    private static ObjectNode detail(ConnectionInfo.SubscriptionInfo sub, ConnectionInfo connection) {
        ObjectNode detail = Json.object();
        Json.putPresent(detail, "account", connection.account());
        Json.putPresent(detail, "account_tag", tag(connection));
        detail.setAll(Connz.subscription(sub, connection.id()));
        return detail;
    }

    private static @Nullable String tag(ConnectionInfo connection) {
        return connection.accountNameTag() == null ? connection.account() : connection.accountNameTag();
    }
}
