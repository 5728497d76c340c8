package io.vagus.transport;

import io.vagus.account.Account;
import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.protocol.Publication;
import io.vagus.routing.Subscription;
import io.vagus.transport.client.ClientConnection;
import io.vagus.transport.client.InternalPublisher;
import io.vagus.transport.client.InternalReceiver;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the node's own clients and owns the one thread that runs their handlers. Safe for use by any thread. */
final class InternalClients {

    private final Log log;
    private final int loops;
    private final LongSupplier ids;
    private final ThreadPoolExecutor thread;

    /** @param ids gives each client a number of its own */
    InternalClients(Log log, int loops, LongSupplier ids) {
        this.log = log;
        this.loops = loops;
        this.ids = ids;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(Limits.INTERNAL_QUEUE_MESSAGES),
                task -> Thread.ofPlatform().daemon().name("vagus-internal").unstarted(task));
    }

    InternalClient in(Account account) {
        return new AccountClient(ids.getAsLong(), account);
    }

    /** Messages that wait for handlers. */
    int waiting() {
        return thread.getQueue().size();
    }

    /** Messages that a handler has in hand. */
    int inProgress() {
        return thread.getActiveCount();
    }

    void stop() {
        thread.shutdownNow();
    }

    private final class AccountClient implements InternalClient {

        private final long id;
        private final Account account;
        private final AtomicLong lastSid = new AtomicLong();
        private final List<InternalSubscription> receivers = new CopyOnWriteArrayList<>();

        AccountClient(long id, Account account) {
            this.id = id;
            this.account = account;
        }

        @Override
        public InternalSubscription subscribe(String subject, @Nullable String queue, InternalHandler handler) {
            return add(new HandlerReceiver(this, subject, queue, handler));
        }

        @Override
        public InternalSubscription subscribeDirectly(String subject, @Nullable String queue, DirectHandler handler) {
            return add(new DirectReceiver(this, subject, queue, handler));
        }

        private InternalSubscription add(Receiver receiver) {
            receivers.add(receiver);
            account.subscribe(receiver.subscription);
            return receiver;
        }

        @Override
        public void publish(String subject, @Nullable String reply, byte @Nullable [] headers, byte[] payload) {
            byte[] replyBytes = reply == null ? null : reply.getBytes(StandardCharsets.UTF_8);
            InternalPublisher.publish(
                    account, Publication.of(subject.getBytes(StandardCharsets.UTF_8), replyBytes, headers, payload));
        }

        @Override
        public void close() {
            receivers.forEach(InternalSubscription::close);
        }
    }

    /** One subscription of one of the node's clients. */
    private abstract class Receiver implements InternalReceiver, InternalClient.InternalSubscription {

        private final AccountClient client;
        final Subscription subscription;

        Receiver(AccountClient client, String subject, @Nullable String queue) {
            this.client = client;
            this.subscription = new Subscription(
                    subject.getBytes(StandardCharsets.UTF_8),
                    queue == null ? null : queue.getBytes(StandardCharsets.UTF_8),
                    Long.toString(client.lastSid.incrementAndGet()).getBytes(StandardCharsets.US_ASCII),
                    this,
                    loops);
        }

        @Override
        public final long id() {
            return client.id;
        }

        void failed(RuntimeException failure) {
            log.error("internal service on " + text(subscription.subject()) + " failed: " + failure);
        }

        @Override
        public final void close() {
            client.receivers.remove(this);
            client.account.unsubscribe(subscription);
        }
    }

    /** Its handler is called by the internal thread. */
    private final class HandlerReceiver extends Receiver {

        private final InternalClient.InternalHandler handler;

        HandlerReceiver(
                AccountClient client, String subject, @Nullable String queue, InternalClient.InternalHandler handler) {
            super(client, subject, queue);
            this.handler = handler;
        }

        @Override
        public boolean offer(Subscription from, Publication publication, @Nullable ClientConnection sender) {
            try {
                thread.execute(() -> handle(publication, sender));
                return true;
            } catch (RejectedExecutionException full) {
                return false;
            }
        }

        private void handle(Publication publication, @Nullable ClientConnection sender) {
            try {
                handler.onMessage(message(publication, sender));
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    /** Its handler is called by the publisher's thread. */
    private final class DirectReceiver extends Receiver {

        private final InternalClient.DirectHandler handler;

        DirectReceiver(
                AccountClient client, String subject, @Nullable String queue, InternalClient.DirectHandler handler) {
            super(client, subject, queue);
            this.handler = handler;
        }

        @Override
        public boolean offer(Subscription from, Publication publication, @Nullable ClientConnection sender) {
            try {
                return handler.offer(publication, sender);
            } catch (RuntimeException e) {
                failed(e);
                return false;
            }
        }

        @Override
        public boolean offer(
                Subscription from, Publication publication, @Nullable ClientConnection sender, MessageTrace trace) {
            try {
                return handler.offer(publication, sender, trace);
            } catch (RuntimeException e) {
                failed(e);
                return false;
            }
        }
    }

    private static InternalMessage message(Publication publication, @Nullable ClientConnection sender) {
        byte[] content = publication.content();
        int head = publication.headerLength();
        byte[] reply = publication.reply();
        return new InternalMessage(
                text(publication.subject()),
                reply == null ? null : text(reply),
                head < 0 ? null : Arrays.copyOf(content, head),
                head < 0 ? content : Arrays.copyOfRange(content, head, content.length),
                sender);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
