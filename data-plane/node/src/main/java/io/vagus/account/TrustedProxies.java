package io.vagus.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that may vouch for where a connection comes from: each signs the nonce with its own nkey. Immutable but for
 * {@link #replace}, which a reload calls; safe for use by any thread. Source: ADR-55.
 */
public final class TrustedProxies {
    private volatile List<String> keys;

    /** @param keys public nkeys of any kind that signs */
    public TrustedProxies(List<String> keys) {
        this.keys = List.copyOf(keys);
    }

    /** What is known of the way somebody came. */
    public sealed interface Passage {}

    /**
     * Nothing speaks against it.
     *
     * @param proxyKey the trusted proxy in between; null for none
     */
    public record Open(@Nullable String proxyKey) implements Passage {}

    /** A proxy in between signed, and is not trusted. */
    public record Barred() implements Passage {}

    /** Whether somebody has to be given a nonce. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    public List<String> keys() {
        return keys;
    }

    /** Trusts these from now on. */
    public void replace(List<String> trusted) {
        keys = List.copyOf(trusted);
    }

    /** Looks at the proxy's signature, if there is one and anybody is trusted. */
    public Passage passage(Authenticator.Attempt attempt) {
        String signature = attempt.connect().proxySignature();
        List<String> trusted = keys;
        if (signature == null || trusted.isEmpty()) {
            return new Open(null);
        }
        for (String key : trusted) {
            if (NonceProof.problem(key, signature, attempt.nonce()) == null) {
                return new Open(key);
            }
        }
        return new Barred();
    }
}
