package io.vagus.controlplane.provisioning;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.Status;
import io.vagus.controlplane.platform.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The wire over the connections that are kept open into accounts. */
@ApplicationScoped
class NatsAccountWire implements AccountWire {

    private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

    private final AccountConnections connections;

    NatsAccountWire(AccountConnections connections) {
        this.connections = connections;
    }

    @Override
    public @Nullable Reply ask(
            String accountKey, Errand errand, String subject, Map<String, List<String>> headers, byte[] question) {
        return connections.<@Nullable Reply>use(accountKey, errand, connection -> {
            var asked = connection.requestWithTimeout(message(subject, null, headers, question), ANSWER_TIME);
            try {
                return reply(asked.get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                return null; // The server says at once that nobody listens there.
            } catch (TimeoutException | CancellationException e) {
                throw AccountConnections.away();
            }
        });
    }

    @Override
    public <T extends @Nullable Object> T over(String accountKey, Errand errand, Work<T> work) {
        return connections.use(accountKey, errand, connection -> {
            NatsLine line = new NatsLine(connection);
            try {
                return work.over(line);
            } finally {
                line.close();
            }
        });
    }

    @Override
    public void publish(String accountKey, String subject, Map<String, List<String>> headers, byte[] message) {
        connections.<Boolean>use(accountKey, Errand.PUBLISH, connection -> {
            connection.publish(message(subject, null, headers, message));
            arrived(connection);
            return true;
        });
    }

    @Override
    public List<Reply> gather(
            String accountKey,
            String subject,
            Map<String, List<String>> headers,
            byte[] message,
            @Nullable String replySubjectHeader,
            Duration quiet,
            int max) {
        return connections.use(accountKey, Errand.PUBLISH, connection -> {
            String inbox = connection.createInbox();
            Subscription answers = connection.subscribe(inbox);
            try {
                Map<String, List<String>> all = new HashMap<>(headers);
                if (replySubjectHeader != null) {
                    all.put(replySubjectHeader, List.of(inbox));
                }
                connection.publish(message(subject, replySubjectHeader == null ? inbox : null, all, message));
                List<Reply> gathered = new ArrayList<>();
                Message next = answers.nextMessage(quiet);
                while (next != null) {
                    gathered.add(reply(next));
                    next = gathered.size() < max ? answers.nextMessage(quiet) : null;
                }
                return gathered;
            } finally {
                if (answers.isActive()) {
                    answers.unsubscribe();
                }
            }
        });
    }

    private static void arrived(Connection connection) throws InterruptedException {
        try {
            connection.flush(ANSWER_TIME);
        } catch (TimeoutException e) {
            throw AccountConnections.away();
        }
    }

    static Message message(String subject, @Nullable String replyTo, Map<String, List<String>> headers, byte[] data) {
        Headers all = new Headers();
        try {
            headers.forEach(all::put);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("headers", "must be names and values of printable ASCII");
        }
        NatsMessage.Builder builder =
                NatsMessage.builder().subject(subject).replyTo(replyTo).data(data);
        return headers.isEmpty() ? builder.build() : builder.headers(all).build();
    }

    static Reply reply(Message message) {
        Map<String, List<String>> headers = new HashMap<>();
        Headers given = message.getHeaders();
        if (given != null) {
            given.forEach((name, values) -> headers.put(name, List.copyOf(values)));
        }
        Status status = message.getStatus();
        byte[] data = message.getData();
        return new Reply(
                message.getSubject(),
                status == null ? 0 : status.getCode(),
                headers,
                data == null ? new byte[0] : data);
    }
}
