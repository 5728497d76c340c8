package io.vagus.differential;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One raw connection to a server. A thread of its own gathers all that comes; writing is the caller's. */
final class Peer implements AutoCloseable {

    /** What is kept of one server's answers; more is a fault of the scenario. */
    static final int MAX_HEARD_BYTES = 8 << 20;

    private static final int CONNECT_MILLIS = 5_000;

    private final Socket socket;
    private final AtomicLong lastHeard;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final CountDownLatch greeted = new CountDownLatch(1);
    private boolean ended;

    /**
     * @param lastHeard where the time of the last byte is kept; peers of one conversation share it
     */
    Peer(int port, AtomicLong lastHeard) throws IOException {
        this.lastHeard = lastHeard;
        this.socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = socket.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (heard) {
                    if (heard.size() + n > MAX_HEARD_BYTES) {
                        break;
                    }
                    heard.write(buffer, 0, n);
                }
                lastHeard.set(System.nanoTime());
                greeted.countDown();
            }
        } catch (IOException reset) {
            // A reset is an end like any other: what both servers do is compared by what they said before.
        }
        synchronized (heard) {
            ended = true;
        }
        lastHeard.set(System.nanoTime());
        greeted.countDown();
    }

    /** Waits for the first bytes. */
    void awaitGreeting() throws InterruptedException {
        if (!greeted.await(CONNECT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new DifferentialException("a server did not greet within " + CONNECT_MILLIS + " ms", null);
        }
    }

    /** Writes in pieces; a connection that the server has ended swallows them. */
    void send(byte[] bytes, int pieceBytes) {
        try {
            for (int at = 0; at < bytes.length; at += pieceBytes) {
                socket.getOutputStream().write(bytes, at, Math.min(pieceBytes, bytes.length - at));
                if (pieceBytes > bytes.length) {
                    break;
                }
            }
        } catch (IOException gone) {
            // Whether the server has closed is seen by the reader.
        }
    }

    byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    boolean ended() {
        synchronized (heard) {
            return ended;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
