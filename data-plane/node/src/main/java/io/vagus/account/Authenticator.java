package io.vagus.account;

import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect, and as whom. Asked on the connection's event loop: quick work may be done at once; anything
 * that waits completes the stage later, from any thread. Once asked, the authenticator sees to it that an answer comes in
 * time: no other clock runs. An exceptional completion counts as a denial.
 */
public interface Authenticator {

    /** What holds for those who come in by that kind of link before they have sent CONNECT. */
    Threshold threshold(ConnectionType type);

    /** Whether INFO carries a nonce for the client to sign. */
    boolean nonceRequired();

    /** The curve key that INFO names for authentication services; null for none. */
    default @Nullable String xkey() {
        return null;
    }

    /** Judges one CONNECT; {@link ConnectOptions#INITIAL} stands for somebody who began with another operation. */
    CompletionStage<Verdict> authenticate(Attempt attempt);

    /** As whom somebody is served who has not sent CONNECT; asked only where the entrance is {@link Threshold#FREE}. */
    Verdict anonymous(Peer peer);

    /** How one gets in. */
    enum Threshold {
        /** Everybody is in from the start. */
        FREE(false, true),
        /** INFO asks for nothing, and somebody who begins without CONNECT is judged as one who shows nothing. */
        OPTIONAL(false, true),
        /** INFO asks for nothing, but CONNECT has to come first. */
        SILENT(false, false),
        /** As {@link #OPTIONAL}, but INFO says {@code auth_required}. */
        ANNOUNCED(true, true),
        /** INFO says {@code auth_required}, and CONNECT has to come first. */
        REQUIRED(true, false);

        private final boolean announced;
        private final boolean connectOptional;

        Threshold(boolean announced, boolean connectOptional) {
            this.announced = announced;
            this.connectOptional = connectOptional;
        }

        /** Whether INFO says {@code auth_required}. */
        public boolean isAnnounced() {
            return announced;
        }

        /** Whether another operation may come in the place of CONNECT. */
        public boolean isConnectOptional() {
            return connectOptional;
        }
    }

    /**
     * What is known when a client asks to be let in.
     *
     * @param connect what the client sent; holds its secrets, so it is not to be kept
     * @param nonce what the client had to sign; empty when no nonce was asked for
     */
    record Attempt(ConnectOptions connect, String nonce, Peer peer) {}

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

        /** The same, for another identity. */
        public Allowed as(UserIdentity identity) {
            return new Allowed(account, identity, permissions, limits, expires);
        }

        /** The same, with other permissions. */
        public Allowed with(Permissions changed) {
            return new Allowed(account, user, changed, limits, expires);
        }
    }

    /**
     * The client is turned away.
     *
     * @param errorText the text of the {@code -ERR} it gets, for instance {@code Authorization Violation}
     * @param closedReason what connz shows
     * @param cause why, for the log and the system event; never a secret
     * @param notice what {@code $SYS.ACCOUNT.CLIENT.AUTH.ERR} says; null: the connection's account hears the closed reason
     */
    record Denied(
            String errorText,
            ClosedReason closedReason,
            String cause,
            @Nullable Notice notice) implements Verdict {

        /** What an account is told of a refusal. */
        public record Notice(Account account, String reason) {}

        /** The usual refusal. */
        public static Denied violation(String cause) {
            return violation(ClosedReason.AUTHENTICATION_VIOLATION, cause);
        }

        /** The usual refusal, with a reason of its own for connz. */
        public static Denied violation(ClosedReason reason, String cause) {
            return new Denied("Authorization Violation", reason, cause, null);
        }

        /** The account of somebody who would be let in has as many connections as it may. */
        public static Denied full() {
            return new Denied(Account.FULL, ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED, Account.FULL, null);
        }

        /** The same, told to that account in these words. */
        public Denied telling(Account account, String reason) {
            return new Denied(errorText, closedReason, cause, new Notice(account, reason));
        }
    }
}
