package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.array;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import io.vagus.transport.tls.CipherNames;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.TlsSettings.CertificateFiles;
import io.vagus.transport.tls.TlsSettings.Version;
import io.vagus.transport.tls.ocsp.PeerRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one {@code tls {}} block, of whatever port or remote. Texts of mistakes are nats-server's. */
final class TlsReader {
    private static final Set<String> WINDOWS_ONLY =
            Set.of("cert_store", "cert_match_by", "cert_match", "ca_certs_match", "cert_match_skip_invalid");

    private final Item block;
    private final boolean ofServers;
    private @Nullable Path certificateFile;
    private @Nullable Path keyFile;
    private @Nullable Path caFile;
    private final List<CertificateFiles> certificates = new ArrayList<>();
    private boolean insecure;
    private boolean verify;
    private boolean map;
    private final List<String> suites = new ArrayList<>();
    private boolean allowInsecureSuites;
    private final List<String> curves = new ArrayList<>();
    private Version minVersion = Version.TLS_1_2;
    private Duration timeout = TlsSettings.DEFAULT_TIMEOUT;
    private long rateLimit;
    private final Set<String> pins = new LinkedHashSet<>();
    private boolean handshakeFirst;
    private Duration fallbackDelay = Duration.ZERO;
    private @Nullable PeerRules ocspPeer;

    private TlsReader(Item block, boolean ofServers) {
        this.ofServers = ofServers;
        this.block = block;
    }

    /** Reads a block. Errors: {@link ConfigException} with the first mistake, at which nats-server stops as well. */
    static TlsSettings read(Item item) {
        return readAll(item, false).settings();
    }

    /** As {@link #read}, of a port where other servers may come in, or of one that does. */
    static TlsSettings readOfServers(Item item) {
        return readAll(item, true).settings();
    }

    private static TlsReader readAll(Item item, boolean ofServers) {
        TlsReader reader = new TlsReader(item, ofServers);
        Block fields = FieldReader.block(item);
        fields.pairs().forEach((key, value) -> reader.field(key, value));
        reader.check();
        return reader;
    }

