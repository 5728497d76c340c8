package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code proxy} of a remote leaf node. What does not fit together is told at the block, once the remote is read whole. */
final class LeafProxyReader {
    private static final Set<String> TLS_FIELDS = Set.of(
            "cert_file",
            "key_file",
            "ca_file",
            "insecure",
            "cipher_suites",
            "allow_insecure_cipher_suites",
            "curve_preferences",
            "min_version",
            "timeout",
            "cert_store",
            "cert_match_by",
            "cert_match",
            "cert_match_skip_invalid",
            "ca_certs_match",
            "certs",
            "certificates");

    private final PeerFields peers;
    private final Position position;
    private String url = "";
    private boolean hasUser;
    private boolean hasPassword;
    private boolean hasTimeout;
    private boolean negativeTimeout;
    private boolean encrypted;

    private LeafProxyReader(PeerFields peers, Position position) {
        this.peers = peers;
        this.position = position;
    }

    static LeafProxyReader read(FieldReader fields, PeerFields peers, Item item) {
        LeafProxyReader reader = new LeafProxyReader(peers, item.position());
        fields.fields(FieldReader.block(item, "Expected proxy to be a map, got "), (key, value) -> {
            switch (key) {
                case "url" -> reader.url = text(value);
                case "username" -> reader.hasUser = !text(value).isEmpty();
                case "password" -> reader.hasPassword = !text(value).isEmpty();
                case "timeout" -> {
                    var timeout = fields.durationOrLegacySeconds(value, "proxy timeout");
                    reader.hasTimeout = !timeout.isZero();
                    reader.negativeTimeout = timeout.isNegative();
                }
                case "tls" -> reader.tls(value);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return reader;
    }

    private void tls(Item item) {
        List<String> problems = new ArrayList<>();
        FieldReader.block(item).pairs().forEach((key, value) -> {
            if (!TLS_FIELDS.contains(key.toLowerCase(Locale.ROOT))) {
                problems.add(value.position() + ": " + GoQuote.of(key) + " is not supported for proxy TLS");
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        peers.tls(item, false);
        encrypted = true;
    }

    Position position() {
        return position;
    }

    /**
     * What is wrong with the proxy of a remote; null when nothing is.
     *
     * @param remotes the URLs of the remote
     * @param remoteEncrypted whether the remote has a {@code tls} block
     */
    @Nullable
    String problem(List<String> remotes, boolean remoteEncrypted) {
        if (url.isEmpty()) {
            return hasUser || hasPassword || hasTimeout || encrypted
                    ? "proxy URL must be specified when other proxy options are set"
                    : null;
        }
        GoUrl parsed = GoUrl.parse(url);
        if (parsed == null) {
            return "invalid proxy URL: " + GoUrl.problem(GoUrl.redacted(url));
        }
        if (!parsed.scheme().equals("http") && !parsed.scheme().equals("https")) {
            return "proxy URL scheme must be http or https, got: " + parsed.scheme();
        }
        if (parsed.host().isEmpty()) {
            return "proxy URL must specify a host";
        }
        if (encrypted && !parsed.scheme().equals("https")) {
            return "proxy TLS configuration requires an https proxy URL, got: " + parsed.scheme();
        }
        if (negativeTimeout) {
            return "proxy timeout must be >= 0";
        }
        if (hasUser != hasPassword) {
            return "proxy username and password must both be specified or both be empty";
        }
        return remoteEncrypted ? null : needsTls(remotes);
    }

    private static @Nullable String needsTls(List<String> remotes) {
        for (String each : remotes) {
            GoUrl remote = GoUrl.parse(each);
            if (remote != null && remote.scheme().equals("wss")) {
                return "proxy is configured but remote URL " + GoUrl.redacted(each)
                        + " requires TLS and no TLS configuration is provided. When using proxy with TLS endpoints,"
                        + " ensure TLS is properly configured for the leafnode remote";
            }
        }
        return null;
    }
}
