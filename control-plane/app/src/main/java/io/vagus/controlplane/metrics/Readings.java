package io.vagus.controlplane.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that one round of sampling found and is stored: of each account itself, and of its consumers, users and streams those that
 * matter most. So neither an account nor all of them fill the tables.
 */
public record Readings(
        List<AccountReading> accounts,
        List<ConsumerReading> consumers,
        List<UserReading> users,
        List<StreamReading> streams) {

    /** Of an account's consumers those are stored that most messages wait for. */
    static final int MAX_CONSUMERS_OF_ACCOUNT = 50;

    /** Of an account's users those are stored that move most messages. */
    static final int MAX_USERS_OF_ACCOUNT = 100;

    /** Of an account's streams those are stored that take most messages, then those that hold most. */
    static final int MAX_STREAMS_OF_ACCOUNT = 100;

    /** So many consumers, users and streams are stored of all accounts. */
    static final int MAX_OF_ALL = 20_000;

    /** What happened between two moments. */
    static Readings between(ServerCounters last, ServerCounters now, double seconds, List<UserReading> users) {
        return new Readings(
                now.gauges().keySet().stream()
                        .map(account -> account(account, last, now, seconds))
                        .toList(),
                chosen(
                        now.consumers().values().stream().map(Map::values).toList(),
                        Comparator.comparingDouble(ConsumerReading::pending),
                        MAX_CONSUMERS_OF_ACCOUNT),
                chosen(
                        users.stream()
                                .collect(Collectors.groupingBy(UserReading::accountKey))
                                .values(),
                        Comparator.comparingDouble(UserReading::moved).thenComparingDouble(UserReading::connections),
                        MAX_USERS_OF_ACCOUNT),
                chosen(
                        now.streams().keySet().stream()
                                .map(account -> streams(account, last, now, seconds))
                                .toList(),
                        Comparator.comparingDouble(StreamReading::inMessages).thenComparingDouble(StreamReading::bytes),
                        MAX_STREAMS_OF_ACCOUNT));
    }

    /** Of each account the greatest. */
    private static <T> List<T> chosen(
            Collection<? extends Collection<T>> byAccount, Comparator<T> greatness, int maxOfAccount) {
        List<T> all = new ArrayList<>();
        byAccount.forEach(ofAccount -> ofAccount.stream()
                .sorted(greatness.reversed())
                .limit(maxOfAccount)
                .forEach(all::add));
        return all.size() > MAX_OF_ALL ? all.subList(0, MAX_OF_ALL) : all;
    }

    private static List<StreamReading> streams(
            String account, ServerCounters last, ServerCounters now, double seconds) {
        Map<String, Double> lags = now.consumers().getOrDefault(account, Map.of()).values().stream()
                .collect(Collectors.toMap(ConsumerReading::stream, ConsumerReading::pending, Math::max));
        return now.streams().getOrDefault(account, Map.of()).values().stream()
                .map(stream -> new StreamReading(
                        account,
                        stream.name(),
                        stream.taken(last.stream(account, stream.name())) / seconds,
                        stream.messages(),
                        stream.bytes(),
                        stream.deleted(),
                        stream.consumers(),
                        lags.getOrDefault(stream.name(), 0.0)))
                .toList();
    }

    private static AccountReading account(String account, ServerCounters last, ServerCounters now, double seconds) {
        double lag = now.consumers().getOrDefault(account, Map.of()).values().stream()
                .mapToDouble(ConsumerReading::pending)
                .max()
                .orElse(0);
        return new AccountReading(
                account,
                now.gauge(account, "connections"),
                now.gauge(account, "leafNodes"),
                now.gauge(account, "subscriptions"),
                now.growth(last, account, "inMessages") / seconds,
                now.growth(last, account, "outMessages") / seconds,
                now.growth(last, account, "inBytes") / seconds,
                now.growth(last, account, "outBytes") / seconds,
                now.growth(last, account, "slowConsumers"),
                now.gauge(account, "memoryBytes"),
                now.gauge(account, "diskBytes"),
                now.gauge(account, "streams"),
                now.gauge(account, "consumers"),
                now.growth(last, account, "apiRequests") / seconds,
                now.growth(last, account, "apiErrors"),
                lag);
    }
}
