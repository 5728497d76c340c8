package io.vagus.controlplane.provisioning;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.vagus.controlplane.provisioning.AccountWire.Arrival;
import io.vagus.controlplane.provisioning.AccountWire.Heard;
import io.vagus.controlplane.provisioning.AccountWire.Line;
import io.vagus.controlplane.provisioning.AccountWire.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A line over one open connection. Owner of the subscriptions that it makes; its thread is that of the work. */
final class NatsLine implements Line {

    private static final Duration ANSWER_TIME = Duration.ofSeconds(20);

    private final Connection connection;
    private final List<Subscription> subscriptions = new ArrayList<>();

    NatsLine(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String newInbox() {
        return connection.createInbox();
    }

    @Override
    public Heard hear(String subject, int maxWaiting) {
        Subscription subscription = connection.subscribe(subject);
        subscription.setPendingLimits(maxWaiting, -1);
        subscriptions.add(subscription);
        return new NatsHeard(subscription);
    }

    @Override
    public void send(String subject, @Nullable String replyTo, Map<String, List<String>> headers, byte[] message) {
        connection.publish(NatsAccountWire.message(subject, replyTo, headers, message));
    }

    @Override
    public Reply ask(String subject, Map<String, List<String>> headers, byte[] question) {
        var asked =
                connection.requestWithTimeout(NatsAccountWire.message(subject, null, headers, question), ANSWER_TIME);
        try {
            return NatsAccountWire.reply(asked.get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw AccountConnections.away();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AccountConnections.away();
        }
    }

    @Override
    public void flush() {
        try {
            connection.flush(ANSWER_TIME);
        } catch (TimeoutException e) {
            throw AccountConnections.away();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AccountConnections.away();
        }
    }

    void close() {
        for (Subscription subscription : subscriptions) {
            if (subscription.isActive()) {
                subscription.unsubscribe();
            }
        }
    }

    private record NatsHeard(Subscription subscription) implements Heard {

        @Override
        public @Nullable Arrival next(Duration patience) {
            try {
                Message message = subscription.nextMessage(patience);
                return message == null ? null : new Arrival(message.getReplyTo(), NatsAccountWire.reply(message));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw AccountConnections.away();
            }
        }

        @Override
        public long lost() {
            return subscription.getDroppedCount();
        }
    }
}
