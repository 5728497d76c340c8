package io.vagus.monitoring;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The JDK's HTTPS server, loaded only where HTTPS is configured. As in nats-server, clients need
 * no certificate, unless issuers are asked about those of clients somewhere. */
final class HttpsPort {
    private HttpsPort() {}

    static HttpServer create(InetSocketAddress address, int backlog, Supplier<SSLContext> tls, boolean verifiesPeers)
            throws IOException {
        HttpsServer server = HttpsServer.create(address, backlog);
        server.setHttpsConfigurator(new Configurator(RenewedTls.of(tls), verifiesPeers));
        return server;
    }

    private static final class Configurator extends HttpsConfigurator {
        private final boolean verifiesPeers;

        /** @param tls a renewed certificate is used at the next connection */
        Configurator(SSLContext tls, boolean verifiesPeers) {
            super(tls);
            this.verifiesPeers = verifiesPeers;
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters chosen = getSSLContext().getDefaultSSLParameters();
            chosen.setNeedClientAuth(verifiesPeers);
            parameters.setSSLParameters(chosen);
        }
    }
}
