package io.vagus.jetstream;

import io.vagus.jetstream.shard.Shard;
import io.vagus.jetstream.stream.Inbound;
import io.vagus.jetstream.stream.Stream;
import io.vagus.protocol.Publication;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalClient.InternalSubscription;
import io.vagus.transport.InternalMessage;
import io.vagus.transport.MessageTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one stream: takes messages on the event loops and hands them to the stream's shard. What may wait is
 * bounded; beyond that, who wants an acknowledgement is told {@code 429 Too Many Requests}.
 */
final class StreamSink implements InternalClient.DirectHandler {
    /** What is told when too much waits; goes to the reply subject. */
    interface Overflow {
        void refuse(Publication publication);
    }

    private final Stream stream;
    private final Shard shard;
    private final Overflow overflow;
    private final int maxMessages;
    private final long maxBytes;
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final List<InternalSubscription> subscriptions = new ArrayList<>();

    StreamSink(Stream stream, Shard shard, int maxMessages, long maxBytes, Overflow overflow) {
        this.stream = stream;
        this.shard = shard;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.overflow = overflow;
    }

    /** Subscribes to these subjects, in the place of those before. */
    void subscribe(InternalClient client, List<String> subjects) {
        List<InternalSubscription> before = List.copyOf(subscriptions);
        subscriptions.clear();
        for (String subject : subjects) {
            subscriptions.add(client.subscribeDirectly(subject, null, this));
        }
        before.forEach(InternalSubscription::close);
    }

    void close() {
        subscriptions.forEach(InternalSubscription::close);
        subscriptions.clear();
    }

    @Override
    public boolean offer(Publication publication, InternalMessage.@Nullable Sender from) {
        int size = publication.content().length + publication.subject().length;
        if (isFull()) {
            overflow.refuse(publication);
            return true;
        }
        messages.incrementAndGet();
        bytes.addAndGet(size);
        shard.execute(now -> {
            messages.getAndDecrement();
            bytes.getAndAdd(-size);
            stream.receive(Inbound.of(publication), now);
        });
        return true;
    }

    /** A message that is traced says so no more once it is stored: its consumers would trace it again. */
    @Override
    public boolean offer(Publication publication, InternalMessage.@Nullable Sender from, MessageTrace trace) {
        if (isFull()) {
            overflow.refuse(publication);
            return true;
        }
        Publication taken =
                trace.only() ? publication : publication.withHeader(MessageTrace.DESTINATION, MessageTrace.DISABLED);
        int size = taken.content().length + taken.subject().length;
        MessageTrace.StreamPart part = trace.stream(stream.config().name());
        messages.incrementAndGet();
        bytes.addAndGet(size);
        shard.execute(now -> {
            messages.getAndDecrement();
            bytes.getAndAdd(-size);
            stream.receiveTraced(Inbound.of(taken), now, trace.only(), part);
        });
        return true;
    }

    private boolean isFull() {
        return messages.get() >= maxMessages || bytes.get() >= maxBytes;
    }

    /** Messages that wait now. */
    int waiting() {
        return messages.get();
    }
}
