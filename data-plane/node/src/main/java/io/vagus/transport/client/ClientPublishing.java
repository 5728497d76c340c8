package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.LoopTraffic;
import io.vagus.account.Permissions;
import io.vagus.account.PublishScope;
import io.vagus.account.ReplyLeave;
import io.vagus.base.Limits;
import io.vagus.protocol.ConnectOptions;
import io.vagus.protocol.Publication;
import io.vagus.protocol.PublishFrame;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Subscription;
import io.vagus.subject.Subjects;
import io.vagus.transport.MessageTrace;
import io.vagus.transport.PublishWatcher;
import io.vagus.transport.link.EventLoop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection publishes: whether it may, where to, how much, and what it is told of it. Owned by the connection's loop,
 * which alone uses it; monitoring reads the counters without a lock and may see them a batch late.
 */
final class ClientPublishing {

    private static final byte[] TOO_MANY_REQUESTS = "NATS/1.0 429 Too Many Requests\r\n\r\n".getBytes(US_ASCII);

    /** The largest message, less than a chunk by its numbers, that is delivered together with others. */
    private static final int MOST_TOGETHER_BYTES = EventLoop.MAX_STAGED_BYTES - 16;

    private final ClientConnection connection;
    private final ClientService service;
    private final LoopRouter router;
    private final PublishRun run;
    private final EventLoop loop;
    private @Nullable PublishScope scope;
    private @Nullable LoopTraffic traffic;
    private FairShare.@Nullable Part part;
    private @Nullable RateControl rates;
    private @Nullable Route lastRoute;
    /** Whether each message may have an answer of its own. */
    private boolean answersEach;

    private long inMessages;
    private long inBytes;
    private long batchMessages;
    private long batchBytes;

    ClientPublishing(ClientConnection connection, ClientService service, LoopRouter router) {
        this.connection = connection;
        this.service = service;
        this.router = router;
        this.run = router.run();
        this.loop = router.loop();
    }

    // --- its account ---------------------------------------------------------------------------------------------

    /** From now on what is published counts for this account. */
    void enter(Account account) {
        traffic = router.trafficOf(account);
        part = router.partOf(account);
        rates = RateControl.of(account);
    }

    /** It counts for no account any more; the batch has been settled. */
    void leave() {
        traffic = null;
        part = null;
        rates = null;
    }

    /** The account's limits changed; null when there is none. */
    void limitRates(@Nullable Account account) {
        rates = account == null ? null : RateControl.of(account);
    }

    /** From now on these permissions hold. */
    void permit(Account account, Permissions permissions) {
        scope = PublishScope.of(account, permissions);
        lastRoute = null;
    }

    /** What the client wants to hear of its messages. */
    void agree(ConnectOptions said) {
        answersEach = said.pedantic() || said.verbose();
    }

    /** Nothing is published any more. */
    void close() {
        lastRoute = null;
        scope = null;
    }

    /** Whether the client has been let in, so that what it says is served. */
    boolean isOpen() {
        return scope != null;
    }

    long inMessages() {
        return inMessages;
    }

    long inBytes() {
        return inBytes;
    }

    // --- publishing ----------------------------------------------------------------------------------------------

    void publish(PublishFrame frame) {
        PublishScope current = scope;
        if (current == null) {
            return;
        }
        batchMessages++;
        batchBytes += frame.size();
        if (rates != null && isTooMuch(rates, frame.size(), frame.hasReply() ? frame.reply() : null)) {
            return;
        }
        if (frame.headerLength() > 0
                && TraceRequest.isPossible(frame.buffer(), frame.payloadAt(), frame.headerLength())) {
            deliverRun();
            publishTraced(extract(frame, frame.subject()), current);
            return;
        }
        Route route = router.routeAfter(lastRoute, current, frame);
        lastRoute = route;
        frame.expect(route.next);
        if (route.audience != null
                && !frame.hasReply()
                && (frame.headerLength() < 0 || service.publishWatcher() == null)
                && !answersEach
                && route.longestFront + frame.size() < MOST_TOGETHER_BYTES) {
            run.add(connection, route, frame);
            return;
        }
        deliverRun();
        if (route.draw != null) {
            route = router.draw(route, route.draw);
        }
        if (!route.allowed && !mayAnswer(route.published)) {
            refusePublish(route.published);
            return;
        }
        if (frame.replyLength() >= 4
                && ReservedSubjects.maybeForbidden(frame.buffer().getInt(frame.replyAt()))
                && refuseReply(frame.reply())) {
            return;
        }
        ConnectOptions settings = connection.options();
        if (settings.verbose()) {
            connection.write(ClientConnection.OK);
        }
        int delivered =
                frame.headerLength() < 0 ? router.deliver(connection, route, frame) : deliverWatched(route, frame);
        if (delivered == 0 && settings.noResponders() && frame.hasReply()) {
            tellNobodyResponds(route.published, frame.reply());
        }
    }

