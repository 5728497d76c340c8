package io.vagus.server;

import io.vagus.account.Account;
import io.vagus.account.callout.CalloutChannel;
import io.vagus.base.Limits;
import io.vagus.base.Randomness;
import io.vagus.transport.InternalClient;
import io.vagus.transport.Node;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks authentication services by the node's own clients. At most {@link Limits#WAITING_CALLOUTS} questions wait for an
 * answer; more are refused, and the client tries again.
 */
final class NodeCallouts implements CalloutChannel {
    private static final int INBOX_BYTES = 11;

    private final Node node;
    private final ScheduledExecutorService timer;
    private final Randomness randomness;
    private final AtomicInteger waiting = new AtomicInteger();

    NodeCallouts(Node node, ScheduledExecutorService timer, Randomness randomness) {
        this.node = node;
        this.timer = timer;
        this.randomness = randomness;
    }

    @Override
    public CompletionStage<byte[]> ask(
            Account account, String subject, byte @Nullable [] headers, byte[] payload, Duration timeout) {
        if (waiting.incrementAndGet() > Limits.WAITING_CALLOUTS) {
            waiting.decrementAndGet();
            return CompletableFuture.failedStage(
                    new RejectedExecutionException("too many questions to authentication services at once"));
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        InternalClient client = node.internalClient(account);
        String inbox = inbox();
        client.subscribe(inbox, null, message -> answer.complete(message.payload()));
        var limit = timer.schedule(
                () -> answer.completeExceptionally(new TimeoutException("no answer")),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        client.publish(subject, inbox, headers, payload);
        return answer.whenComplete((response, failure) -> {
            waiting.decrementAndGet();
            limit.cancel(false);
            client.close();
        });
    }

    private String inbox() {
        byte[] bytes = new byte[INBOX_BYTES];
        randomness.fill(bytes);
        return "_INBOX." + HexFormat.of().formatHex(bytes);
    }
}
