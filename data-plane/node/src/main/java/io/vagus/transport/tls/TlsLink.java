package io.vagus.transport.tls;

import io.vagus.transport.link.HoldingLink;
import io.vagus.transport.link.Link;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS over another link. {@link #handshake} comes first; then it reads and writes like any link. It holds at most one record
 * that did not go out yet and the beginning of one that has not come in whole.
 *
 * <p>The reading side belongs to the owner's loop. The writing side, the handshake's records included, is under this object's
 * lock, within which none but the lower link's is taken.
 */
public final class TlsLink extends HoldingLink {

    /** What a handshake waits for. */
    public enum Progress {
        /** Nothing: it is done. */
        DONE,
        /** Bytes of the peer. */
        READING,
        /** Room to write. */
        WRITING,
        /** Work on another thread. */
        WORKING
    }

    private static final byte[] NOTHING = {};
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final TlsContext context;
    private final SSLEngine engine;
    private final ByteBuffer scratch;

    private byte[] kept = NOTHING;
    private byte[] ahead = NOTHING;
    private boolean begun;
    private boolean ended;
    private volatile boolean heard;
    private volatile boolean closed;

    private TlsLink(Link lower, TlsContext context, SSLEngine engine, ByteBuffer scratch) {
        super(lower);
        this.context = context;
        this.engine = engine;
        this.scratch = scratch;
    }

    /**
     * The server's side.
     *
     * @param scratch for the length of a call, owned by the loop that reads
     */
    public static TlsLink server(Link lower, TlsContext context, ByteBuffer scratch) {
        return new TlsLink(lower, context, context.serverEngine(), scratch);
    }

    /** The client's side, to a server of that name. */
    public static TlsLink client(Link lower, TlsContext context, ByteBuffer scratch, String host, int port) {
        return new TlsLink(lower, context, context.clientEngine(host, port), scratch);
    }

    // --- handshake ------------------------------------------------------------------------------------------------

    /**
     * Goes on with the handshake as far as it goes now; on the owner's loop.
     *
     * @param worked called by another thread after {@link Progress#WORKING}, when it can go on
     * @throws IOException when it failed; the peer has been told why, as far as that went
     */
    public Progress handshake(Runnable worked) throws IOException {
        try {
            if (!begun) {
                begun = true;
                engine.beginHandshake();
            }
            Progress progress = advance(worked);
            if (progress == Progress.DONE) {
                checkPins();
                if (context.settings().verify() && !engine.getUseClientMode()) {
                    // Taken up again, the session would let the client in though its certificate has ended since.
                    engine.getSession().invalidate();
                }
            }
            return progress;
        } catch (SSLException | RuntimeException e) {
            sayWhy();
            throw e instanceof SSLException ? (SSLException) e : new SSLException(e);
        }
    }

    private Progress advance(Runnable worked) throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    work(worked);
                    return Progress.WORKING;
                }
                case NEED_WRAP -> {
                    if (!wrapHandshake()) {
                        return Progress.WRITING;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrapHandshake()) {
                        return Progress.READING;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    flush();
                    return heldBytes() == 0 ? Progress.DONE : Progress.WRITING;
                }
            }
        }
    }

    private void work(Runnable worked) {
        List<Runnable> tasks = new ArrayList<>(2);
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            tasks.add(task);
        }
        context.tasks().execute(() -> {
            tasks.forEach(Runnable::run);
            worked.run();
        });
    }

    /** Writes handshake records; false when there is no room for more now. */
    private boolean wrapHandshake() throws IOException {
        writing.lock();
        try {
            if (!flushHeld()) {
                return false;
            }
            ByteBuffer packet = context.packets().take();
            SSLEngineResult result = engine.wrap(EMPTY.duplicate(), packet);
            hold(packet);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED && heldBytes() == 0) {
                throw new SSLException("tls: closed during the handshake");
            }
            return flushHeld();
        } finally {
            writing.unlock();
        }
    }

    /** Takes in handshake records; false when more bytes have to come first. */
    private boolean unwrapHandshake() throws IOException {
        fill(Integer.MAX_VALUE);
        ByteBuffer plain = context.packets().take();
        try {
            while (true) {
                SSLEngineResult result = engine.unwrap(scratch, plain);
                boolean starved = result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW;
                heard |= result.bytesConsumed() > 0;
                if (starved && ended) {
                    throw new EOFException("EOF");
                }
                if (!starved && result.getStatus() != SSLEngineResult.Status.OK) {
                    throw new SSLException("tls: ended during the handshake: " + result.getStatus());
                }
                HandshakeStatus next = result.getHandshakeStatus();
                if (starved || (next != HandshakeStatus.NEED_UNWRAP && next != HandshakeStatus.NEED_UNWRAP_AGAIN)) {
                    return !starved;
                }
            }
        } finally {
            ahead = append(ahead, plain.flip());
            context.packets().give(plain);
            kept = rest();
        }
    }

    private void checkPins() throws SSLException {
        List<X509Certificate> certificates = peer().certificates();
        if (!context.isPinned(certificates.isEmpty() ? null : certificates.getFirst())) {
            throw new SSLException("certificate not pinned");
        }
    }

    /** Whether the peer has said anything that is TLS. If not, it would not understand an alert either. */
    public boolean isHeard() {
        return heard;
    }

    /** What a peer has said that was no TLS; empty once it said something that is. */
    public byte[] unheard() {
        return heard ? NOTHING : kept.clone();
    }

    /** Sends the alert that belongs to a failure, if it goes out at once and the peer speaks TLS. */
    private void sayWhy() {
        if (!heard) {
            dropHeld();
            return;
        }
        writing.lock();
        try {
            engine.closeOutbound();
            for (int i = 0; i < 4 && !engine.isOutboundDone() && flushHeld(); i++) {
                ByteBuffer packet = context.packets().take();
                engine.wrap(EMPTY.duplicate(), packet);
                hold(packet);
            }
            flushHeld();
        } catch (IOException | RuntimeException gone) {
            // There is nobody to tell.
            dropHeld();
        } finally {
            writing.unlock();
        }
    }

    /** What was agreed on; only after the handshake. */
    public TlsPeer peer() {
        String version = engine.getSession().getProtocol();
        List<X509Certificate> certificates = new ArrayList<>(2);
        try {
            for (Certificate certificate : engine.getSession().getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    certificates.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException none) {
            // It showed none.
            certificates.clear();
        }
        List<X509Certificate> shown = List.copyOf(certificates);
        return new TlsPeer(
                version.startsWith("TLSv") ? version.substring(4) : version,
                engine.getSession().getCipherSuite(),
                shown,
                () -> context.rooted(shown));
    }

    // --- reading --------------------------------------------------------------------------------------------------

    @Override
    public int read(ByteBuffer into) throws IOException {
        int before = into.position();
        if (ahead.length > 0) {
            into.put(ahead);
            ahead = NOTHING;
        }
        fill(into.remaining());
        try {
            while (scratch.hasRemaining() && !engine.isInboundDone()) {
                SSLEngineResult result = engine.unwrap(scratch, into);
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    ended = true;
                    scratch.position(scratch.limit());
                } else if (result.getStatus() != SSLEngineResult.Status.OK) {
                    break;
                }
                answer(result.getHandshakeStatus());
            }
        } finally {
            kept = rest();
        }
        int count = into.position() - before;
        return count == 0 && ended ? -1 : count;
    }

    /** After the handshake TLS 1.3 may still want to answer (a new key); a second handshake of TLS 1.2 is refused. */
    private void answer(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED) {
            return;
        }
        if (!engine.getSession().getProtocol().equals(TlsSettings.Version.TLS_1_3.protocol())
                && !engine.isInboundDone()) {
            throw new SSLException("tls: no renegotiation");
        }
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            wrapHandshake();
        }
    }

    /** Puts into the scratch buffer what was kept and what has come, at most so many bytes; the buffer is ready to be read. */
    private void fill(int most) throws IOException {
        scratch.clear().put(kept);
        scratch.limit(Math.max(kept.length, Math.min(scratch.capacity(), most)));
        if (!ended && scratch.hasRemaining() && lower.read(scratch) < 0) {
            ended = true;
        }
        scratch.flip();
    }

    private byte[] rest() {
        return append(NOTHING, scratch);
    }

    private static byte[] append(byte[] front, ByteBuffer back) {
        int count = back.remaining();
        if (count == 0) {
            return front;
        }
        byte[] both = java.util.Arrays.copyOf(front, front.length + count);
        back.get(both, front.length, count);
        return both;
    }

    // --- writing --------------------------------------------------------------------------------------------------

    @Override
    public int write(ByteBuffer from) throws IOException {
        int before = from.position();
        writing.lock();
        try {
            while (flushHeld() && from.hasRemaining()) {
                ByteBuffer packet = context.packets().take();
                SSLEngineResult result = engine.wrap(from, packet);
                hold(packet);
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    throw new SSLException("tls: nothing can be written: " + result.getStatus());
                }
            }
            return from.position() - before;
        } finally {
            writing.unlock();
        }
    }

    private void hold(ByteBuffer packet) {
        packet.flip();
        if (packet.hasRemaining()) {
            held = packet;
        } else {
            context.packets().give(packet);
        }
    }

    @Override
    protected void dropHeld() {
        ByteBuffer record = held;
        if (record != null) {
            held = null;
            context.packets().give(record);
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                sayWhy();
                dropHeld();
            }
        } finally {
            writing.unlock();
        }
        lower.close();
    }
}
