package io.vagus.transport.client;

import io.vagus.account.Account;
import io.vagus.account.FlowLimits;
import io.vagus.account.RateGate;
import io.vagus.account.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * What the rate limits of an account mean for one of its connections. Owned by the connection's loop; the account's gate
 * is shared by all of them.
 */
final class RateControl {

    private final Account account;
    private final @Nullable RateGate shared;
    private final @Nullable RateGate own;
    private final boolean refuses;

    private RateControl(Account account, @Nullable RateGate shared, @Nullable RateGate own, boolean refuses) {
        this.account = account;
        this.shared = shared;
        this.own = own;
        this.refuses = refuses;
    }

    /** Null when nothing limits a connection of this account. */
    static @Nullable RateControl of(Account account) {
        FlowLimits flow = account.limits().flow();
        RateGate shared = account.gate();
        RateGate own = flow.connection().isUnlimited() ? null : new RateGate(flow.connection());
        return shared == null && own == null
                ? null
                : new RateControl(account, shared, own, flow.excess() == RateLimit.Excess.ERROR);
    }

    /** Whether too much is refused message by message, rather than delayed batch by batch. */
    boolean refuses() {
        return refuses;
    }

    /** Takes what a batch has published; returns for how many nanoseconds the connection must not be read from. */
    long delayNanos(long now, long messages, long bytes) {
        long delay = Math.max(
                own == null ? 0 : own.charge(now, messages, bytes),
                shared == null ? 0 : shared.charge(now, messages, bytes));
        if (delay > 0) {
            account.countRateLimited();
        }
        return delay;
    }

    /** The error to refuse a message with; null when it may pass. */
    @Nullable
    String refusal(long now, long bytes) {
        if (own != null && !own.tryTake(now, bytes)) {
            account.countRateLimited();
            return "Rate Limit Exceeded for Connection";
        }
        if (shared != null && !shared.tryTake(now, bytes)) {
            account.countRateLimited();
            return "Rate Limit Exceeded for Account";
        }
        return null;
    }
}
