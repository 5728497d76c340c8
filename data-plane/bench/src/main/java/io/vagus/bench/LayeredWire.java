package io.vagus.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The stream of the protocol behind its layer. */
final class LayeredWire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final boolean framed;
    private long frameLeft;

    private LayeredWire(Socket socket, boolean framed) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
        this.out = socket.getOutputStream();
        this.framed = framed;
    }

    static LayeredWire connect(Scenario.Layer layer, ServerUnderTest server) throws IOException {
        LayeredWire wire = switch (layer) {
            case TLS -> new LayeredWire(TlsClient.upgrade(server.port()), false);
            case WEBSOCKET -> webSocket(server.webSocketPort());
        };
        wire.send(("CONNECT {\"verbose\":false,\"pedantic\":false,\"protocol\":0,\"lang\":\"bench\","
                        + "\"version\":\"1\"}\r\nPING\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        wire.awaitLine("PONG");
        return wire;
    }

    private static LayeredWire webSocket(int port) throws IOException {
        LayeredWire wire = new LayeredWire(new Socket("127.0.0.1", port), true);
        wire.out.write(("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int b = wire.in.read();
            if (b < 0) {
                throw new BenchException("the server refused the WebSocket: " + answer);
            }
            answer.append((char) b);
        }
        return wire;
    }

    void send(byte[] bytes) throws IOException {
        if (framed) {
            // A mask of zeros leaves the payload as it is: the load generator has less to do, the server the same.
            byte[] head = new byte[14];
            head[0] = (byte) 0x82;
            head[1] = (byte) 0xff;
            for (int i = 0; i < 8; i++) {
                head[2 + i] = (byte) ((long) bytes.length >>> (56 - 8 * i));
            }
            out.write(head);
        }
        out.write(bytes);
        out.flush();
    }

    /** Reads some bytes of the protocol's stream; -1 at the end. */
    int read(byte[] into) throws IOException {
        if (!framed) {
            return in.read(into);
        }
        while (frameLeft == 0) {
            if (!readFrameHead()) {
                return -1;
            }
        }
        int count = in.read(into, 0, (int) Math.min(into.length, frameLeft));
        frameLeft -= Math.max(0, count);
        return count;
    }

    private boolean readFrameHead() throws IOException {
        int first = in.read();
        int second = in.read();
        if (first < 0 || second < 0) {
            return false;
        }
        long length = second & 0x7f;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (more > 0) {
            length = 0;
            for (int i = 0; i < more; i++) {
                length = length << 8 | in.read();
            }
        }
        frameLeft = length;
        return true;
    }

    void awaitLine(String wanted) throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        while (true) {
            if (read(one) < 0) {
                throw new BenchException("the server closed the connection; last line: " + line);
            }
            if (one[0] == '\n') {
                if (line.toString().stripTrailing().equals(wanted)) {
                    return;
                }
                line.setLength(0);
            } else {
                line.append((char) one[0]);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
