package io.vagus.account.callout;

import io.vagus.account.Account;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How the node asks somebody in an account. */
@FunctionalInterface
public interface CalloutChannel {

    /**
     * Publishes a request and completes with the payload of the first answer; exceptionally, with a {@link
     * java.util.concurrent.TimeoutException}, when none comes in time.
     *
     * @param headers with the {@code NATS/1.0} line and the empty line; null for none
     */
    CompletionStage<byte[]> ask(
            Account account, String subject, byte @Nullable [] headers, byte[] payload, Duration timeout);
}
