package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.array;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.account.sharing.ResponseType;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceLatency;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code exports} of an account. Source: nats-server parseExportStreamOrService. */
final class ExportsReader {

    private static final int EVERY_REQUEST = 100;

    private final FieldReader fields;

    ExportsReader(FieldReader fields) {
        this.fields = fields;
    }

    /**
     * An export as it is written.
     *
     * @param accounts who may import it; null for anybody
     */
    record Declared(
            boolean service,
            String subject,
            @Nullable List<String> accounts,
            int accountTokenPosition,
            ResponseType responseType,
            Duration threshold,
            @Nullable ServiceLatency latency,
            boolean allowTrace) {}

    List<Declared> read(Item item) {
        if (!(item.value() instanceof Array all)) {
            throw new ConfigException(
                    item.position(),
                    "Exports should be an array, got " + item.value().goType());
        }
        List<Declared> exports = new ArrayList<>();
        for (Item each : all.items()) {
            fields.attempt(() -> {
                if (!(each.value() instanceof Block block)) {
                    throw new ConfigException(
                            each.position(),
                            "Export Items should be a map with type entry, got "
                                    + each.value().goType());
                }
                ExportFields read = new ExportFields();
                fields.fields(block, read::field);
                Declared declared = read.declared();
                if (declared != null) {
                    exports.add(declared);
                }
            });
        }
        return exports;
    }

    /** The fields of one export, in the order of the file. */
    private final class ExportFields {
        private @Nullable String stream;
        private @Nullable String service;
        private @Nullable List<String> accounts;
        private int accountTokenPosition;
        private @Nullable ResponseType responseType;
        private @Nullable Position responseAt;
        private @Nullable Duration threshold;
        private @Nullable ServiceLatency latency;
        private @Nullable Position latencyAt;
        private boolean allowTrace;
        private @Nullable Position traceAt;

        boolean field(String key, Item item) {
            switch (key) {
                case "stream" -> stream(item);
                case "service" -> service(item);
                case "response", "response_type" -> response(item);
                case "threshold", "response_threshold", "response_max_time", "response_time" -> threshold(item);
                case "accounts" -> {
                    List<String> names = new ArrayList<>();
                    array(item).items().forEach(each -> names.add(text(each)));
                    accounts = names.isEmpty() ? null : names;
                }
                case "latency" -> {
                    latencyAt = item.position();
                    latency = latency(item);
                    refuseForStream(item.position(), "latency");
                }
                case "account_token_position" -> accountTokenPosition = (int) whole(item);
                case "allow_trace" -> {
                    traceAt = item.position();
                    allowTrace = bool(item);
                    refuseForStream(item.position(), "allow_trace");
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void stream(Item item) {
            if (service != null) {
                throw new ConfigException(
                        item.position(), "Detected stream \"" + item.value().goText() + "\" but already saw a service");
            }
            refuseBefore(responseAt, "response");
            refuseBefore(latencyAt, "latency");
            refuseBefore(traceAt, "allow_trace");
            if (!(item.value() instanceof Text text)) {
                throw new ConfigException(
                        item.position(),
                        "Expected stream name to be string, got " + item.value().goType());
            }
            stream = text.value();
        }

        private void service(Item item) {
            if (stream != null) {
                throw new ConfigException(
                        item.position(), "Detected service \"" + item.value().goText() + "\" but already saw a stream");
            }
            if (!(item.value() instanceof Text text)) {
                throw new ConfigException(
                        item.position(),
                        "Expected service name to be string, got "
                                + item.value().goType());
            }
            service = text.value();
        }

        private void response(Item item) {
            if (responseAt != null) {
                throw new ConfigException(item.position(), "Duplicate response type definition");
            }
            responseAt = item.position();
            if (!(item.value() instanceof Text text)) {
                throw new ConfigException(
                        item.position(),
                        "Expected response type to be string, got "
                                + item.value().goType());
            }
            responseType = switch (text.value().toLowerCase(Locale.ROOT)) {
                case "single", "singleton" -> ResponseType.SINGLETON;
                case "stream" -> ResponseType.STREAM;
                case "chunk", "chunked" -> ResponseType.CHUNKED;
                default ->
                    throw new ConfigException(item.position(), "Unknown response type: \"" + text.value() + "\"");
            };
            refuseForStream(item.position(), "response");
        }

        private void threshold(Item item) {
            if (threshold != null) {
                throw new ConfigException(item.position(), "Duplicate response threshold detected");
            }
            String expected = "Expected response threshold to be a parseable time duration, got ";
            if (!(item.value() instanceof Text text)) {
                throw new ConfigException(
                        item.position(), expected + item.value().goType());
            }
            Duration parsed = GoDuration.parse(text.value());
            if (parsed == null) {
                throw new ConfigException(item.position(), expected + "\"" + text.value() + "\"");
            }
            threshold = parsed;
            refuseForStream(item.position(), "response");
        }

        private void refuseForStream(Position at, String directive) {
            if (stream != null) {
                throw new ConfigException(at, "Detected " + directive + " directive on non-service");
            }
        }

        private void refuseBefore(@Nullable Position at, String directive) {
            if (at != null) {
                throw new ConfigException(at, "Detected " + directive + " directive on non-service");
            }
        }

        @Nullable
        Declared declared() {
            String subject = stream != null ? stream : service;
            if (subject == null) {
                return null;
            }
            Duration time = threshold == null || threshold.isZero() ? ServiceExport.DEFAULT_THRESHOLD : threshold;
            return new Declared(
                    service != null,
                    subject,
                    accounts,
                    accountTokenPosition,
                    responseType == null ? ResponseType.SINGLETON : responseType,
                    time,
                    latency,
                    allowTrace);
        }
    }

    private static ServiceLatency latency(Item item) {
        if (item.value() instanceof Text text) {
            return new ServiceLatency(EVERY_REQUEST, text.value());
        }
        if (!(item.value() instanceof Block block)) {
            throw new ConfigException(
                    item.position(),
                    "Expected latency entry to be a map/struct or string, got "
                            + item.value().goType());
        }
        Map<String, Item> pairs = block.pairs();
        Item sampling = pairs.get("sampling");
        int percent = sampling == null ? EVERY_REQUEST : sampling(sampling);
        Item subject = pairs.get("subject");
        if (subject == null) {
            throw new ConfigException(item.position(), "Latency subject required, but missing");
        }
        if (!(subject.value() instanceof Text text)) {
            throw new ConfigException(subject.position(), "Expected latency subject to be a string, got string");
        }
        return new ServiceLatency(percent, text.value());
    }

    private static int sampling(Item item) {
        long percent;
        if (item.value() instanceof Whole whole) {
            percent = whole.value();
        } else if (item.value() instanceof Text text) {
            if (text.value().strip().equalsIgnoreCase("headers")) {
                return ServiceLatency.BY_HEADERS;
            }
            try {
                percent = Percentage.parse(text.value());
            } catch (NumberFormatException e) {
                throw new ConfigException(
                        item.position(),
                        "Failed to parse latency sample: strconv.Atoi: parsing \"" + Percentage.number(text.value())
                                + "\": invalid syntax");
            }
        } else {
            throw new ConfigException(
                    item.position(),
                    "Expected latency sample to be a string or map/struct, got "
                            + item.value().goType());
        }
        if (percent < 1 || percent > EVERY_REQUEST) {
            throw new ConfigException(item.position(), "bad sampling percentage, should be 1-100");
        }
        return (int) percent;
    }
}
