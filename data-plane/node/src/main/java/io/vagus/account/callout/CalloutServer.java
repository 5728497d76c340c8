package io.vagus.account.callout;

import io.vagus.identity.AuthorizationRequestClaims;
import io.vagus.identity.CurveKeyPair;
import io.vagus.identity.NkeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Supplier;

/** The node as an authentication service sees it. Safe for use by any thread. */
public final class CalloutServer {
    private final NkeyPair key;
    private final Supplier<AuthorizationRequestClaims.Server> description;
    private final Supplier<Duration> timeout;
    private final Supplier<CurveKeyPair> xkey;
    private final SecureRandom random;

    /**
     * @param key signs the requests; its public key is the node's id there
     * @param description what a request says of the node, but for id and xkey
     * @param timeout how long an answer may take
     * @param xkey opens sealed answers; INFO names its public key
     */
    public CalloutServer(
            NkeyPair key,
            Supplier<AuthorizationRequestClaims.Server> description,
            Supplier<Duration> timeout,
            Supplier<CurveKeyPair> xkey,
            SecureRandom random) {
        this.key = key;
        this.description = description;
        this.timeout = timeout;
        this.xkey = xkey;
        this.random = random;
    }

    NkeyPair key() {
        return key;
    }

    String id() {
        return key.publicKey().toString();
    }

    /** Opens sealed answers. */
    CurveKeyPair xkey() {
        return xkey.get();
    }

    /** @param withXkey whether the answer may be sealed */
    AuthorizationRequestClaims.Server description(boolean withXkey) {
        AuthorizationRequestClaims.Server told = description.get();
        return new AuthorizationRequestClaims.Server(
                told.name(),
                told.host(),
                id(),
                told.version(),
                told.cluster(),
                told.tags(),
                withXkey ? xkey().publicKey().toString() : null);
    }

    Duration timeout() {
        return timeout.get();
    }

    SecureRandom random() {
        return random;
    }

    @Override
    public String toString() {
        return "CalloutServer[" + key + "]";
    }
}
