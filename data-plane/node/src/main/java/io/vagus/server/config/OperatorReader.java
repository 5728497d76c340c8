package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.duration;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.identity.OperatorClaims;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.config.NodeConfig.Resolver;
import io.vagus.transport.tls.TlsSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code operator} and what belongs to accounts that come as JWTs. */
final class OperatorReader implements BlockReader {
    private static final String JWT_START = "eyJ";
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final Pattern MEMORY = Pattern.compile("(MEM|MEMORY)\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern URL =
            Pattern.compile("URL(?:\\(\\s*\"?([^\\s\"]*)\"?\\s*\\))?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(1900);
    private static final long DEFAULT_CACHED_ACCOUNTS = 1000;

    private final FieldReader fields;
    private final ConfigSources sources;

    private final List<String> operators = new ArrayList<>();
    private final List<String> trustedKeys = new ArrayList<>();
    private @Nullable Resolver resolver;
    private @Nullable TlsSettings resolverTls;
    private final Map<String, String> preload = new LinkedHashMap<>();
    private @Nullable Set<String> pinned;
    private @Nullable String sentinel;
    private boolean operatorGiven;

    OperatorReader(FieldReader fields, ConfigSources sources) {
        this.fields = fields;
        this.sources = sources;
    }

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "operator", "operators", "roots", "root", "root_operators", "root_operator" -> {
                operatorGiven = true;
                fields.elements(item, each -> operators.add(operatorJwt(text(each), item.position())));
            }
            case "trusted", "trusted_keys" -> readTrustedKeys(item);
            case "resolver", "account_resolver", "accounts_resolver" -> resolver = resolver(item);
            case "resolver_tls" -> {
                TlsSettings settings = TlsReader.read(item);
                ClientPortReader.requireCertificates(sources, settings, item);
                resolverTls = settings;
            }
            case "resolver_preload" -> readPreload(item);
            case "resolver_pinned_accounts" -> {
                Set<String> accounts = new LinkedHashSet<>();
                fields.elements(item, each -> accounts.add(text(each)));
                pinned = accounts;
            }
            case "default_sentinel" -> sentinel = text(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Null where accounts do not come as JWTs. */
    @Nullable
    OperatorMode mode() {
        if (operators.isEmpty() && trustedKeys.isEmpty()) {
            return operatorGiven || sentinel == null
                    ? null
                    : new OperatorMode(List.of(), List.of(), null, Map.of(), null, sentinel);
        }
        return new OperatorMode(
                List.copyOf(operators),
                List.copyOf(trustedKeys),
                encrypted(resolver != null ? resolver : accountServer()),
                Map.copyOf(preload),
                pinned == null ? null : Set.copyOf(pinned),
                sentinel);
    }

    private @Nullable Resolver encrypted(@Nullable Resolver plain) {
        return plain instanceof Resolver.Url url ? new Resolver.Url(url.url(), resolverTls) : plain;
    }

    /** One operator may name a server where its accounts can be had. */
    private @Nullable Resolver accountServer() {
        if (operators.size() != 1) {
            return null;
        }
        String url = claims(operators.getFirst()).accountServerUrl();
        return url.isEmpty() ? null : new Resolver.Url(url + "/accounts", null);
    }

    private static OperatorClaims claims(String jwt) {
        return Jwt.decode(jwt, OperatorClaims.class);
    }

    private String operatorJwt(String written, Position position) {
        String jwt = written.startsWith(JWT_START) ? written : operatorFile(written, position);
        try {
            claims(jwt);
            return jwt;
        } catch (IdentityException malformed) {
            throw new ConfigException(position, "error parsing operator JWT: " + malformed.getMessage());
        }
    }

    private String operatorFile(String written, Position position) {
        try {
            String content = sources.read(FieldReader.path(written, position));
            Matcher jwt = JWT.matcher(content);
            if (jwt.find()) {
                return jwt.group();
            }
            throw new ConfigException(position, "error parsing operator JWT: no JWT in file '" + written + "'");
        } catch (IOException e) {
            throw new ConfigException(
                    position, "error parsing operator JWT: open " + written + ": no such file or directory");
        }
    }

    private void readTrustedKeys(Item item) {
        fields.elements(item, each -> {
            String key = text(each);
            if (!Nkey.isValid(key, KeyKind.OPERATOR)) {
                throw new ConfigException(
                        item.position(), "trust key \"" + key + "\" required to be a valid public operator nkey");
            }
            trustedKeys.add(key);
        });
    }

    private void readPreload(Item item) {
        if (!(item.value() instanceof Block block)) {
            throw new ConfigException(item.position(), "preload should be a map of account_public_key:account_jwt");
        }
        for (Map.Entry<String, Item> pair : block.pairs().entrySet()) {
            fields.attempt(() -> {
                if (!(pair.getValue().value() instanceof Text jwt)) {
                    throw new ConfigException(pair.getValue().position(), "preload map value should be a string JWT");
                }
                preload.put(pair.getKey(), jwt.value());
            });
        }
    }

    private Resolver resolver(Item item) {
        if (item.value() instanceof Text text) {
            if (MEMORY.matcher(text.value()).find()) {
                return new Resolver.Memory();
            }
            Matcher url = URL.matcher(text.value());
            if (url.find()) {
                return new Resolver.Url(url(url.group(1), item.position()), null);
            }
            throw noResolver(item.position());
        }
        if (!(item.value() instanceof Block block)) {
            throw new ConfigException(
                    item.position(),
                    "error parsing operator resolver, wrong type "
                            + item.value().goType());
        }
        ResolverFields read = new ResolverFields();
        // The real server looks at the fields it knows and at no others.
        block.pairs().forEach((key, value) -> read.field(key, value));
        return read.resolver(item.position());
    }

    private static String url(@Nullable String written, Position position) {
        String url = written == null ? "" : written;
        try {
            if (new URI(url).getHost() != null) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            // Told below.
        }
        throw new ConfigException(position, "error parsing account resolver url [\"" + url + "\"]");
    }

    private static ConfigException noResolver(Position position) {
        return new ConfigException(
                position,
                "error parsing account resolver, should be MEM or  URL(\"url\") or a map containing dir and type"
                        + " state=[FULL|CACHE])");
    }

    private final class ResolverFields {
        private String type = "";
        private String directory = "";
        private boolean allowDelete;
        private @Nullable Boolean hardDelete;
        private long limit;
        private Duration timeToLive = Duration.ZERO;
        private Duration interval = Duration.ZERO;
        private Duration timeout = DEFAULT_TIMEOUT;

        void field(String key, Item item) {
            switch (key) {
                case "type" -> type = text(item).toUpperCase(Locale.ROOT);
                case "dir" -> directory = text(item);
                case "allow_delete" -> allowDelete = bool(item);
                case "hard_delete" -> hardDelete = bool(item);
                case "limit" -> limit = whole(item);
                case "ttl" -> timeToLive = duration(item, key);
                case "interval" -> interval = duration(item, key);
                case "timeout" -> {
                    timeout = duration(item, key);
                    if (!timeout.isPositive()) {
                        throw new ConfigException(
                                item.position(), "Fetch timeout " + GoDuration.print(timeout) + " is too smal");
                    }
                }
                default -> {}
            }
        }

        Resolver resolver(Position position) {
            return switch (type) {
                case "FULL" -> full(position);
                case "CACHE" -> cache(position);
                case "MEM", "MEMORY" -> new Resolver.Memory();
                default -> throw noResolver(position);
            };
        }

        private Resolver full(Position position) {
            requireDirectory(position);
            if (!timeToLive.isZero()) {
                fields.report(position, "FULL does not accept ttl");
            }
            if (hardDelete != null && !allowDelete) {
                fields.report(position, "hard_delete has no effect without delete");
            }
            return new Resolver.Directory(
                    FieldReader.path(directory, position),
                    allowDelete,
                    Boolean.TRUE.equals(hardDelete),
                    limit == 0 ? Long.MAX_VALUE : limit,
                    interval.isPositive() ? interval : DEFAULT_INTERVAL,
                    timeout);
        }

        private Resolver cache(Position position) {
            requireDirectory(position);
            if (!interval.isZero()) {
                fields.report(position, "CACHE does not accept sync");
            }
            if (allowDelete) {
                fields.report(position, "CACHE does not accept allow_delete");
            }
            if (hardDelete != null) {
                fields.report(position, "CACHE does not accept hard_delete");
            }
            return new Resolver.Cache(
                    FieldReader.path(directory, position),
                    limit <= 0 ? DEFAULT_CACHED_ACCOUNTS : limit,
                    timeToLive,
                    timeout);
        }

        private void requireDirectory(Position position) {
            if (directory.isEmpty()) {
                throw new ConfigException(position, "dir has no value and needs to point to a directory");
            }
        }
    }
}
