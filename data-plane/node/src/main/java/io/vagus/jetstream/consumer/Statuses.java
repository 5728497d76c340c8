package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Messages without a body that tell a client how its request stands ({@code NATS/1.0 <code> <text>}), as nats-server words them. */
final class Statuses {

    private static final byte[] NO_BODY = {};

    private final ConsumerHost host;

    Statuses(ConsumerHost host) {
        this.host = host;
    }

    /** {@code 404 No Messages} and the like. */
    void send(byte[] to, String status) {
        send(to, null, "NATS/1.0 " + status + "\r\n\r\n");
    }

    /** The end of a request, with what is left of it. */
    void end(PullRequest request, String status) {
        send(
                request.reply,
                null,
                "NATS/1.0 " + status + "\r\nNats-Pending-Messages: " + request.messagesLeft + "\r\nNats-Pending-Bytes: "
                        + request.bytesLeft + "\r\n\r\n");
    }

    void heartbeat(byte[] to, Consumer consumer, @Nullable String stalled) {
        String text = "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: "
                + consumer.state().deliveredConsumer() + "\r\nNats-Last-Stream: " + (consumer.nextSequence - 1)
                + "\r\n";
        send(to, null, text + (stalled == null ? "" : "Nats-Consumer-Stalled: " + stalled + "\r\n") + "\r\n");
    }

    void flowControl(byte[] to, String id) {
        send(to, id.getBytes(UTF_8), "NATS/1.0 100 FlowControl Request\r\n\r\n");
    }

    /** The answer to an acknowledgement that asked for one: who has it may rely on never getting the message again. */
    void acknowledged(byte[] to) {
        host.answerWhenDurable(to);
    }

    private void send(byte[] to, byte @Nullable [] reply, String headers) {
        host.deliver(to, to, reply, headers.getBytes(UTF_8), NO_BODY);
    }
}
