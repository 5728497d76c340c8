package io.vagus.controlplane.metrics.store;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of samples: what each measures, whose it is beside the account's, and how finer steps become coarser ones. All have
 * the columns {@code account_id}, {@code step} and {@code at} besides, and a row is one of the account, its keys, the step and
 * the time.
 */
enum SampleTable {
    ACCOUNT(
            "account_sample",
            List.of(),
            List.of(
                    average("connections"),
                    average("leaf_nodes"),
                    average("subscriptions"),
                    average("in_messages"),
                    average("out_messages"),
                    average("in_bytes"),
                    average("out_bytes"),
                    sum("slow_consumers"),
                    average("memory_bytes"),
                    average("disk_bytes"),
                    average("streams"),
                    average("consumers"),
                    average("api_requests"),
                    sum("api_errors"),
                    most("consumer_lag"))),
    CONSUMER(
            "consumer_sample",
            List.of("stream", "consumer"),
            List.of(most("pending"), most("ack_pending"), most("redelivered"))),
    USER(
            "user_sample",
            List.of("user_id"),
            List.of(
                    average("connections"),
                    average("subscriptions"),
                    average("in_messages"),
                    average("out_messages"),
                    average("in_bytes"),
                    average("out_bytes"),
                    sum("slow_consumers"))),
    STREAM(
            "stream_sample",
            List.of("stream"),
            List.of(
                    average("in_messages"),
                    average("messages"),
                    average("bytes"),
                    average("deleted"),
                    average("consumers"),
                    most("consumer_lag")));

    /** A number, and what of a step's finer ones it is. */
    private record Measure(String column, String aggregate) {}

    private static final Pattern AFTER_UNDERSCORE = Pattern.compile("_([a-z])");

    private final String table;
    private final List<String> keys;
    private final List<Measure> measures;

    SampleTable(String table, List<String> keys, List<Measure> measures) {
        this.table = table;
        this.keys = keys;
        this.measures = measures;
    }

    private static Measure average(String column) {
        return new Measure(column, "avg");
    }

    private static Measure sum(String column) {
        return new Measure(column, "sum");
    }

    private static Measure most(String column) {
        return new Measure(column, "max");
    }

    /** Stores {@code :rows}, JSON of readings whose fields are named like the columns, at the step of {@code :now}. */
    String insert() {
        return this == USER
                ? insertByKeyOfUser()
                : into() + " select a.id, 10, " + bin(10, ":now") + ", "
                        + columns(column -> "r." + field(column))
                        + fromRows(keys) + " on conflict do nothing";
    }

    /** A user may be connected with several of its keys at once; keys of nobody known here are left out. */
    private String insertByKeyOfUser() {
        return into() + " select a.id, 10, " + bin(10, ":now") + ", u.id, "
                + measures.stream()
                        .map(measure -> "sum(r." + field(measure.column()) + ")")
                        .collect(Collectors.joining(", "))
                + fromRows(List.of("user_key"))
                + " join lateral (select user_id from credential where user_public_key = r." + field("user_key")
                + " and account_id = a.id limit 1) c on true join nats_user u on u.id = c.user_id"
                + " group by a.id, u.id on conflict do nothing";
    }

    private String fromRows(List<String> texts) {
        String typed = Stream.concat(
                        Stream.concat(Stream.of("account_key"), texts.stream()).map(text -> field(text) + " text"),
                        measures.stream().map(measure -> field(measure.column()) + " double precision"))
                .collect(Collectors.joining(", "));
        return " from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(" + typed
                + ") join account a on a.public_key = r." + field("account_key");
    }

    /**
     * Makes steps of {@code to} seconds from those of {@code from}.
     *
     * <p>{@code :oldest} is where to begin when there is none yet; what is younger than {@code :complete} may still have grown
     * since it was made.
     */
    String rollUp(int from, int to) {
        String bin = bin(to, "at");
        String grouped =
                Stream.concat(Stream.of("account_id", bin), keys.stream()).collect(Collectors.joining(", "));
        return into() + " select account_id, " + to + ", " + bin + ", "
                + Stream.concat(
                                keys.stream(),
                                measures.stream().map(measure -> measure.aggregate() + "(" + measure.column() + ")"))
                        .collect(Collectors.joining(", "))
                + " from " + table + " where step = " + from + " and at >= " + since(to) + " group by " + grouped
                + " on conflict ("
                + Stream.concat(Stream.of("account_id", "step"), keys.stream()).collect(Collectors.joining(", "))
                + ", at) do update set "
                + measures.stream()
                        .map(measure -> measure.column() + " = excluded." + measure.column())
                        .collect(Collectors.joining(", "));
    }

    /** The beginning of the last step that was made, or of an earlier one that may not be complete. */
    private String since(int to) {
        return "(select "
                + bin(to, "least(coalesce(max(at), cast(:oldest as timestamptz)), cast(:complete as timestamptz))")
                + " from " + table + " where step = " + to + ")";
    }

    /** Forgets the rows of {@code :step} from before {@code :before}. */
    String forget() {
        return "delete from " + table + " where step = :step and at < :before";
    }

    /**
     * The time, in seconds, and the columns of an account's rows of {@code :step} between {@code :from} and {@code :to}, in
     * order of time; each key of the table is a parameter named like its column.
     */
    String series() {
        return "select " + shown() + " from " + table + " where account_id = :account and step = :step"
                + keys.stream().map(key -> " and " + key + " = :" + key).collect(Collectors.joining())
                + " and at >= :from and at < :to order by at";
    }

    /** What {@link #series()} selects. */
    String shown() {
        return "cast(extract(epoch from at) as float8), " + columns(column -> column);
    }

    private String into() {
        return "insert into " + table + " (account_id, step, at, " + columns(column -> column) + ")";
    }

    private String columns(Function<String, String> written) {
        return Stream.concat(keys.stream(), measures.stream().map(Measure::column))
                .map(written)
                .collect(Collectors.joining(", "));
    }

    private static String bin(int seconds, String moment) {
        return "date_bin(make_interval(secs => " + seconds + "), cast(" + moment + " as timestamptz), 'epoch')";
    }

    /** The name in JSON of what a column holds. */
    private static String field(String column) {
        return '"'
                + AFTER_UNDERSCORE
                        .matcher(column)
                        .replaceAll(match -> match.group(1).toUpperCase(java.util.Locale.ROOT))
                + '"';
    }
}