    /** Says what is wrong with a subject before the message has come, to a client that wants to hear it. */
    void judge(PublishFrame frame) {
        deliverRun();
        if (isOpen() && !Subjects.isLiteral(frame.subject())) {
            connection.writeError("Invalid Publish Subject");
        }
    }

    private int deliverWatched(Route route, PublishFrame frame) {
        PublishWatcher watcher = service.publishWatcher();
        int at = frame.payloadAt();
        int length = frame.headerLength();
        long begun = watcher == null ? 0 : watcher.begin(frame.buffer(), at, length);
        int delivered = router.deliver(connection, route, frame);
        if (watcher != null && begun != 0) {
            watcher.published(
                    begun,
                    connection.login().bound(),
                    connection.id(),
                    route.published,
                    frame.buffer(),
                    at,
                    length,
                    frame.size(),
                    delivered);
        }
        return delivered;
    }

    private int deliverWatched(Route route, Publication publication) {
        PublishWatcher watcher = service.publishWatcher();
        int length = publication.headerLength();
        if (watcher == null || length < 0) {
            return router.deliver(connection, route, publication);
        }
        ByteBuffer content = ByteBuffer.wrap(publication.content());
        long begun = watcher.begin(content, 0, length);
        int delivered = router.deliver(connection, route, publication);
        if (begun != 0) {
            watcher.published(
                    begun,
                    connection.login().bound(),
                    connection.id(),
                    route.published,
                    content,
                    0,
                    length,
                    content.limit(),
                    delivered);
        }
        return delivered;
    }

    /** Delivers what waits to be delivered together, before anything else is done for the client. */
    void deliverRun() {
        if (run.isOpen()) {
            run.deliver();
        }
    }

    void publish(Publication publication) {
        deliverRun();
        PublishScope current = scope;
        if (current == null) {
            return;
        }
        batchMessages++;
        batchBytes += publication.content().length;
        if (rates != null && isTooMuch(rates, publication.content().length, publication.reply())) {
            return;
        }
        if (TraceRequest.isPossible(publication)) {
            publishTraced(publication, current);
        } else {
            publish(publication, current, null);
        }
    }

    /** Publishes a message that may ask to be traced. */
    private void publishTraced(Publication publication, PublishScope current) {
        TraceRequest.Outcome outcome = TraceRequest.read(connection, current, publication);
        if (outcome instanceof TraceRequest.Outcome.Untraced untraced) {
            publish(untraced.message(), current, null);
        } else if (outcome instanceof TraceRequest.Outcome.Traced traced) {
            publish(traced.message(), current, traced.trace());
            traced.trace().finish();
        } else if (outcome instanceof TraceRequest.Outcome.Dropped dropped) {
            String refused = dropped.refused();
            if (refused != null) {
                refusePublish(refused.getBytes(UTF_8));
            }
        }
    }

    private void publish(Publication publication, PublishScope current, @Nullable MessageTrace trace) {
        byte[] subject = publication.subject();
        ConnectOptions settings = connection.options();
        Route route = router.workOut(current, subject, 0);
        if (route.draw != null) {
            route = router.draw(route, route.draw);
        }
        if (trace != null && route.published != subject) {
            trace.mapped(new String(route.published, UTF_8));
        }
        if (!route.allowed && !mayAnswer(route.published)) {
            if (trace != null) {
                trace.ingressError("Permissions Violation for Publish to " + Quoted.of(route.published));
            }
            refusePublish(route.published);
            return;
        }
        byte[] reply = publication.reply();
        if (reply != null && refuseReply(reply)) {
            if (trace != null) {
                trace.ingressError("Permissions Violation for Publish with Reply of " + Quoted.of(reply));
            }
            return;
        }
        if (settings.verbose()) {
            connection.write(ClientConnection.OK);
        }
        Publication mapped = publication.withSubject(route.published);
        int delivered = trace == null
                ? deliverWatched(route, mapped)
                : new Delivery(loop, connection, trace).in(current.account(), mapped);
        if (delivered == 0 && settings.noResponders() && reply != null) {
            tellNobodyResponds(route.published, reply);
        }
    }

