package io.vagus.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client that is nothing but a socket: sends text, reads text. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private Socket socket;
    private InputStream in;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    RawClient(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    RawClient(InetSocketAddress address, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.connect(address, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    /** A client that has read INFO and sent a CONNECT that asks for little. */
    static RawClient connected(InetSocketAddress address) throws IOException {
        return connected(address, "\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true");
    }

    static RawClient connected(InetSocketAddress address, String options) throws IOException {
        RawClient client = new RawClient(address);
        client.readUntil("\r\n");
        client.send("CONNECT {" + options + "}\r\n");
        return client;
    }

    /** Begins TLS with a server of that name. */
    SSLSession encrypt(SSLContext context, String name, String version) throws IOException {
        SSLSocket encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, name, socket.getPort(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(List.of(new SNIHostName(name)));
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        socket = encrypted;
        in = encrypted.getInputStream();
        return encrypted.getSession();
    }

    void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends, then PING; all that came before the PONG. */
    String exchange(String text) throws IOException {
        send(text + "PING\r\n");
        String answer = readUntil("PONG\r\n");
        return answer.substring(0, answer.length() - "PONG\r\n".length());
    }

    /** Reads up to and with this text; throws when the stream ends before. */
    String readUntil(String end) throws IOException {
        received.reset();
        byte[] wanted = end.getBytes(ISO_8859_1);
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended after: " + received.toString(ISO_8859_1));
            }
            received.write(b);
            if (received.size() >= wanted.length
                    && received.toString(ISO_8859_1).endsWith(end)) {
                return received.toString(ISO_8859_1);
            }
        }
    }

    byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** All that comes until the server closes the connection. */
    String readToEnd() throws IOException {
        received.reset();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                received.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException reset) {
            received.writeBytes("<reset>".getBytes(ISO_8859_1));
        }
        return received.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
