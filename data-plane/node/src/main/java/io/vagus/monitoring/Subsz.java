package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.routing.Subscription;
import io.vagus.subject.Pattern;
import io.vagus.subject.Subjects;
import io.vagus.transport.ConnectionInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subscriptions, the node's own included: how many, and which. */
final class Subsz {
    static final int DEFAULT_LIMIT = 1024;

    private final Monitored monitored;

    Subsz(Monitored monitored) {
        this.monitored = monitored;
    }

    /**
     * What to tell.
     *
     * @param list whether to list them one by one
     * @param account only this account's; empty: all
     * @param test only those that hear this subject; empty: all
     */
    record Options(boolean list, int offset, int limit, String account, String test) {
        Options {
            offset = Math.max(0, offset);
            limit = limit <= 0 ? DEFAULT_LIMIT : limit;
            if (!test.isEmpty() && !Subjects.isLiteral(test.getBytes(StandardCharsets.UTF_8))) {
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

        static Options of(RequestOptions request) {
            return new Options(
                    request.flag("subscriptions"),
                    request.integer("offset"),
                    request.integer("limit"),
                    request.text("account"),
                    request.text("test"));
        }

        Options listedFor(String only) {
            return new Options(true, offset, limit, only, test);
        }
    }

    ObjectNode answer(Options options) {
        ObjectNode answer = Json.object().put("server_id", monitored.serverId()).put("now", monitored.now());
        List<Account> accounts = monitored.accounts().all().stream()
                .filter(account -> options.account().isEmpty() || account.name().equals(options.account()))
                .toList();
        Accountz.putInterest(answer, accounts);
        Page page = new Page(options);
        if (options.list()) {
            accounts.forEach(page::addAll);
        }
        answer.put("total", page.total).put("offset", options.offset()).put("limit", options.limit());
        if (!page.listed.isEmpty()) {
            ArrayNode list = answer.putArray("subscriptions_list");
            page.listed.forEach(list::add);
        }
        return answer;
    }

    /** Counts what fits the options and keeps only what is asked for: there may be millions. */
    private static final class Page {
        private final Options options;
        private final @Nullable Pattern test;
        private final List<ObjectNode> listed = new ArrayList<>();
        private int total;

        Page(Options options) {
            this.options = options;
            this.test = options.test().isEmpty() ? null : Pattern.of(options.test());
        }

        void addAll(Account account) {
            account.interest().forEach(subscription -> add(account, subscription));
        }

        private void add(Account account, Subscription subscription) {
            if (test != null && !Pattern.of(text(subscription.subject())).matches(test)) {
                return;
            }
            if (total >= options.offset() && listed.size() < options.limit()) {
                ObjectNode detail =
                        Json.object().put("account", account.name()).put("account_tag", Connz.accountTag(account));
                Connz.putSubscription(
                        detail, info(subscription), subscription.receiver().id());
                listed.add(detail);
            }
            total++;
        }
    }

    private static ConnectionInfo.SubscriptionInfo info(Subscription subscription) {
        byte[] queue = subscription.queue();
        return new ConnectionInfo.SubscriptionInfo(
                text(subscription.subject()),
                queue == null ? null : text(queue),
                text(subscription.sid()),
                subscription.delivered(),
                subscription.maximum());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
