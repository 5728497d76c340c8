package io.vagus.transport.tls.ocsp;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's answer about one certificate of the node's own, which goes out with it. It is had from memory, from a file, or
 * from the issuer, in this order, and renewed half-way to its end. Source: nats-server server/ocsp.go.
 */
public final class Staple {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration NO_END = Duration.ofHours(24);
    private static final Duration PAST_END = Duration.ofMinutes(2);

    /**
     * One certificate and the file it stands in.
     *
     * @param issuer who signed it
     */
    record Subject(Path file, X509Certificate certificate, X509Certificate issuer) {}

    private final Subject subject;
    private final OcspSettings settings;
    private final boolean endsWhenRevoked;
    private final Clock clock;
    private final Log log;
    private final CertificateId id;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable OcspResponse held;
    private volatile boolean stopped;

    Staple(Subject subject, OcspSettings settings, boolean endsWhenRevoked, Clock clock, Log log) throws OcspException {
        this.subject = subject;
        this.settings = settings;
        this.endsWhenRevoked = endsWhenRevoked;
        this.clock = clock;
        this.log = log;
        this.id = CertificateId.of(subject.certificate, subject.issuer);
    }

    /** What to show with the certificate. Blocks for an answer of the issuer when there is none that holds. */
    byte[] current() throws OcspException {
        return valid().der();
    }

    /** Whether there is an answer that can go out; blocks as {@link #current} does. */
    public boolean isReady() {
        try {
            valid();
            return true;
        } catch (OcspException e) {
            log.error("Bad OCSP status update for certificate '" + subject.file + "': " + e.getMessage());
            return false;
        }
    }

    CertificateId id() {
        return id;
    }

    /** Refuses what the node must not start with. */
    void require() throws OcspException {
        OcspResponse response;
        try {
            response = valid();
        } catch (OcspException e) {
            throw new OcspException(
                    "bad OCSP status update for certificate at '" + subject.file + "': " + e.getMessage(), e);
        }
        if (response.status() != OcspResponse.Status.GOOD && endsWhenRevoked) {
            throw new OcspException("found existing OCSP status for certificate at '" + subject.file + "': "
                    + response.status().text());
        }
    }

    private OcspResponse valid() throws OcspException {
        OcspResponse known = held;
        if (known != null && problem(known) == null) {
            return known;
        }
        lock.lock();
        try {
            known = held;
            if (known != null && problem(known) == null) {
                return known;
            }
            OcspResponse stored = stored();
            return stored == null ? fetched() : stored;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String problem(OcspResponse response) {
        Instant now = clock.now();
        Instant until = response.nextUpdate();
        if (until != null && until.isBefore(now)) {
            return "invalid ocsp NextUpdate, is past time: " + until;
        }
        return response.thisUpdate().isAfter(now)
                ? "invalid ocsp ThisUpdate, is future time: " + response.thisUpdate()
                : null;
    }

    private OcspResponse parsed(byte[] der) throws OcspException {
        OcspResponse response = OcspResponse.parse(der, subject.certificate, subject.issuer);
        String problem = problem(response);
        if (problem != null) {
            throw new OcspException(problem);
        }
        return response;
    }

    // --- the file ------------------------------------------------------------------------------------------------

    private @Nullable Path directory() {
        Path store = settings.storeDirectory();
        return store == null ? null : store.resolve("ocsp");
    }

    private @Nullable OcspResponse stored() {
        Path directory = directory();
        if (directory == null) {
            return null;
        }
        try {
            byte[] der = Files.readAllBytes(directory.resolve(CertificateFacts.fileName(subject.certificate)));
            OcspResponse response = parsed(der);
            held = response;
            return response;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | OcspException unusable) {
            log.debug(() -> "Kept OCSP status of '" + subject.file + "' is of no use: " + unusable.getMessage());
            return null;
        }
    }

    private void store(byte[] der) throws OcspException {
        Path directory = directory();
        if (directory == null || stopped) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Path written = Files.createTempFile(directory, "tmp-cert-status", "");
            try {
                Files.write(written, der);
                Files.move(
                        written,
                        directory.resolve(CertificateFacts.fileName(subject.certificate)),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw new OcspException("failed to write ocsp status: " + e.getMessage(), e);
        }
    }

    // --- the issuer ----------------------------------------------------------------------------------------------

    private OcspResponse fetched() throws OcspException {
        List<String> urls =
                settings.urls().isEmpty() ? CertificateFacts.responders(subject.certificate) : settings.urls();
        if (urls.isEmpty()) {
            throw new OcspException("no available ocsp servers");
        }
        byte[] request = id.request();
        OcspException last = new OcspException("no responder");
        for (String url : urls) {
            byte[] der;
            try {
                der = Responder.ask(url, request, TIMEOUT);
            } catch (OcspException e) {
                last = e;
                continue;
            }
            try {
                OcspResponse response = parsed(der);
                store(der);
                held = response;
                return response;
            } catch (OcspException e) {
                last = new OcspException("failed to get remote status from " + url + ": " + e.getMessage(), e);
            }
        }
        throw new OcspException("exhausted ocsp servers: " + last.getMessage(), last);
    }

    // --- renewal -------------------------------------------------------------------------------------------------

    /**
     * From now on the answer goes out with the certificate and is renewed.
     *
     * @param revoked told when the certificate does not hold any more and the server must not go on with it
     */
    void start(ScheduledExecutorService timer, Runnable revoked) {
        StapleConnections.serve(this);
        OcspResponse response = held;
        Duration next = Duration.ZERO;
        if (response != null && response.status() == OcspResponse.Status.GOOD) {
            next = untilRenewal(response);
            log.info("Found OCSP status for Client certificate at '" + subject.file + "': good, next update "
                    + response.nextUpdate() + ", checking again in " + text(next));
        }
        schedule(timer, revoked, next);
    }

    private void schedule(ScheduledExecutorService timer, Runnable revoked, Duration delay) {
        if (stopped) {
            return;
        }
        try {
            timer.schedule(() -> renew(timer, revoked), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            stopped = true;
        }
    }

    private void renew(ScheduledExecutorService timer, Runnable revoked) {
        if (stopped) {
            return;
        }
        OcspResponse response;
        lock.lock();
        try {
            response = fetched();
        } catch (OcspException e) {
            OcspResponse known = held;
            Duration next = known == null ? PAST_END : untilRenewal(known);
            log.error("Bad OCSP status update for certificate '" + subject.file + "': " + e.getMessage()
                    + ", trying again in " + text(next));
            schedule(timer, revoked, next);
            return;
        } finally {
            lock.unlock();
        }
        if (response.status() == OcspResponse.Status.GOOD) {
            Duration next = untilRenewal(response);
            log.info("Received OCSP status for Client certificate '" + subject.file + "': good, next update "
                    + response.nextUpdate() + ", checking again in " + text(next));
            schedule(timer, revoked, next);
            return;
        }
        log.error("Received OCSP status for Client certificate '" + subject.file + "': "
                + response.status().text());
        if (endsWhenRevoked) {
            revoked.run();
        }
    }

    private Duration untilRenewal(OcspResponse response) {
        Instant until = response.nextUpdate();
        if (until == null) {
            return NO_END;
        }
        Duration half = Duration.between(clock.now(), until).dividedBy(2);
        return half.isNegative() ? PAST_END : half;
    }

    private static String text(Duration duration) {
        return duration.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** The answer is not renewed any more. */
    void stop() {
        stopped = true;
        StapleConnections.leave(this);
    }
}
