package io.vagus.transport.tls.ocsp;

import java.time.Duration;

/**
 * How peers are asked about ({@code ocsp_peer}).
 *
 * @param warnOnly a revoked certificate is let in, with a warning
 * @param unknownIsGood a certificate whose issuer does not know it counts as good
 * @param allowWhenUnreachable a certificate counts as good when its issuer cannot be asked and never said it was revoked
 * @param timeout how long a question may take
 * @param clockSkew by how much the issuer's clock may be wrong
 * @param timeToLive how long an answer holds that does not say so
 */
public record PeerRules(
        boolean warnOnly,
        boolean unknownIsGood,
        boolean allowWhenUnreachable,
        Duration timeout,
        Duration clockSkew,
        Duration timeToLive) {

    public static final PeerRules DEFAULT =
            new PeerRules(false, false, false, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofHours(1));
}
