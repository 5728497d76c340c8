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
        @Nullable ClosedReason closedReason) {

    /**
     * One subscription.
     *
     * @param maxMessages after how many deliveries it ends by itself; 0 for never
     */
    public record SubscriptionInfo(
            String subject, @Nullable String queue, String sid, long messages, long maxMessages) {}
}
