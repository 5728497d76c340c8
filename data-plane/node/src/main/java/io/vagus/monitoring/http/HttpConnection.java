package io.vagus.monitoring.http;

import io.vagus.base.Clock;
import io.vagus.protocol.HttpRefusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.HttpResponseInterceptor;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParserFactory;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.RequestValidateHost;
import org.apache.hc.core5.http.protocol.ResponseConnControl;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an HTTP port: its requests are answered one after the other, on a thread of its own. HTTP itself is Apache
 * HttpCore's, which leaves to us what a target may hold.
 */
final class HttpConnection implements Runnable, HttpServerRequestHandler {

    /** Seconds for a request to arrive, and for an answer to leave. */
    static final int MAX_SECONDS = 30;

    /** Bytes of the first line of a request, and of each header's, their ends included. */
    static final int MAX_LINE_BYTES = 16 * 1024;

    /** Headers of a request. */
    static final int MAX_HEADERS = 64;

    /** Seconds that an answer may take to come about; a profile takes longest. */
    private static final int MAX_WORK_SECONDS = 300;

    /** How long the peer of a connection that ends may take to read the last answer. */
    private static final int FAREWELL_MILLIS = 500;

    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(MAX_LINE_BYTES)
            .setMaxHeaderCount(MAX_HEADERS + 1)
            .build();

    /** A connection knows the limits of its buffers alone; headers are counted by its parser. */
    private static final DefaultHttpRequestParserFactory PARSERS = new DefaultHttpRequestParserFactory(LIMITS);

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final HttpListener listener;
    private final Socket socket;
    private final @Nullable SSLContext tls;
    private final Function<HttpRequest, HttpResponse> answers;
    private final Clock clock;
    private volatile long due;

    HttpConnection(
            HttpListener listener,
            Socket socket,
            @Nullable SSLContext tls,
            Function<HttpRequest, HttpResponse> answers,
            Clock clock) {
        this.listener = listener;
        this.socket = socket;
        this.tls = tls;
        this.answers = answers;
        this.clock = clock;
        mayTake(MAX_SECONDS);
    }

    /** Whether it has had all its time. */
    boolean isOver() {
        return clock.nanos() - due > 0;
    }

    /** Ends it; by any thread. */
    void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is gone either way.
        }
    }

    @Override
    public void run() {
        try (DefaultBHttpServerConnection connection =
                new DefaultBHttpServerConnection(null, LIMITS, null, null, null, null, PARSERS, null)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            if (tls == null) {
                connection.bind(socket);
                serve(connection);
            } else {
                SSLSocket encrypted = encrypted(tls);
                if (encrypted != null) {
                    connection.bind(encrypted, socket);
                    serve(connection);
                }
            }
        } catch (IOException | HttpException gone) {
            // The peer is away, too slow, or speaks something else: there is nobody to tell.
        } finally {
            close();
            listener.done(this);
        }
    }

    private void serve(DefaultBHttpServerConnection connection) throws IOException, HttpException {
        HttpService http = new HttpService(
                new DefaultHttpProcessor(
                        new HttpRequestInterceptor[] {new RequestValidateHost()},
                        new HttpResponseInterceptor[] {this::date, new ResponseContent(), new ResponseConnControl()}),
                this);
        while (connection.isOpen()) {
            mayTake(MAX_SECONDS);
            http.handleRequest(connection, HttpCoreContext.create());
        }
    }

    private void date(
            org.apache.hc.core5.http.HttpResponse response, @Nullable EntityDetails body, HttpContext context) {
        response.setHeader(HttpHeaders.DATE, DATE.format(clock.now().atOffset(ZoneOffset.UTC)));
    }

    private void mayTake(long seconds) {
        due = clock.nanos() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** The same connection, encrypted; null when the peer does not want that, and was told. */
    private @Nullable SSLSocket encrypted(SSLContext context) throws IOException {
        byte[] first = socket.getInputStream().readNBytes(HttpRefusal.DECIDING_BYTES);
        byte[] plain = HttpRefusal.answerToPlain(first);
        if (plain != null) {
            socket.getOutputStream().write(plain);
            leave();
            return null;
        }
        SSLSocket encrypted =
                (SSLSocket) context.getSocketFactory().createSocket(socket, new ByteArrayInputStream(first), true);
        encrypted.setUseClientMode(false);
        if (listener.verifiesPeers()) {
            SSLParameters parameters = encrypted.getSSLParameters();
            parameters.setNeedClientAuth(true);
            encrypted.setSSLParameters(parameters);
        }
        encrypted.startHandshake();
        return encrypted;
    }

    /** Ends the stream; what the peer has sent beyond is read for a moment, else its answer could be lost to a reset. */
    private void leave() throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(FAREWELL_MILLIS);
        socket.getInputStream().skip(MAX_LINE_BYTES);
    }

    @Override
    public void handle(ClassicHttpRequest request, ResponseTrigger trigger, HttpContext context)
            throws IOException, HttpException {
        mayTake(MAX_WORK_SECONDS);
        HttpResponse answer = answer(request);
        mayTake(MAX_SECONDS);
        ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        new TreeMap<>(answer.headers()).forEach(response::setHeader);
        response.setEntity(new ByteArrayEntity(answer.body(), null));
        trigger.submitResponse(response);
    }

    private HttpResponse answer(ClassicHttpRequest request) throws ProtocolException {
        String target = request.getRequestUri();
        int mark = target.indexOf('?');
        String path = HttpPath.of(mark < 0 ? target : target.substring(0, mark));
        String query = mark < 0 ? null : target.substring(mark + 1);
        if (path == null) {
            throw new ProtocolException("The target has no path.");
        }
        String clean = HttpPath.clean(path);
        if (clean.equals(path)) {
            Header accept = request.getFirstHeader(HttpHeaders.ACCEPT);
            return answers.apply(new HttpRequest(path, query, accept == null ? "" : accept.getValue()));
        }
        String location = HttpPath.encoded(clean);
        return HttpResponse.redirect(query == null ? location : location + "?" + query);
    }
}
