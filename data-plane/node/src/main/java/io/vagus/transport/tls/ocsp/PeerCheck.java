package io.vagus.transport.tls.ocsp;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the issuers about each certificate of a peer's chain that says where to ask. Blocks, so never on an event loop. Safe for use
 * by any thread. Source: nats-server server/ocsp_peer.go.
 */
public final class PeerCheck {
    private final PeerRules rules;
    private final ResponseCache cache;
    private final RevocationEvents events;
    private final Clock clock;
    private final Log log;

    PeerCheck(PeerRules rules, ResponseCache cache, RevocationEvents events, Clock clock, Log log) {
        this.rules = rules;
        this.cache = cache;
        this.events = events;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Checks what a peer shows, after it was found to lead to somebody who is trusted. Errors: {@link CertificateException} when
     * the peer is not believed.
     *
     * @param shown the peer's certificate and those that lead to its root, in order
     * @param trusted who is trusted
     * @param refusal what is said of a peer that is turned away
     */
    public void require(X509Certificate[] shown, X509Certificate[] trusted, String refusal)
            throws CertificateException {
        List<X509Certificate> chain = chain(shown, List.of(trusted));
        X509Certificate peer = chain.getFirst();
        // The root vouches for itself.
        for (int i = 0; i + 1 < chain.size(); i++) {
            X509Certificate link = chain.get(i);
            String reason = CertificateFacts.webResponders(link).isEmpty() ? null : problem(link, chain.get(i + 1));
            if (reason != null) {
                log.debug(() -> reason);
                events.linkInvalid(peer, link, reason);
                events.peerRejected(peer, refusal);
                throw new CertificateException(refusal);
            }
        }
    }

    private static List<X509Certificate> chain(X509Certificate[] shown, List<X509Certificate> trusted) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(shown[0]);
        List<X509Certificate> others = List.of(shown).subList(1, shown.length);
        while (chain.size() <= shown.length) {
            X509Certificate last = chain.getLast();
            X509Certificate issuer = CertificateFacts.issuer(last, trusted);
            if (issuer != null) {
                if (!issuer.equals(last)) {
                    chain.add(issuer);
                }
                return chain;
            }
            issuer = CertificateFacts.issuer(last, others);
            if (issuer == null || chain.contains(issuer)) {
                return chain;
            }
            chain.add(issuer);
        }
        return chain;
    }

    /** Why a certificate does not hold; null when it does. */
    private @Nullable String problem(X509Certificate certificate, X509Certificate issuer) {
        String fingerprint = CertificateFacts.fingerprint(certificate);
        String subject = CertificateFacts.name(certificate.getSubjectX500Principal());
        OcspResponse response = null;
        boolean onceRevoked = false;
        byte[] kept = cache.get(fingerprint);
        if (kept != null) {
            response = parsed(kept, certificate, issuer);
            onceRevoked = response != null && response.status() == OcspResponse.Status.REVOKED;
            if (response == null || !isCurrent(response)) {
                cache.reject(fingerprint);
                response = null;
            }
        }
        if (response == null) {
            byte[] der;
            try {
                der = asked(certificate, issuer);
            } catch (OcspException e) {
                return unreachable(subject, e, onceRevoked);
            }
            try {
                response = OcspResponse.parse(der, certificate, issuer);
            } catch (OcspException e) {
                if (e.isUnauthorizedSigner()) {
                    String reason = "Invalid OCSP response delegation: " + subject;
                    log.warn(reason);
                    return unlessWarnOnly(reason, subject);
                }
                log.error("Could not parse OCSP CA response for [" + subject + "]: " + e.getMessage());
                return unlessWarnOnly("Failed OCSP response parse", subject);
            }
            if (!isCurrent(response)) {
                log.warn("New OCSP CA response obtained for [" + subject + "] but not current");
                return unlessWarnOnly("OCSP response not in effectivity window", subject);
            }
            cache.put(fingerprint, response, subject);
        }
        return statusProblem(response, subject);
    }

    private @Nullable String statusProblem(OcspResponse response, String subject) {
        boolean good = switch (response.status()) {
            case GOOD -> true;
            case REVOKED -> false;
            case UNKNOWN -> rules.unknownIsGood();
        };
        if (good) {
            return null;
        }
        String status = response.status().text();
        log.warn("OCSP verify fail for [" + subject + "] with CA status [" + status + "]");
        return unlessWarnOnly("Invalid OCSP response status: " + status, subject);
    }

    private @Nullable String unreachable(String subject, OcspException cause, boolean onceRevoked) {
        log.warn("Attempt to obtain OCSP response from CA responder for [" + subject + "] failed: "
                + cause.getMessage());
        String reason = "Failed OCSP response fetch";
        if (rules.warnOnly()) {
            return unlessWarnOnly(reason, subject);
        }
        if (rules.allowWhenUnreachable()) {
            log.warn("Failed to obtain OCSP CA response for [" + subject + "] but AllowWhenCAUnreachable set; "
                    + (onceRevoked ? "cached revocation exists so rejecting" : "no cached revocation so allowing"));
            return onceRevoked ? reason : null;
        }
        return reason;
    }

    private @Nullable String unlessWarnOnly(String reason, String subject) {
        if (!rules.warnOnly()) {
            return reason;
        }
        log.warn("OCSP verify fail for [" + subject + "] but WarnOnly is true so allowing");
        return null;
    }

    private static @Nullable OcspResponse parsed(byte[] der, X509Certificate certificate, X509Certificate issuer) {
        try {
            return OcspResponse.parse(der, certificate, issuer);
        } catch (OcspException e) {
            return null;
        }
    }

    private byte[] asked(X509Certificate certificate, X509Certificate issuer) throws OcspException {
        byte[] request = CertificateId.of(certificate, issuer).request();
        OcspException last = new OcspException("no responder");
        for (String url : CertificateFacts.webResponders(certificate)) {
            try {
                return Responder.get(url, request, rules.timeout());
            } catch (OcspException e) {
                last = e;
            }
        }
        throw new OcspException("exhausted OCSP responders: " + last.getMessage(), last);
    }

    private boolean isCurrent(OcspResponse response) {
        Instant now = clock.now();
        Instant until = response.nextUpdate();
        Instant end = until == null ? response.thisUpdate().plus(rules.timeToLive()) : until;
        return !end.isBefore(now.minus(rules.clockSkew()))
                && !response.thisUpdate().isAfter(now.plus(rules.clockSkew()));
    }
}
