package io.vagus.transport.tls.ocsp;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of revoked certificates: it makes staples and checks of peers, and owns the timer and the kept answers that
 * they need, from the first on that does. Safe for use by any thread.
 */
public final class Revocation {
    private final Clock clock;
    private final Log log;
    private final RevocationEvents events;
    private final Runnable revoked;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile OcspSettings settings;
    private @Nullable ScheduledThreadPoolExecutor timer;
    private @Nullable ResponseCache cache;

    /** @param revoked told when a certificate of the node's own is revoked and the server must end for it */
    public Revocation(OcspSettings settings, Clock clock, Log log, RevocationEvents events, Runnable revoked) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.events = events;
        this.revoked = revoked;
    }

    /** Holds for what is made from now on; kept answers start anew where they are kept elsewhere. */
    public void settings(OcspSettings changed) {
        lock.lock();
        try {
            if (!changed.cache().equals(settings.cache()) && cache != null) {
                cache.save();
                cache = null;
            }
            settings = changed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The answer to show with a certificate; null when none is to be shown. It is there when this returns. Errors: {@link
     * OcspException}, whose text is nats-server's, when it cannot be had or says what the node must not start with, and it is
     * required.
     *
     * @param required whether a certificate that has to come with an answer may not be shown without one; if it may, there is a
     *     warning
     * @param file where the certificate stands
     * @param chain the certificate, and those that lead to its root as far as they are known
     * @param trusted who is trusted besides
     */
    public @Nullable Staple staple(Path file, X509Certificate[] chain, List<X509Certificate> trusted, boolean required)
            throws OcspException {
        OcspSettings now = settings;
        OcspSettings.Mode mode = now.mode();
        boolean must = CertificateFacts.mustStaple(chain[0]);
        if (mode == OcspSettings.Mode.NEVER) {
            if (must) {
                log.warn("Certificate at '" + file + "' has MustStaple but OCSP is disabled");
            }
            return null;
        }
        if (!must && mode != OcspSettings.Mode.ALWAYS) {
            return null;
        }
        boolean ends = mode == OcspSettings.Mode.ALWAYS || mode == OcspSettings.Mode.MUST;
        try {
            Staple staple =
                    new Staple(new Staple.Subject(file, chain[0], issuer(chain, trusted)), now, ends, clock, log);
            staple.require();
            return staple;
        } catch (OcspException e) {
            if (required) {
                throw e;
            }
            log.warn("Can't restart OCSP features: " + e.getMessage());
            return null;
        }
    }

    /** The second certificate of a chain, or of those that are trusted the one that signed the first. */
    public static X509Certificate issuer(X509Certificate[] chain, List<X509Certificate> trusted) throws OcspException {
        X509Certificate issuer = null;
        if (chain.length == 1) {
            issuer = CertificateFacts.issuer(chain[0], trusted);
        } else if (CertificateFacts.isSigned(chain[0], chain[1])) {
            issuer = chain[1];
        }
        if (issuer == null) {
            throw new OcspException("no issuers found");
        }
        if (issuer.getBasicConstraints() < 0) {
            throw new OcspException(CertificateFacts.name(issuer.getSubjectX500Principal())
                    + " invalid ca basic constraints: is not ca");
        }
        return issuer;
    }

    /** From now on the answer goes out, and is renewed. */
    public void start(Staple staple) {
        log.info("OCSP Stapling enabled for Client connections");
        lock.lock();
        try {
            staple.start(timer(), revoked);
        } finally {
            lock.unlock();
        }
    }

    /** The answer is not needed any more. */
    public static void stop(Staple staple) {
        staple.stop();
    }

    /** A check by these rules. */
    public PeerCheck peers(PeerRules rules) {
        lock.lock();
        try {
            ResponseCache kept = cache;
            if (kept == null) {
                kept = new ResponseCache(settings.cache(), clock, log);
                kept.load();
                cache = kept;
                ResponseCache opened = kept;
                if (settings.cache().local()) {
                    long millis = settings.cache().saveInterval().toMillis();
                    timer().scheduleWithFixedDelay(opened::save, millis, millis, TimeUnit.MILLISECONDS);
                }
                log.info("OCSP peer cache online, type [" + (settings.cache().local() ? "local" : "none") + "]");
            }
            return new PeerCheck(rules, kept, events, clock, log);
        } finally {
            lock.unlock();
        }
    }

    private ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor running = timer;
        if (running == null) {
            running = new ScheduledThreadPoolExecutor(
                    1, task -> Thread.ofPlatform().daemon().name("vagus-ocsp").unstarted(task));
            running.setRemoveOnCancelPolicy(true);
            timer = running;
        }
        return running;
    }

    /** How the answers about peers are kept; null where they are not. */
    public @Nullable CacheView cacheView() {
        lock.lock();
        try {
            return cache == null ? null : cache.view();
        } finally {
            lock.unlock();
        }
    }

    /** What monitoring shows of answers about peers: how often one was at hand and how often not, and what those say that are kept. */
    public record CacheView(long hits, long misses, long responses, long revoked, long good, long unknown) {}

    /** Writes what is left to write. */
    public void close() {
        lock.lock();
        try {
            if (timer != null) {
                timer.shutdownNow();
            }
            if (cache != null) {
                cache.save();
            }
        } finally {
            lock.unlock();
        }
    }
}
