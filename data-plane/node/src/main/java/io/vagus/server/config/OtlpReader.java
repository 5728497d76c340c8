package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.monitoring.otlp.OtlpSettings;
import io.vagus.server.config.ConfigValue.Item;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code otlp { endpoint, interval, headers, metrics, traces, service_name }}, which nats-server does not have. */
final class OtlpReader implements BlockReader {
    private final FieldReader fields;
    private @Nullable URI endpoint;
    private Duration interval = OtlpSettings.DEFAULT_INTERVAL;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private boolean metrics = true;
    private boolean traces = true;
    private String serviceName = OtlpSettings.DEFAULT_SERVICE;

    OtlpReader(FieldReader fields) {
        this.fields = fields;
    }

    @Override
    public boolean field(String key, Item item) {
        if (!key.equals("otlp")) {
            return false;
        }
        fields.fields(FieldReader.block(item), this::inside);
        if (endpoint == null) {
            throw new ConfigException(item.position(), "otlp requires an endpoint");
        }
        return true;
    }

    private boolean inside(String key, Item item) {
        switch (key) {
            case "endpoint" -> endpoint = endpoint(item);
            case "interval" -> interval = interval(item);
            case "headers" -> fields.fields(FieldReader.block(item), this::header);
            case "metrics" -> metrics = bool(item);
            case "traces" -> traces = bool(item);
            case "service_name" -> serviceName = text(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean header(String name, Item item) {
        boolean token = !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
        String value = text(item);
        if (!token || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new ConfigException(item.position(), "otlp header \"" + name + "\" is not a valid HTTP header");
        }
        headers.put(name, value);
        return true;
    }

    private static URI endpoint(Item item) {
        try {
            URI uri = URI.create(text(item));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && (scheme.equals("http") || scheme.equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below, without the text: it may hold a password.
        }
        throw new ConfigException(item.position(), "otlp endpoint must be an http or https URL without user and query");
    }

    private static Duration interval(Item item) {
        Duration duration = FieldReader.durationOrSeconds(item, "interval");
        if (duration.compareTo(OtlpSettings.MIN_INTERVAL) < 0) {
            throw new ConfigException(item.position(), "otlp interval must be at least 100ms");
        }
        return duration;
    }

    /** Null when there is no such block. */
    @Nullable
    OtlpSettings settings() {
        return endpoint == null ? null : new OtlpSettings(endpoint, interval, headers, metrics, traces, serviceName);
    }
}
