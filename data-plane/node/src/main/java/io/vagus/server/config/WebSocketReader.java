package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.websocket.WebSocketOptions;
import io.vagus.transport.websocket.WebSocketOptions.Access;
import io.vagus.transport.websocket.WebSocketOptions.Cookies;
import io.vagus.transport.websocket.WebSocketOptions.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code websocket {}} block. Texts of mistakes are nats-server's. */
final class WebSocketReader {
    private static final Set<String> FORBIDDEN_HEADERS =
            Set.of("host", "content-length", "connection", "upgrade", "nats-no-masking");

    private final FieldReader fields;
    private final ConfigSources sources;
    private String host = "0.0.0.0";
    private int port;
    private @Nullable String advertise;
    private @Nullable TlsSettings tls;
    private boolean noTls;
    private boolean sameOrigin;
    private final List<String> origins = new ArrayList<>();
    private Duration handshakeTimeout = Duration.ZERO;
    private boolean compression;
    private @Nullable String jwtCookie;
    private @Nullable String userCookie;
    private @Nullable String passwordCookie;
    private @Nullable String tokenCookie;
    private Access access = Access.NONE;
    private @Nullable String noAuthUser;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private @Nullable Duration pingInterval;

    WebSocketReader(FieldReader fields, ConfigSources sources) {
        this.fields = fields;
        this.sources = sources;
    }

    /** Reads a block; null when it names no port, and so asks for nothing. Errors: {@link ConfigException}. */
    @Nullable
    WebSocketOptions read(Item item) {
        if (!(item.value() instanceof Block block)) {
            throw new ConfigException(
                    item.position(),
                    "Expected websocket to be a map, got " + item.value().goType());
        }
        fields.fields(block, this::field);
        if (port == 0) {
            return null;
        }
        if (tls == null && !noTls) {
            throw new ConfigException(List.of("websocket requires TLS configuration"));
        }
        headers.keySet().forEach(WebSocketReader::checkHeader);
        return new WebSocketOptions(
                host,
                port == HostPort.RANDOM ? 0 : port,
                advertise,
                tls,
                sameOrigin,
                origins.stream().map(WebSocketReader::origin).toList(),
                handshakeTimeout,
                compression,
                new Cookies(jwtCookie, userCookie, passwordCookie, tokenCookie),
                new Access(access.user(), access.password(), access.token(), noAuthUser, access.authTimeout()),
                Map.copyOf(headers),
                pingInterval);
    }

    private boolean field(String key, Item item) {
        return networkField(key, item) || accessField(key, item);
    }

    private boolean networkField(String key, Item item) {
        switch (key) {
            case "listen" -> {
                HostPort address = address(item);
                host = address.host().isEmpty() ? host : address.host();
                port = address.port();
            }
            case "port" -> port = intOf(item);
            case "host", "net" -> host = text(item);
            case "advertise" -> advertise = text(item);
            case "no_tls" -> noTls = bool(item);
            case "tls" -> {
                TlsSettings settings = TlsReader.read(item);
                ClientPortReader.requireCertificates(sources, settings, item);
                tls = settings;
            }
            case "same_origin" -> sameOrigin = bool(item);
            case "allowed_origins", "allowed_origin", "allow_origins", "allow_origin", "origins", "origin" ->
                fields.elements(item, each -> origins.add(text(each)));
            case "handshake_timeout" -> handshakeTimeout = FieldReader.durationOrSeconds(item, key);
            case "compress", "compression" -> compression = bool(item);
            case "headers" -> headers(item);
            case "ping_interval" -> pingInterval = fields.durationOrLegacySeconds(item, key);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean accessField(String key, Item item) {
        switch (key) {
            case "authorization", "authentication" -> access = access(item);
            case "jwt_cookie" -> jwtCookie = text(item);
            case "user_cookie" -> userCookie = text(item);
            case "pass_cookie" -> passwordCookie = text(item);
            case "token_cookie" -> tokenCookie = text(item);
            case "no_auth_user" -> noAuthUser = text(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private Access access(Item item) {
        String[] said = new String[3];
        Duration[] timeout = new Duration[1];
        fields.fields(FieldReader.block(item), (key, value) -> {
            switch (key) {
                case "user", "username" -> said[0] = text(value);
                case "pass", "password" -> said[1] = text(value);
                case "token" -> said[2] = text(value);
                case "timeout" -> timeout[0] = FieldReader.durationOrSeconds(value, key);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Access(said[0], said[1], said[2], null, timeout[0]);
    }

    private void headers(Item item) {
        if (!(item.value() instanceof Block block)) {
            throw new ConfigException(
                    item.position(),
                    "error parsing headers: unsupported type " + item.value().goType());
        }
        block.pairs().forEach((key, value) -> {
            if (!(value.value() instanceof Text text)) {
                throw new ConfigException(
                        value.position(),
                        "error parsing header key " + key + ": unsupported type "
                                + value.value().goType());
            }
            headers.put(key, text.value());
        });
    }

    private static void checkHeader(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (FORBIDDEN_HEADERS.contains(lower)) {
            throw new ConfigException(List.of("websocket: invalid header \"" + name + "\" not allowed"));
        }
        if (lower.startsWith("sec-websocket-")) {
            throw new ConfigException(
                    List.of("websocket: invalid header \"" + name + "\", \"Sec-WebSocket-\" prefix not allowed"));
        }
    }

    private static Origin origin(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new ConfigException(List.of("unable to parse allowed origin: " + e.getMessage()));
        }
        String scheme = uri.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new ConfigException(List.of("unable to parse allowed origin \"" + text
                    + "\": allowed origins must be absolute URLs with http or https scheme"));
        }
        if (uri.getHost() == null) {
            throw new ConfigException(List.of("unable to parse allowed origin \"" + text + "\": host is required"));
        }
        int standard = scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() < 0 ? standard : uri.getPort());
    }
}
