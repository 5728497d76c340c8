package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.base.Deadline;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.InvalidJson;
import org.jspecify.annotations.Nullable;

/**
 * One request for messages (ADR-13, ADR-42), and how much of it is left. In its body stands nothing (one message), a number,
 * or {@code {expires,batch,max_bytes,no_wait,idle_heartbeat,group,min_pending,min_ack_pending,id,priority}}.
 */
final class PullRequest {

    final byte[] reply;
    final long batch;
    final long expiresNanos;
    final boolean noWait;
    final long heartbeatNanos;
    final String group;
    final long minPending;
    final long minAckPending;
    final long priority;

    /** Whether the body was an object; only such requests take part in priority groups. */
    final boolean formal;

    String pinId;
    long messagesLeft;
    long bytesLeft;
    long delivered;

    /** When it ends; {@link Consumer#NEVER} when it does not. */
    long expiresAt;

    /** When its next heartbeat is due; {@link Consumer#NEVER} without. */
    long heartbeatAt;

    @Nullable
    PullRequest next;

    private PullRequest(byte[] reply, @Nullable Fields from, long batch, long now) {
        this.reply = reply;
        formal = from != null;
        this.batch = batch;
        messagesLeft = batch;
        expiresNanos = from == null ? 0 : from.duration("expires");
        bytesLeft = from == null ? 0 : from.goInt("max_bytes");
        noWait = from != null && from.bool("no_wait");
        heartbeatNanos = from == null ? 0 : from.duration("idle_heartbeat");
        Fields grouped = from == null ? null : from.in("PriorityGroup");
        group = grouped == null ? "" : grouped.string("group");
        minPending = grouped == null ? 0 : grouped.int64("min_pending");
        minAckPending = grouped == null ? 0 : grouped.int64("min_ack_pending");
        pinId = grouped == null ? "" : grouped.string("id");
        priority = grouped == null ? Integer.MAX_VALUE : grouped.goInt("priority");
        expiresAt = expiresNanos == 0 ? Consumer.NEVER : Deadline.after(now, expiresNanos);
        heartbeatAt = heartbeatNanos > 0 ? Deadline.after(now, heartbeatNanos) : Consumer.NEVER;
    }

    /** Reads a request. Errors: {@link InvalidJson}, its message fit for a 400 status. */
    static PullRequest read(byte[] reply, byte[] body, long now) {
        String text = new String(body, UTF_8).strip();
        if (text.isEmpty()) {
            return new PullRequest(reply, null, 1, now);
        }
        if (text.charAt(0) != '{') {
            return new PullRequest(reply, null, number(text), now);
        }
        Fields fields = ApiJson.fields(body, "JSApiConsumerGetNextRequest");
        PullRequest request = new PullRequest(reply, fields, fields.goInt("batch"), now);
        if (request.heartbeatNanos > 0 && request.heartbeatNanos * 2 > request.expiresNanos) {
            throw new InvalidJson("heartbeat value too large");
        }
        return request;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return 1;
        }
    }

    boolean isExpired(long now) {
        return now >= expiresAt;
    }

    /** Whether it is time for its end or a heartbeat. */
    boolean isDue(long now) {
        return now >= Math.min(expiresAt, heartbeatAt);
    }

    boolean isDone() {
        return messagesLeft <= 0;
    }
}
