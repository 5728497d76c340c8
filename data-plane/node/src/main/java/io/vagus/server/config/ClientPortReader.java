package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Item;
import io.vagus.transport.PortOptions;
import io.vagus.transport.PortOptions.WriteTimeout;
import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;

/** Reads how clients reach the node: TLS, a proxy in front, and what is agreed on with them. */
final class ClientPortReader implements BlockReader {
    private static final int MOST_TOKENS = 255;

    private final ConfigSources sources;
    private final WebSocketReader webSocket;
    private PortOptions options = PortOptions.DEFAULTS;

    ClientPortReader(FieldReader fields, ConfigSources sources) {
        this.sources = sources;
        this.webSocket = new WebSocketReader(fields, sources);
    }

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "tls" -> {
                TlsSettings tls = TlsReader.read(item);
                requireCertificates(sources, tls, item);
                options = options.withTls(tls);
            }
            case "allow_non_tls" -> options = options.withAllowNonTls(bool(item));
            case "websocket", "ws" -> options = options.withWebSocket(webSocket.read(item));
            case "proxy_protocol" -> options = options.withProxyProtocol(bool(item));
            case "client_advertise" -> options = options.withClientAdvertise(text(item));
            case "no_header_support" -> options = options.withNoHeaders(bool(item));
            case "max_sub_tokens", "max_subscription_tokens" -> {
                int tokens = intOf(item);
                if (tokens > MOST_TOKENS) {
                    throw new ConfigException(item.position(), key + " value is too big");
                }
                options = options.withMaxSubscriptionTokens(Math.max(0, tokens));
            }
            case "write_timeout" -> options = options.withWriteTimeout(writeTimeout(item));
            default -> {
                return false;
            }
        }
        return true;
    }

    PortOptions options() {
        return options;
    }

    private static WriteTimeout writeTimeout(Item item) {
        return switch (text(item)) {
            case "default", "close" -> WriteTimeout.CLOSE;
            case "retry" -> WriteTimeout.RETRY;
            default ->
                throw new ConfigException(item.position(), "write_timeout must be 'default', 'close' or 'retry'");
        };
    }

    /** Reads the files that the settings name, as nats-server does while it reads its configuration. */
    static void requireCertificates(ConfigSources sources, TlsSettings settings, Item item) {
        try {
            sources.requireCertificates(settings);
        } catch (TlsException e) {
            throw new ConfigException(item.position(), String.valueOf(e.getMessage()));
        }
    }
}
