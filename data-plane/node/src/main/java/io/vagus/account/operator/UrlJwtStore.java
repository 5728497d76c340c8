package io.vagus.account.operator;

import io.vagus.identity.Jwt;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** The resolver {@code URL}: a web server that answers GET of its URL, a slash and the account's key with the JWT. */
public final class UrlJwtStore implements JwtStore {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofMillis(1900).toMillis();

    private final String base;
    private final @Nullable SSLSocketFactory tls;

    /** @param tls for {@code https}; null: what the JVM trusts */
    public UrlJwtStore(String url, @Nullable SSLSocketFactory tls) {
        this.base = url.endsWith("/") ? url : url + "/";
        this.tls = tls;
    }

    @Override
    public String load(String accountKey) {
        String shown = "could not fetch <\"" + redacted(base + accountKey) + "\">: ";
        try {
            URI uri = new URI(base + accountKey);
            URLConnection opened = uri.toURL().openConnection();
            if (!(opened instanceof HttpURLConnection connection)) {
                throw new JwtStoreException(shown + "unsupported protocol scheme");
            }
            if (connection instanceof HttpsURLConnection secure && tls != null) {
                secure.setSSLSocketFactory(tls);
            }
            if (uri.getUserInfo() != null) {
                connection.setRequestProperty(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(uri.getUserInfo().getBytes(StandardCharsets.UTF_8)));
            }
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return read(connection, shown);
        } catch (IOException | URISyntaxException | IllegalArgumentException unreachable) {
            throw new JwtStoreException(shown + unreachable.getMessage(), unreachable);
        }
    }

    private static String read(HttpURLConnection connection, String shown) throws IOException {
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new JwtStoreException(shown + status + " " + connection.getResponseMessage());
            }
            try (InputStream body = connection.getInputStream()) {
                byte[] bytes = body.readNBytes(Jwt.MAX_TOKEN_LENGTH + 1);
                return new String(bytes, StandardCharsets.ISO_8859_1).strip();
            }
        } finally {
            connection.disconnect();
        }
    }

    /** A password in a URL is not for a log. */
    private static String redacted(String url) {
        return url.replaceFirst("^(\\w+://[^/@:]*):[^/@]*@", "$1:xxxxx@");
    }

    @Override
    public boolean save(String accountKey, String jwt) {
        throw new JwtStoreException("store operation not supported for URL Resolver");
    }

    @Override
    public Kind kind() {
        return Kind.REMOTE;
    }

    @Override
    public DeleteMode deleteMode() {
        return DeleteMode.REFUSED;
    }

    @Override
    public boolean delete(String accountKey) {
        throw new JwtStoreException("store is not set up to for delete");
    }

    @Override
    public List<String> accountKeys() {
        return List.of();
    }

    @Override
    public byte[] hash() {
        return new byte[0];
    }
}
