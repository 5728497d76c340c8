package io.vagus.monitoring.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vagus.base.Clock;
import io.vagus.protocol.HttpHead;
import io.vagus.protocol.HttpRefusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection of an HTTP port: its requests are answered one after the other, on a thread of its own. */
final class HttpConnection implements Runnable {

    /** Seconds for a request to arrive, and for an answer to leave. */
    static final int MAX_SECONDS = 30;

    /** Seconds that an answer may take to come about; a profile takes longest. */
    private static final int MAX_WORK_SECONDS = 300;

    /** How long the peer of a connection that ends may take to read the last answer. */
    private static final int FAREWELL_MILLIS = 500;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
    private static final HttpResponse NOTHING = new HttpResponse(HttpResponse.OK, Map.of(), new byte[0]);
    private static final HttpRefusal OTHER_CODING = new HttpRefusal("501 Not Implemented", "");

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
        due = clock.nanos() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
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
        try {
            Socket served = tls == null ? socket : encrypted(tls);
            if (served != null) {
                serve(served);
            }
        } catch (IOException gone) {
            // The peer is away, too slow, or speaks something else: there is nobody to tell.
        } finally {
            close();
            listener.done(this);
        }
    }

    private void mayTake(long seconds) {
        due = clock.nanos() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** The same connection, encrypted; null when the peer does not want that. */
    private @Nullable Socket encrypted(SSLContext context) throws IOException {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(MAX_SECONDS));
        byte[] first = socket.getInputStream().readNBytes(HttpRefusal.DECIDING_BYTES);
        byte[] plain = HttpRefusal.answerToPlain(first);
        if (plain != null) {
            socket.getOutputStream().write(plain);
            leave(socket);
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

    private void serve(Socket served) throws IOException {
        HttpInput in = new HttpInput(served, clock);
        OutputStream out = served.getOutputStream();
        boolean stays = true;
        while (stays) {
            // Longer than the time of the read itself, which ends a slow request in an orderly way.
            mayTake(MAX_SECONDS + 1L);
            in.within(MAX_SECONDS);
            switch (in.head()) {
                case null -> {
                    return;
                }
                case HttpRefusal refused -> stays = refuse(refused, out);
                case HttpHead head -> stays = answer(head, in, out);
            }
        }
        leave(served);
    }

    private static boolean refuse(HttpRefusal refused, OutputStream out) throws IOException {
        out.write(refused.answer());
        return false;
    }

    /** Answers a request; false when the connection ends with it. */
    private boolean answer(HttpHead head, HttpInput in, OutputStream out) throws IOException {
        boolean whole = head.method().equals("OPTIONS") && head.target().equals("*");
        String path = whole ? head.target() : HttpPath.of(head.target());
        boolean chunked = head.headers().containsKey("transfer-encoding");
        if (chunked && !head.contains("transfer-encoding", "chunked")) {
            return refuse(OTHER_CODING, out);
        }
        long length = chunked ? 0 : length(head);
        if (length < 0 || path == null) {
            return refuse(HttpRefusal.MALFORMED, out);
        }
        // Who waits to be told that the body may come is answered without it.
        boolean waits = head.header("expect") != null;
        boolean stays = !waits && (chunked ? in.skipChunks() : in.skip(length)) && staysAfter(head);
        mayTake(MAX_WORK_SECONDS);
        HttpResponse response = whole ? NOTHING : response(head, path);
        mayTake(MAX_SECONDS);
        out.write(bytes(response, head, stays));
        return stays;
    }

    private HttpResponse response(HttpHead head, String path) {
        String clean = HttpPath.clean(path);
        String query = head.query();
        if (clean.equals(path)) {
            return answers.apply(new HttpRequest(path, query, head));
        }
        String location = HttpPath.encoded(clean);
        return HttpResponse.redirect(query == null ? location : location + "?" + query);
    }

    private static boolean staysAfter(HttpHead head) {
        return head.minor() == 0 ? head.contains("connection", "keep-alive") : !head.contains("connection", "close");
    }

    /** Bytes of the body; -1: not well said. */
    private static long length(HttpHead head) {
        List<String> said = head.headers().getOrDefault("content-length", List.of());
        if (said.isEmpty()) {
            return 0;
        }
        String first = said.getFirst();
        boolean valid = said.stream().allMatch(first::equals) && first.matches("[0-9]{1,18}");
        return valid ? Long.parseLong(first) : -1;
    }

    private byte[] bytes(HttpResponse response, HttpHead head, boolean stays) {
        StringBuilder front = new StringBuilder(256)
                .append(head.minor() == 0 ? "HTTP/1.0 " : "HTTP/1.1 ")
                .append(response.status())
                .append(' ')
                .append(response.reason())
                .append("\r\n");
        new TreeMap<>(response.headers())
                .forEach((name, value) ->
                        front.append(name).append(": ").append(value).append("\r\n"));
        front.append("Date: ").append(DATE.format(clock.now().atOffset(ZoneOffset.UTC)));
        front.append("\r\nContent-Length: ").append(response.body().length).append("\r\n");
        if (!stays && head.minor() > 0) {
            front.append("Connection: close\r\n");
        } else if (stays && head.minor() == 0) {
            front.append("Connection: keep-alive\r\n");
        }
        byte[] start = front.append("\r\n").toString().getBytes(ISO_8859_1);
        if (head.method().equals("HEAD")) {
            return start;
        }
        byte[] all = Arrays.copyOf(start, start.length + response.body().length);
        System.arraycopy(response.body(), 0, all, start.length, response.body().length);
        return all;
    }

    /** Ends the stream; what the peer still sends is read for a moment, else its answer could be lost to a reset. */
    private static void leave(Socket served) throws IOException {
        served.shutdownOutput();
        served.setSoTimeout(FAREWELL_MILLIS);
        byte[] ignored = new byte[HttpInput.MAX_HEAD_BYTES];
        int left = HttpInput.MAX_BODY_BYTES;
        for (int count = 0; count >= 0 && left > 0; left -= count) {
            count = served.getInputStream().read(ignored);
        }
    }
}
