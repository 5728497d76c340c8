package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is told about consumers on {@code $JS.EVENT.>}, to those who listen: made only when somebody does. */
final class Advisories {

    private static final String ADVISORY = "$JS.EVENT.ADVISORY.CONSUMER.";
    private static final String TYPE = "io.nats.jetstream.advisory.v1.";

    private final ConsumerHost host;

    Advisories(ConsumerHost host) {
        this.host = host;
    }

    private interface Members {
        void putInto(ObjectNode event);
    }

    void created(Consumer consumer, long now) {
        send("CREATED", "consumer_action", consumer, now, event -> event.put("action", "create"));
    }

    void deleted(Consumer consumer, long now) {
        send("DELETED", "consumer_action", consumer, now, event -> event.put("action", "delete"));
    }

    void paused(Consumer consumer, long now) {
        Instant until = consumer.config().pauseUntil();
        send("PAUSE", "consumer_pause", consumer, now, event -> {
            event.put("paused", consumer.isPaused(now));
            event.put("pause_until", until == null ? Json.ZERO_TIME : Json.time(until));
        });
    }

    void refused(Consumer consumer, AckSubject ack, long now) {
        send(
                "MSG_NAKED",
                "nak",
                consumer,
                now,
                event -> event.put("consumer_seq", ack.consumerSequence())
                        .put("stream_seq", ack.streamSequence())
                        .put("deliveries", ack.deliveries()));
    }

    void terminated(
            Consumer consumer, long streamSequence, long consumerSequence, long deliveries, String reason, long now) {
        send("MSG_TERMINATED", "terminated", consumer, now, event -> {
            event.put("consumer_seq", consumerSequence);
            event.put("stream_seq", streamSequence);
            event.put("deliveries", deliveries);
            Json.putPresent(event, "reason", reason);
        });
    }

    void exhausted(Consumer consumer, long streamSequence, long deliveries, long now) {
        send(
                "MAX_DELIVERIES",
                "max_deliver",
                consumer,
                now,
                event -> event.put("stream_seq", streamSequence).put("deliveries", deliveries));
    }

    void acknowledged(Consumer consumer, AckSubject ack, long delayNanos, long now) {
        byte[] subject = subject("$JS.EVENT.METRIC.CONSUMER.ACK", consumer);
        if (host.hasInterest(subject)) {
            ObjectNode event = event("io.nats.jetstream.metric.v1.consumer_ack", consumer, now);
            event.put("consumer_seq", ack.consumerSequence());
            event.put("stream_seq", ack.streamSequence());
            event.put("ack_time", delayNanos);
            event.put("deliveries", ack.deliveries());
            publish(subject, event);
        }
    }

    void pinned(Consumer consumer, String group, String pinId, long now) {
        sendOfGroup(
                "PINNED",
                "consumer_group_pinned",
                consumer,
                now,
                event -> event.put("group", group).put("pinned_id", pinId));
    }

    /** Tells that a pin is gone, for the reason {@code admin} or {@code timeout}. */
    void unpinned(Consumer consumer, String group, String reason, long now) {
        sendOfGroup(
                "UNPINNED",
                "consumer_group_unpinned",
                consumer,
                now,
                event -> event.put("group", group).put("reason", reason));
    }

    private void send(String word, String type, Consumer consumer, long now, Members members) {
        byte[] subject = subject(ADVISORY + word, consumer);
        if (host.hasInterest(subject)) {
            ObjectNode event = event(TYPE + type, consumer, now);
            members.putInto(event);
            publish(subject, event);
        }
    }

    private void sendOfGroup(String word, String type, Consumer consumer, long now, Members members) {
        byte[] subject = subject(ADVISORY + word, consumer);
        if (host.hasInterest(subject)) {
            ObjectNode event = Json.object();
            envelope(event, TYPE + type, now);
            Json.putPresent(event, "account", host.terms().account());
            names(event, consumer);
            Json.putPresent(event, "domain", host.terms().domain());
            members.putInto(event);
            host.publish(subject, null, Json.bytes(event));
        }
    }

    private byte[] subject(String prefix, Consumer consumer) {
        return (prefix + "." + host.terms().stream() + "." + consumer.name()).getBytes(UTF_8);
    }

    private ObjectNode event(String type, Consumer consumer, long now) {
        ObjectNode event = Json.object();
        envelope(event, type, now);
        names(event, consumer);
        return event;
    }

    private void envelope(ObjectNode event, String type, long now) {
        event.put("type", type);
        event.put("id", host.uniqueId());
        event.put("timestamp", Json.time(now));
    }

    private void names(ObjectNode event, Consumer consumer) {
        event.put("stream", host.terms().stream());
        event.put("consumer", consumer.name());
    }

    private void publish(byte[] subject, ObjectNode event) {
        @Nullable String domain = host.terms().domain();
        Json.putPresent(event, "domain", domain);
        host.publish(subject, null, Json.bytes(event));
    }
}