    /** A frame's content, copied out of the read buffer, published to this subject. */
    static Publication extract(PublishFrame frame, byte[] subject) {
        byte[] content = new byte[frame.size()];
        frame.buffer().get(frame.payloadAt(), content);
        int numbersAt = frame.hasReply() ? frame.replyAt() + frame.replyLength() + 1 : frame.tailAt();
        byte[] numbers = new byte[frame.payloadAt() - 2 - numbersAt];
        frame.buffer().get(numbersAt, numbers);
        return new Publication(
                subject, frame.hasReply() ? frame.reply() : null, frame.headerLength(), numbers, content);
    }

    /**
     * Whether a rate limit refuses a message. The publisher hears an error; one who waits for an answer gets the status
     * 429 in place of it.
     */
    private boolean isTooMuch(RateControl limited, int bytes, byte @Nullable [] reply) {
        if (!limited.refuses()) {
            return false;
        }
        deliverRun();
        String error = limited.refusal(loop.clock().nanos(), bytes);
        if (error == null) {
            return false;
        }
        if (reply != null && connection.understandsHeaders()) {
            answer(reply, TOO_MANY_REQUESTS);
        } else {
            connection.writeError(error);
        }
        return true;
    }

    private boolean mayAnswer(byte[] subject) {
        ReplyLeave leave = connection.replyLeave();
        return leave != null
                && !ReservedSubjects.isGatewayReply(subject)
                && leave.use(new String(subject, UTF_8), loop.clock().nanos());
    }

    private void refusePublish(byte[] subject) {
        connection.writeError("Permissions Violation for Publish to " + Quoted.of(subject));
        service.log().error(connection.logName() + " - Publish Violation - Subject " + Quoted.of(subject));
    }

    private boolean refuseReply(byte[] reply) {
        if (!ReservedSubjects.isForbiddenReply(reply)) {
            return false;
        }
        connection.writeError("Permissions Violation for Publish with Reply of " + Quoted.of(reply));
        return true;
    }

    private void tellNobodyResponds(byte[] subject, byte[] reply) {
        answer(reply, noResponders(subject));
    }

    /** Hands a status to the one who waits at a reply subject, if that is this connection. */
    private void answer(byte[] reply, byte[] content) {
        Match match = new Match();
        connection.login().bound().interest().match(reply, reply.length, match, new Interest.Probe());
        for (int i = 0; i < match.plainCount(); i++) {
            Subscription subscription = match.plain(i);
            if (subscription.receiver() == connection) {
                String line = "HMSG " + latin(reply) + " " + latin(subscription.sid()) + " " + content.length + " "
                        + content.length + "\r\n";
                connection.write(line.getBytes(ISO_8859_1));
                connection.write(content);
                connection.write(new byte[] {'\r', '\n'});
                return;
            }
        }
    }

    private static byte[] noResponders(byte[] subject) {
        return ("NATS/1.0 503\r\nNats-Subject: " + latin(subject) + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    // --- batches -------------------------------------------------------------------------------------------------

    /** Counts what came since the last time, and slows down who is over a rate limit. */
    void settleBatch() {
        deliverRun();
        LoopTraffic counter = traffic;
        if (counter != null) {
            if (batchMessages > 0) {
                counter.received(batchMessages, batchBytes);
                inMessages += batchMessages;
                inBytes += batchBytes;
                RateControl limited = rates;
                if (limited != null && !limited.refuses()) {
                    connection.clocks().delay(limited.delayNanos(loop.clock().nanos(), batchMessages, batchBytes));
                }
                batchMessages = 0;
                batchBytes = 0;
            }
            router.settle(counter);
        }
    }

    /** How much to read now, so that other tenants of the loop get their turn and a rate limit is not far overdrawn. */
    int turnBytes() {
        FairShare.Part own = part;
        if (own == null) {
            return Limits.READ_BUFFER_BYTES;
        }
        int share = router.fairShare().readBytes(own, loop.round(), loop.clock().nanos());
        return rates == null ? share : Limits.LEAST_READ_BYTES;
    }

    /** Whether other tenants use the loop, too. */
    boolean sharesLoop() {
        return part != null && router.fairShare().isShared();
    }

    /** A turn that took all it might is over. */
    void chargeTurn(int bytes, long nanos) {
        FairShare.Part own = part;
        if (own != null) {
            router.fairShare().charge(own, bytes, nanos);
        }
    }
}
