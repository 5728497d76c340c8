package io.vagus.transport;

import io.vagus.account.Traffic;
import io.vagus.account.UserIdentity;
import io.vagus.protocol.ClosedReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client connection at one moment, open or closed, for monitoring.
 *
 * @param id its number
 * @param ip the peer's address
 * @param port the peer's port
 * @param account name of its account; null before it was let in
 * @param accountNameTag the account's name for people
 * @param user as whom it was let in
 * @param roundTrip time of the last PING and PONG; zero before the first
 * @param pendingBytes bytes that wait to be written
 * @param stalls how often it was held back as a sender
 * @param subscriptionCount its subscriptions
 * @param subscriptions the same, one by one; empty unless asked for
 * @param stopped when it was closed; null while it is open
 * @param closedReason why it was closed; null while it is open
 * @param session how it is connected
 */
public record ConnectionInfo(
        long id,
        String ip,
        int port,
        @Nullable String account,
        @Nullable String accountNameTag,
        UserIdentity user,
        @Nullable String name,
        @Nullable String lang,
        @Nullable String version,
        Instant started,
        Instant lastActivity,
        Duration roundTrip,
        long pendingBytes,
        Traffic traffic,
        long stalls,
        int subscriptionCount,
        List<SubscriptionInfo> subscriptions,
        @Nullable Instant stopped,
        @Nullable ClosedReason closedReason,
        Session session) {

    /** The same without the list of its subscriptions. */
    public ConnectionInfo withoutSubscriptions() {
        return new ConnectionInfo(
                id,
                ip,
                port,
                account,
                accountNameTag,
                user,
                name,
                lang,
                version,
                started,
                lastActivity,
                roundTrip,
                pendingBytes,
                traffic,
                stalls,
                subscriptionCount,
                List.of(),
                stopped,
                closedReason,
                session);
    }

    /**
     * How somebody is connected.
     *
     * @param type {@code nats}, {@code websocket} or {@code mqtt}
     * @param tls null without TLS
     * @param mqttClient the client id of an MQTT client
     * @param proxyKey the key of the trusted proxy between client and node
     */
    public record Session(
            String type,
            @Nullable Tls tls,
            @Nullable String mqttClient,
            @Nullable String proxyKey) {

        /** The client protocol over plain TCP. */
        public static final Session PLAIN = new Session("nats", null, null, null);
    }

    /**
     * What TLS was agreed.
     *
     * @param version such as {@code 1.3}
     * @param cipherSuite such as {@code TLS_AES_128_GCM_SHA256}
     * @param first whether the handshake came before INFO
     */
    public record Tls(String version, String cipherSuite, boolean first, List<PeerCertificate> peers) {
        public Tls {
            peers = List.copyOf(peers);
        }
    }

    /**
     * A certificate that the peer showed.
     *
     * @param subject its distinguished name as RFC 2253 writes it
     * @param publicKeySha256 of its public key info, in hexadecimal
     * @param sha256 of all of it, in hexadecimal
     */
    public record PeerCertificate(String subject, String publicKeySha256, String sha256) {}

    /**
     * One subscription.
     *
     * @param maxMessages after how many deliveries it ends by itself; 0 for never
     */
    public record SubscriptionInfo(
            String subject, @Nullable String queue, String sid, long messages, long maxMessages) {}
}
