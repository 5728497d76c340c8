package io.vagus.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A raw client connection that has logged in: no client library stands between the load and the socket. */
final class Wire implements AutoCloseable {
    private static final int READ_BYTES = 256 * 1024;
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([^\"]*)\"");

    private final SocketChannel channel;
    private final ByteBuffer in;

    private Wire(SocketChannel channel, ByteBuffer in) {
        this.channel = channel;
        this.in = in;
    }

    /** Connects to the loopback port and logs in. */
    static Wire connect(int port, Credentials credentials) throws IOException {
        return connect(
                port, credentials, null, ByteBuffer.allocateDirect(READ_BYTES).limit(0));
    }

    /**
     * The same from an address of this machine, for more connections than one address has ports.
     *
     * @param in where to read to; wires that are used one after the other may share it
     */
    static Wire connect(int port, Credentials credentials, @Nullable InetSocketAddress source, ByteBuffer in)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        Wire wire = new Wire(channel, in);
        try {
            channel.bind(source);
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            String info = wire.readLine();
            Matcher nonce = NONCE.matcher(info);
            wire.send("CONNECT {\"verbose\":false,\"pedantic\":false,\"protocol\":0,\"headers\":true,"
                    + "\"no_responders\":true,\"lang\":\"bench\",\"version\":\"1\""
                    + credentials.connectFields(nonce.find() ? nonce.group(1) : "") + "}\r\n");
            wire.flush();
            return wire;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    SocketChannel channel() {
        return channel;
    }

    /** What was read and not yet consumed, between position and limit. */
    ByteBuffer in() {
        return in;
    }

    void send(String text) throws IOException {
        send(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Waits until the server has processed all that was sent. */
    void flush() throws IOException {
        send("PING\r\n");
        String line = readLine();
        while (!line.equals("PONG")) {
            answer(line);
            line = readLine();
        }
    }

    /** Answers a line that is not a message: a PING, or an error, which ends the run. */
    void answer(String line) throws IOException {
        if (line.equals("PING")) {
            send("PONG\r\n");
        } else if (line.startsWith("-ERR")) {
            throw new BenchException("the server refused the load: " + line);
        }
    }

    /** Reads more, keeping what is not consumed. */
    void fill() throws IOException {
        in.compact();
        int read = channel.read(in);
        in.flip();
        if (read < 0) {
            throw new BenchException("the server closed the connection");
        }
    }

    /** The next line without its end. */
    String readLine() throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = in.position() + scanned; i < in.limit(); i++) {
                if (in.get(i) == '\n') {
                    byte[] line = new byte[i - in.position()];
                    in.get(line);
                    in.get();
                    return new String(line, StandardCharsets.ISO_8859_1).stripTrailing();
                }
            }
            scanned = in.remaining();
            if (scanned > MAX_LINE_BYTES) {
                throw new BenchException("the server sent a line longer than " + MAX_LINE_BYTES + " bytes");
            }
            fill();
        }
    }

    /** The payload of a message, whose end is gone past. */
    String readPayload(int payloadBytes) throws IOException {
        if (payloadBytes > READ_BYTES - 2) {
            throw new BenchException("the server sent a message of " + payloadBytes + " bytes");
        }
        while (in.remaining() < payloadBytes + 2) {
            fill();
        }
        byte[] payload = new byte[payloadBytes];
        in.get(payload);
        in.position(in.position() + 2);
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Whether a whole line has been read and not yet consumed. */
    boolean hasLine() {
        for (int i = in.position(); i < in.limit(); i++) {
            if (in.get(i) == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Whether a payload that comes next, fetched if it is not there yet, holds this text. */
    boolean peekContains(int payloadBytes, String text) throws IOException {
        while (in.remaining() < payloadBytes + 2) {
            fill();
        }
        byte first = (byte) text.charAt(0);
        int last = in.position() + payloadBytes - text.length();
        for (int i = in.position(); i <= last; i++) {
            int same = 0;
            while (in.get(i) == first && same < text.length() && in.get(i + same) == text.charAt(same)) {
                same++;
            }
            if (same == text.length()) {
                return true;
            }
        }
        return false;
    }

    /** Goes past the payload of a message and its end. */
    void skipPayload(int payloadBytes) throws IOException {
        while (in.remaining() < payloadBytes + 2) {
            fill();
        }
        in.position(in.position() + payloadBytes + 2);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
