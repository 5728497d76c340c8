package io.vagus.server.log;

import io.vagus.base.Log.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server: {@code <priority>time host tag[pid]: text}, over UDP, TCP or a stream socket of this machine. A thread of
 * its own writes, so that a server that does not read holds nobody up; lines that find no room are dropped. A connection
 * that broke is made anew at the next line.
 */
final class SyslogTarget implements LogTarget {
    /** Lines that may wait for the server; more are dropped. */
    static final int MAX_WAITING_LINES = 4096;

    private static final String TAG = "nats-server";
    private static final byte[] LAST = new byte[0];

    private final String url;
    private final String host;
    private final long pid;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING_LINES);
    private @Nullable WritableByteChannel channel;

    /** Connects. Errors: {@link IOException} when the URL is none or nobody is there. */
    SyslogTarget(String url, long pid) throws IOException {
        this.url = url;
        this.pid = pid;
        this.host = localHost();
        this.channel = connect(url);
        Thread.ofPlatform().daemon().name("vagus-syslog").start(this::send);
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static WritableByteChannel connect(String url) throws IOException {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IOException("error connecting to syslog: \"" + e.getMessage() + "\"", e);
        }
        String scheme = String.valueOf(uri.getScheme());
        try {
            return switch (scheme) {
                case "udp" -> DatagramChannel.open(StandardProtocolFamily.INET).connect(address(uri));
                case "tcp" -> SocketChannel.open(address(uri));
                case "unix" -> SocketChannel.open(UnixDomainSocketAddress.of(uri.getPath()));
                default -> throw new IOException("error invalid network type: \"" + scheme + "\"");
            };
        } catch (IllegalArgumentException e) {
            throw new IOException("error connecting to syslog: \"" + e.getMessage() + "\"", e);
        }
    }

    private static InetSocketAddress address(URI uri) {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** Severities as nats-server gives them, without a facility. */
    static int severity(Level level) {
        return switch (level) {
            case FATAL -> 2;
            case ERROR -> 3;
            case WARN -> 4;
            case INFO, TRACE -> 5;
            case DEBUG -> 7;
        };
    }

    @Override
    public void write(Level level, String text, Instant now) {
        String line = "<" + severity(level) + ">" + now.truncatedTo(ChronoUnit.SECONDS) + " " + host + " " + TAG + "["
                + pid + "]: " + text + "\n";
        // One that finds no room is dropped: a log must not stop the node, and there is nobody else to tell.
        waiting.offer(line.getBytes(StandardCharsets.UTF_8));
    }

    private void send() {
        try {
            byte[] line = waiting.take();
            while (line != LAST) {
                sendOne(line);
                line = waiting.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disconnect();
    }

    private void sendOne(byte[] line) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                WritableByteChannel open = channel;
                if (open == null) {
                    open = connect(url);
                    channel = open;
                }
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    open.write(bytes);
                }
                return;
            } catch (IOException lost) {
                disconnect();
            }
        }
    }

    private void disconnect() {
        WritableByteChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyBroken) {
                channel = null;
            }
        }
    }

    @Override
    public void close() {
        if (!waiting.offer(LAST)) {
            waiting.clear();
            waiting.add(LAST);
        }
    }
}
