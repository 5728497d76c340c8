package io.vagus.transport.tls.ocsp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.net.URLStreamHandler;
import java.net.spi.URLStreamHandlerProvider;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the JDK's TLS comes by the answers that go out with certificates. It can be told no answer, only an address to ask: it is
 * given one of a scheme of its own, which is answered here out of memory. Which answers there are is known to the whole JVM, as
 * the JDK's settings for this are; a certificate is in it for as long as a port shows it.
 */
public final class StapleConnections extends URLStreamHandlerProvider {
    private static final String SCHEME = "vagus-staple";
    private static final String SWITCH = "jdk.tls.server.enableStatusRequestExtension";
    private static final Map<CertificateId, Staple> SERVED = new ConcurrentHashMap<>();
    private static final ReentrantLock SWITCHING = new ReentrantLock();

    static void serve(Staple staple) {
        SERVED.put(staple.id(), staple);
    }

    static void leave(Staple staple) {
        SERVED.remove(staple.id(), staple);
    }

    /** Makes a context whose server side sends answers along. The JDK asks for its settings when a context is made. */
    public static <T> T stapling(Supplier<T> made) {
        SWITCHING.lock();
        try {
            System.setProperty("jdk.tls.stapling.responderURI", SCHEME + "://node");
            System.setProperty("jdk.tls.stapling.responderOverride", "true");
            System.setProperty("jdk.tls.stapling.ignoreExtensions", "true");
            // What is renewed has to be seen: the JDK's own cache of answers forgets within a second.
            System.setProperty("jdk.tls.stapling.cacheLifetime", "1");
            System.setProperty(SWITCH, "true");
            return made.get();
        } finally {
            System.clearProperty(SWITCH);
            SWITCHING.unlock();
        }
    }

    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        return protocol.equals(SCHEME) ? new Handler() : null;
    }

    private static final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new Connection(url);
        }
    }

    /** One question and its answer. */
    private static final class Connection extends HttpURLConnection {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private byte @Nullable [] answer;

        Connection(URL url) {
            super(url);
        }

        @Override
        public void connect() {}

        @Override
        public void disconnect() {}

        @Override
        public boolean usingProxy() {
            return false;
        }

        @Override
        public OutputStream getOutputStream() {
            return body;
        }

        private byte[] question() {
            if (body.size() != 0) {
                return body.toByteArray();
            }
            String path = URLDecoder.decode(getURL().getPath().substring(1), StandardCharsets.US_ASCII);
            return Base64.getDecoder().decode(path);
        }

        @Override
        public int getResponseCode() {
            try {
                Staple staple = SERVED.get(CertificateId.asked(question()));
                if (staple == null) {
                    return HTTP_NOT_FOUND;
                }
                answer = staple.current();
                return HTTP_OK;
            } catch (OcspException | IllegalArgumentException | IndexOutOfBoundsException e) {
                return HTTP_UNAVAILABLE;
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            byte[] bytes = answer;
            if (bytes == null) {
                throw new IOException("no answer");
            }
            return new ByteArrayInputStream(bytes);
        }
    }
}
