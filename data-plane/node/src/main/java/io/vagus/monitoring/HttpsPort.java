package io.vagus.monitoring;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The JDK's HTTPS server, loaded only where HTTPS is configured. Clients need no certificate, as in nats-server. */
final class HttpsPort {
    private HttpsPort() {}

    static HttpServer create(InetSocketAddress address, int backlog, Supplier<SSLContext> tls) throws IOException {
        HttpsServer server = HttpsServer.create(address, backlog);
        server.setHttpsConfigurator(new Configurator(tls));
        return server;
    }

    /** Asks for the context at each connection, so that a renewed certificate is used at once. */
    private static final class Configurator extends HttpsConfigurator {
        private final Supplier<SSLContext> tls;

        Configurator(Supplier<SSLContext> tls) {
            super(tls.get());
            this.tls = tls;
        }

        @Override
        public SSLContext getSSLContext() {
            return tls.get();
        }

        @Override
        public void configure(HttpsParameters parameters) {
            parameters.setSSLParameters(getSSLContext().getDefaultSSLParameters());
        }
    }
}
