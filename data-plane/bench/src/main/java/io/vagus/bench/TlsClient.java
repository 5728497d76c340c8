package io.vagus.bench;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Client connections over TLS to a server on loopback whose certificate this benchmark made itself a moment ago. */
final class TlsClient {

    private TlsClient() {}

    /** Reads the greeting, then upgrades the connection. */
    static Socket upgrade(int port) throws IOException {
        Socket plain = new Socket("127.0.0.1", port);
        plain.setTcpNoDelay(true);
        int b = plain.getInputStream().read();
        while (b >= 0 && b != '\n') {
            b = plain.getInputStream().read();
        }
        SSLSocket secure = (SSLSocket) context().getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        secure.startHandshake();
        return secure;
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new BenchException("no TLS", e);
        }
    }

    /** What is measured is the cost of encryption, not whom to trust. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
