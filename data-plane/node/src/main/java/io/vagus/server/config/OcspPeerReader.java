package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.transport.tls.ocsp.PeerRules;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code ocsp_peer} within a {@code tls {}} block. Texts of mistakes are nats-server's. */
final class OcspPeerReader {
    private static final String CONVERSION = "error parsing tls peer config, conversion error: ";

    private boolean verify;
    private boolean warnOnly;
    private boolean unknownIsGood;
    private boolean allowWhenUnreachable;
    private Duration timeout = PeerRules.DEFAULT.timeout();
    private Duration clockSkew = PeerRules.DEFAULT.clockSkew();
    private Duration timeToLive = PeerRules.DEFAULT.timeToLive();

    private OcspPeerReader() {}

    /** How peers are checked; null for not at all. */
    static @Nullable PeerRules peer(Item item) {
        if (item.value() instanceof Bool bool) {
            return bool.value() ? PeerRules.DEFAULT : null;
        }
        if (!(item.value() instanceof Block block)) {
            // It names the type of what is around it.
            throw new ConfigException(
                    item.position(), "error parsing ocsp peer config: unsupported type map[string]interface {}");
        }
        OcspPeerReader reader = new OcspPeerReader();
        block.pairs().forEach((key, value) -> reader.field(key, value, item.position()));
        return reader.verify ? reader.rules() : null;
    }

    private PeerRules rules() {
        return new PeerRules(warnOnly, unknownIsGood, allowWhenUnreachable, timeout, clockSkew, timeToLive);
    }

    private void field(String key, Item item, Position at) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "verify" -> verify = bool(item, key, at);
            case "warn_only" -> warnOnly = bool(item, key, at);
            case "unknown_is_good" -> unknownIsGood = bool(item, key, at);
            case "allow_when_ca_unreachable" -> allowWhenUnreachable = bool(item, key, at);
            case "ca_timeout" -> timeout = seconds(item, at, timeout, true);
            case "allowed_clockskew" -> clockSkew = seconds(item, at, clockSkew, false);
            case "cache_ttl_when_next_update_unset" -> timeToLive = seconds(item, at, timeToLive, true);
            default -> throw unknown(item, key, at);
        }
    }

    private static ConfigException unknown(Item item, String key, Position at) {
        return wrong(item, at, "error parsing tls peer config, unknown field [" + GoQuote.of(key) + "]");
    }

    /** nats-server tells both places. */
    private static ConfigException wrong(Item item, Position at, String text) {
        return new ConfigException(at, item.position() + ": " + text);
    }

    private static boolean bool(Item item, String key, Position at) {
        if (item.value() instanceof Bool bool) {
            return bool.value();
        }
        throw unknown(item, key, at);
    }

    /** Less than nothing counts as not said. */
    private static Duration seconds(Item item, Position at, Duration unsaid, boolean explains) {
        Duration read = FieldReader.numberOfSeconds(item);
        if (read == null) {
            if (!(item.value() instanceof Text text)) {
                throw wrong(item, at, CONVERSION + "unexpected type");
            }
            read = GoDuration.parse(text.value());
            if (read == null) {
                throw wrong(item, at, CONVERSION + (explains ? GoDuration.problem(text.value()) : "unexpected type"));
            }
        }
        return read.isNegative() ? unsaid : read;
    }
}
