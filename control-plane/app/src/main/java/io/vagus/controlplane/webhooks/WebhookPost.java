package io.vagus.controlplane.webhooks;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to where a user said. The name is resolved and judged first, and the connection goes to the address that was
 * judged, so that a second answer of the name server changes nothing. Follows no redirect; reads no body.
 */
@ApplicationScoped
public class WebhookPost {

    private static final Logger LOG = Logger.getLogger(WebhookPost.class);
    private static final int TIMEOUT_SECONDS = 10;

    /** Looks a name up: all the addresses it has. */
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final HttpClient client;
    private final boolean privateAllowed;
    private final Names names;

    @Inject
    WebhookPost(Vertx vertx, @ConfigProperty(name = "vagus.webhooks.allow-private-addresses") boolean privateAllowed) {
        this(vertx, privateAllowed, InetAddress::getAllByName);
    }

    WebhookPost(Vertx vertx, boolean privateAllowed, Names names) {
        this.names = names;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(TIMEOUT_SECONDS * 1000)
                .setMaxPoolSize(64)
                .setKeepAlive(false));
        this.privateAllowed = privateAllowed;
    }

    /** Null for an address that may be used; else why not. */
    @Nullable
    String objection(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
                return "must be an address such as https://example.com/hook, without a user and a fragment";
            }
            if (!"https".equals(uri.getScheme()) && !(privateAllowed && "http".equals(uri.getScheme()))) {
                return "must begin with https://";
            }
            return null;
        } catch (URISyntaxException e) {
            return "is not an address";
        }
    }

    /**
     * Blocks until it is answered.
     *
     * @throws IOException with what to tell the team
     */
    int send(String url, Map<String, String> headers, String body) throws IOException {
        return send(url, headers, body, privateAllowed);
    }

    /** As {@link #send(String, Map, String)} for a feature that decides itself whether addresses inside the network may be reached. */
    public int send(String url, Map<String, String> headers, String body, boolean insideAllowed) throws IOException {
        URI uri = URI.create(url);
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(
                        new InetSocketAddress(judged(uri.getHost(), insideAllowed), port)))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(tls)
                .setFollowRedirects(false)
                .setURI((uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        headers.forEach(options::putHeader);
        try {
            return client.request(options)
                    .compose(request -> request.send(body))
                    .map(response -> {
                        int status = response.statusCode();
                        response.exceptionHandler(cut -> LOG.tracef("%s", cut.getMessage()));
                        response.request().reset();
                        return status;
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + TIMEOUT_SECONDS + " seconds", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e);
        }
    }

    private InetAddress judged(String host, boolean insideAllowed) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = names.addresses(host);
        } catch (UnknownHostException e) {
            throw new IOException("the name " + host + " has no address", e);
        }
        for (InetAddress address : addresses) {
            if (!insideAllowed && !PublicAddress.isPublic(address)) {
                throw new IOException("the name " + host + " leads to an address that is not public");
            }
        }
        return addresses[0];
    }

    private static String reason(@Nullable Throwable failure) {
        return switch (failure) {
            case SSLException tls -> "the certificate or the TLS connection is not acceptable";
            case ConnectException refused -> "the connection was refused";
            case null, default -> "the connection failed";
        };
    }
}
