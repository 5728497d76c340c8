package io.vagus.transport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes sockets as another factory does, and has each keep to the same rules. */
final class ClientSockets extends SSLSocketFactory {
    private final SSLSocketFactory made;
    private final Consumer<SSLSocket> rules;

    ClientSockets(SSLSocketFactory made, Consumer<SSLSocket> rules) {
        this.made = made;
        this.rules = rules;
    }

    private Socket ruled(Socket socket) {
        if (socket instanceof SSLSocket encrypted) {
            rules.accept(encrypted);
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return made.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return made.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return ruled(made.createSocket());
    }

    @Override
    public Socket createSocket(Socket over, String host, int port, boolean closes) throws IOException {
        return ruled(made.createSocket(over, host, port, closes));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return ruled(made.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return ruled(made.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return ruled(made.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return ruled(made.createSocket(host, port, local, localPort));
    }
}