    private void field(String key, Item item) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "cert_file" -> certificateFile = file(item, key);
            case "key_file" -> keyFile = file(item, key);
            case "ca_file" -> caFile = file(item, key);
            case "insecure" -> insecure = bool(item, key);
            case "verify" -> verify = bool(item, key);
            case "verify_and_map" -> {
                map = bool(item, key);
                verify |= map;
            }
            case "verify_cert_and_check_known_urls" -> {
                boolean checksUrls = bool(item, key);
                if (!ofServers) {
                    throw new ConfigException(
                            item.position(), "verify_cert_and_check_known_urls not supported in this context");
                }
                verify |= checksUrls;
            }
            case "allow_insecure_cipher_suites" -> allowInsecureSuites = bool(item, key);
            case "cipher_suites" -> names(item, "cipher_suites").forEach(this::suite);
            case "curve_preferences" -> names(item, "curve_preferences").forEach(this::curve);
            case "min_version" -> minVersion = version(item);
            case "timeout" -> timeout = timeout(item);
            case "connection_rate_limit" -> {
                if (!(item.value() instanceof Whole whole)) {
                    throw wrong(item, "'connection_rate_limit' wrong type");
                }
                rateLimit = whole.value();
            }
            case "pinned_certs" -> pins(item);
            case "handshake_first", "first", "immediate" -> handshakeFirst(key, item);
            case "certs", "certificates" -> certificates(item);
            case "ocsp_peer" -> ocspPeer = OcspPeerReader.peer(item);
            default -> {
                if (WINDOWS_ONLY.contains(key.toLowerCase(Locale.ROOT))) {
                    throw new ConfigException(item.position(), "cert_store not supported on this OS");
                }
                throw wrong(item, "unknown field \"" + key + "\"");
            }
        }
    }

    private static ConfigException wrong(Item item, String what) {
        return new ConfigException(item.position(), "error parsing tls config, " + what);
    }

    private static Path file(Item item, String key) {
        if (item.value() instanceof Text text) {
            return FieldReader.path(text.value(), item.position());
        }
        throw wrong(item, "expected '" + key + "' to be filename");
    }

    private static boolean bool(Item item, String key) {
        if (item.value() instanceof Bool bool) {
            return bool.value();
        }
        throw wrong(item, "expected '" + key + "' to be a boolean");
    }

    private static List<Item> names(Item item, String key) {
        List<Item> items = array(item).items();
        if (items.isEmpty()) {
            throw wrong(item, "'" + key + "' cannot be empty");
        }
        return items;
    }

    private void suite(Item item) {
        String name = FieldReader.text(item);
        if (!CipherNames.isSuite(name)) {
            throw new ConfigException(item.position(), "unrecognized cipher " + name);
        }
        suites.add(name);
    }

    private void curve(Item item) {
        String name = FieldReader.text(item);
        if (!CipherNames.isCurve(name)) {
            throw new ConfigException(item.position(), "unrecognized curve preference " + name);
        }
        curves.add(name);
    }

    private static Version version(Item item) {
        if (!(item.value() instanceof Text text)) {
            throw new ConfigException(
                    item.position(),
                    "error parsing tls config: 'min_version' wrong type: "
                            + item.value().goType());
        }
        return switch (text.value()) {
            case "1.2" -> Version.TLS_1_2;
            case "1.3" -> Version.TLS_1_3;
            case "1.0", "1.1" ->
                throw new ConfigException(item.position(), "unsupported minimum TLS version: TLS " + text.value());
            default ->
                throw new ConfigException(
                        item.position(), "error parsing tls config: unknown version: " + text.value());
        };
    }

    private static Duration timeout(Item item) {
        Duration read = FieldReader.numberOfSeconds(item);
        if (read == null) {
            if (!(item.value() instanceof Text text)) {
                throw wrong(item, "'timeout' wrong type");
            }
            read = GoDuration.parse(text.value());
            if (read == null) {
                throw wrong(item, "'timeout' time: invalid duration \"" + text.value() + "\"");
            }
        }
        return read.isZero() ? TlsSettings.DEFAULT_TIMEOUT : read;
    }

    private void pins(Item item) {
        if (!(item.value() instanceof Array list)) {
            throw wrong(
                    item,
                    "expected 'pinned_certs' to be a list of hex-encoded sha256 of DER encoded SubjectPublicKeyInfo");
        }
        for (Item each : list.items()) {
            String pin = FieldReader.text(each).toLowerCase(Locale.ROOT);
            if (!pin.matches("[a-f0-9]{64}")) {
                throw wrong(
                        each,
                        "'pinned_certs' key " + pin
                                + " does not look like hex-encoded sha256 of DER encoded SubjectPublicKeyInfo");
            }
            pins.add(pin);
        }
    }

    private void handshakeFirst(String key, Item item) {
        if (item.value() instanceof Bool bool) {
            handshakeFirst = bool.value();
        } else if (item.value() instanceof Text text) {
            handshakeFirst(key, item, text.value());
        } else {
            throw new ConfigException(
                    item.position(),
                    "field \"" + key + "\" should be a boolean or a string, got "
                            + item.value().goType());
        }
    }

    private void handshakeFirst(String key, Item item, String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on" -> handshakeFirst = true;
            case "false", "off" -> handshakeFirst = false;
            case "auto", "auto_fallback" -> {
                handshakeFirst = true;
                fallbackDelay = TlsSettings.AUTO_FALLBACK_DELAY;
            }
            default -> {
                Duration delay = GoDuration.parse(text);
                if (delay == null) {
                    throw new ConfigException(
                            item.position(), "field \"" + key + "\"'s value \"" + text + "\" is invalid");
                }
                handshakeFirst = true;
                fallbackDelay = delay;
            }
        }
    }

    private void certificates(Item item) {
        if (!(item.value() instanceof Array list)) {
            throw unsupportedType(item);
        }
        for (Item each : list.items()) {
            if (!(each.value() instanceof Block pair)) {
                throw unsupportedType(each);
            }
            Path certificate = null;
            Path key = null;
            Position last = each.position();
            for (Map.Entry<String, Item> field : pair.pairs().entrySet()) {
                if (!(field.getValue().value() instanceof Text file)) {
                    throw unsupportedType(field.getValue());
                }
                last = field.getValue().position();
                Path path = FieldReader.path(file.value(), last);
                switch (field.getKey()) {
                    case "cert_file" -> certificate = path;
                    case "key_file" -> key = path;
                    default ->
                        throw new ConfigException(
                                last, "error parsing tls certs config, unknown field \"" + field.getKey() + "\"");
                }
            }
            if (certificate == null || key == null) {
                throw new ConfigException(
                        last,
                        "error parsing certificates config: both 'cert_file' and 'cert_key' options are required");
            }
            certificates.add(new CertificateFiles(certificate, key));
        }
    }

    private static ConfigException unsupportedType(Item item) {
        return new ConfigException(
                item.position(),
                "error parsing certificates config: unsupported type "
                        + item.value().goType());
    }

    private void check() {
        if (!certificates.isEmpty() && certificateFile != null) {
            throw wrong(block, "cannot combine 'cert_file' option with 'certs' option");
        }
        List<String> weak = suites.stream().filter(CipherNames::isInsecure).toList();
        if (!allowInsecureSuites && !weak.isEmpty()) {
            throw new ConfigException(
                    block.position(),
                    "insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: "
                            + String.join(", ", weak));
        }
        if (certificateFile != null && keyFile == null) {
            throw new ConfigException(block.position(), "missing 'key_file' in TLS configuration");
        }
        if (certificateFile == null && keyFile != null) {
            throw new ConfigException(block.position(), "missing 'cert_file' in TLS configuration");
        }
    }

    TlsSettings settings() {
        List<CertificateFiles> files = certificateFile != null && keyFile != null
                ? List.of(new CertificateFiles(certificateFile, keyFile))
                : List.copyOf(certificates);
        return new TlsSettings(
                files,
                caFile,
                verify,
                map,
                insecure,
                List.copyOf(suites),
                allowInsecureSuites,
                List.copyOf(curves),
                minVersion,
                timeout,
                rateLimit,
                Set.copyOf(pins),
                handshakeFirst,
                fallbackDelay,
                ocspPeer);
    }
}
