package io.vagus.account;

import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect, and as whom. Asked on the connection's event loop: quick work (one signature check) may be
 * done at once; anything that waits completes the stage later, from any thread. The connection's authentication timeout
 * covers the wait. An exceptional completion counts as a denial.
 */
public interface Authenticator {

    /** Whether INFO says {@code auth_required}; when it is false, an op before CONNECT is served as {@link #anonymous()}. */
    boolean authRequired();

    /** Whether INFO carries a nonce for the client to sign. */
    boolean nonceRequired();

    /** Judges one CONNECT. */
    CompletionStage<Verdict> authenticate(Attempt attempt);

    /** As whom somebody is served who has not sent CONNECT; asked only while {@link #authRequired()} is false. */
    Verdict anonymous();

    /**
     * What is known when a client asks to be let in.
     *
     * @param connect what the client sent; holds its secrets, so it is not to be kept
     * @param nonce what the client had to sign; empty when no nonce was asked for
     * @param arrival the way it came in
     */
    record Attempt(ConnectOptions connect, String nonce, InetSocketAddress remote, Arrival arrival) {

        /** A client of the plain client port. */
        public Attempt(ConnectOptions connect, String nonce, InetSocketAddress remote) {
            this(connect, nonce, remote, Arrival.PLAIN);
        }
    }

    /**
     * By which way a client came in.
     *
     * @param encrypted whether over TLS
     * @param certificates what it showed of itself in the TLS handshake, its own certificate first, verified; empty without
     */
    record Arrival(Kind kind, boolean encrypted, List<X509Certificate> certificates) {

        /** The client port, without TLS. */
        public static final Arrival PLAIN = new Arrival(Kind.STANDARD, false, List.of());

        /** A kind of port. */
        public enum Kind {
            STANDARD,
            WEBSOCKET
        }
    }

    /** The outcome. */
    sealed interface Verdict {}

    /**
     * The client is let in.
     *
     * @param expires when the connection must be closed with {@code User Authentication Expired}; null for never
     */
    record Allowed(
            Account account,
            UserIdentity user,
            Permissions permissions,
            UserLimits limits,
            @Nullable Instant expires) implements Verdict {

        /** Without permissions, limits or expiry of the user's own. */
        public static Allowed unrestricted(Account account, UserIdentity user) {
            return new Allowed(account, user, Permissions.ALL, UserLimits.NONE, null);
        }
    }

    /**
     * The client is turned away.
     *
     * @param errorText the text of the {@code -ERR} it gets, for instance {@code Authorization Violation}
     * @param closedReason what connz shows
     * @param cause why, for the log and the system event; never a secret
     * @param account the account concerned, if it is known
     */
    record Denied(
            String errorText,
            ClosedReason closedReason,
            String cause,
            @Nullable Account account) implements Verdict {

        /** The usual refusal. */
        public static Denied violation(String cause) {
            return new Denied("Authorization Violation", ClosedReason.AUTHENTICATION_VIOLATION, cause, null);
        }
    }
}
