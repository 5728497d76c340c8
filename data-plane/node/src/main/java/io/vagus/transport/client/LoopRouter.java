package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.LoopTraffic;
import io.vagus.account.PublishScope;
import io.vagus.account.sharing.SharedReceiver;
import io.vagus.protocol.Publication;
import io.vagus.protocol.PublishFrame;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Subscription;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMappings;
import io.vagus.subject.SubjectTransform;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Staging;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from the read buffer of one loop to those who hear them: finds the route, then copies the front of each
 * receiver's control line and, in one piece, the rest of the frame as it lies in the read buffer into the receiver's
 * staging. Owned by the loop.
 */
final class LoopRouter {

    private static final byte[] NO_SUBJECT = {};
    private static final byte[] CRLF = {'\r', '\n'};

    private final EventLoop loop;
    private final Account system;
    private final RouteCache routes = new RouteCache();
    private final Audiences audiences = new Audiences();
    private final PublishRun run;
    private final Match match = new Match();
    private final Interest.Probe probe = new Interest.Probe();
    private final Map<Account, LoopTraffic> traffic = new IdentityHashMap<>();
    private final FairShare fairShare = new FairShare();
    private final Map<Account, FairShare.Part> parts = new IdentityHashMap<>();
    private long random;
    private boolean dropsForLaggards;
    private long outMessages;
    private long outBytes;

    LoopRouter(EventLoop loop, Account system, long seed) {
        this.loop = loop;
        this.system = system;
        this.random = seed | 1;
        this.run = new PublishRun(loop, this);
    }

    EventLoop loop() {
        return loop;
    }

    /** Whether messages of clients for a receiver that is far behind are dropped, rather than their senders held back. */
    void dropForLaggards(boolean drop) {
        dropsForLaggards = drop;
    }

    /** The messages that are to be delivered together. */
    PublishRun run() {
        return run;
    }

    /** This loop's part of an account. */
    FairShare.Part partOf(Account account) {
        return parts.computeIfAbsent(account, each -> new FairShare.Part());
    }

    /** How accounts share the loop. */
    FairShare fairShare() {
        return fairShare;
    }

    /** This loop's counter of an account. */
    LoopTraffic trafficOf(Account account) {
        return traffic.computeIfAbsent(account, Account::newLoopTraffic);
    }

    /** Adds what was delivered since the last call to the counter of the account it was delivered in. */
    void settle(LoopTraffic counter) {
        if (outMessages > 0) {
            counter.delivered(outMessages, outBytes);
            outMessages = 0;
            outBytes = 0;
        }
    }

    /** The route of a frame, remembered or worked out. */
    Route route(PublishScope scope, PublishFrame frame) {
        ByteBuffer in = frame.buffer();
        int at = frame.subjectAt();
        int length = frame.subjectLength();
        long hash = RouteCache.hash(scope, in, at, length);
        Route known = routes.find(scope, in, at, length, hash);
        if (known != null && known.holds()) {
            return known;
        }
        Route fresh = workOut(scope, frame.subject(), hash);
        routes.offer(fresh, known);
        return fresh;
    }

    /** The route of a frame from the one that came before it on its connection: publishers that go round do it the same way again. */
    Route routeAfter(@Nullable Route before, PublishScope scope, PublishFrame frame) {
        if (before == null) {
            return route(scope, frame);
        }
        if (frame.known() instanceof Route likely && likely.scope == scope && likely.holds()) {
            return likely;
        }
        Route found = route(scope, frame);
        if (before.remembered && found.remembered) {
            before.next = found;
        }
        return found;
    }

    /** The route of a subject that a client wrote, worked out anew. */
    Route workOut(PublishScope scope, byte[] subject, long hash) {
        while (true) {
            SubjectMappings mappings = scope.account().mappings();
            Route route =
                    mappings == null ? direct(scope, subject, hash, subject) : map(scope, subject, hash, mappings);
            if (scope.account().mappings() == mappings) {
                return route;
            }
        }
    }

    private Route map(PublishScope scope, byte[] subject, long hash, SubjectMappings mappings) {
        SubjectMapping mapping = mappings.find(new String(subject, UTF_8));
        if (mapping == null) {
            return direct(scope, subject, hash, subject);
        }
        if (mapping.isCertain() && !mapping.transform(0).isRandom()) {
            return direct(scope, subject, hash, mapping.transform(0).transform(subject));
        }
        return Route.drawn(scope, subject, hash, new Route.Draw(mapping));
    }

    private Route direct(PublishScope scope, byte[] subject, long hash, byte[] published) {
        trafficOf(scope.account()).matched();
        return Route.find(scope, subject, hash, published, isAllowed(scope, published), match, probe, audiences);
    }

    /** The route this time, of one that is drawn. */
    Route draw(Route drawn, Route.Draw draw) {
        int place = draw.mapping.place(below(100));
        if (place < 0) {
            return direct(drawn.scope, drawn.subject, drawn.hash, NO_SUBJECT);
        }
        Route route = draw.routes[place];
        SubjectTransform transform = draw.mapping.transform(place);
        if (route == null || !route.holds() || transform.isRandom()) {
            route = direct(drawn.scope, drawn.subject, drawn.hash, transform.transform(drawn.subject));
            draw.routes[place] = route;
        }
        return route;
    }

    private boolean isAllowed(PublishScope scope, byte[] subject) {
        return !ReservedSubjects.isGatewayReply(subject)
                && scope.allows(subject)
                && (scope.account() == system || !ReservedSubjects.isRaft(subject));
    }

    /** Hands a frame to all that hear it; returns to how many. */
    int deliver(ClientConnection from, Route route, PublishFrame frame) {
        int delivered = 0;
        for (Target target : route.plain) {
            if (deliver(from, target, frame)) {
                delivered++;
            }
        }
        for (Target[] group : route.groups) {
            delivered += deliverToOne(from, group, frame);
        }
        return delivered;
    }

    private int deliverToOne(ClientConnection from, Target[] group, PublishFrame frame) {
        int start = group.length == 1 ? 0 : below(group.length);
        for (int i = 0; i < group.length; i++) {
            int index = start + i;
            if (deliver(from, group[index < group.length ? index : index - group.length], frame)) {
                return 1;
            }
        }
        return 0;
    }

    private int below(int bound) {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) (((random >>> 32) * bound) >>> 32);
    }

    private boolean deliver(ClientConnection from, Target target, PublishFrame frame) {
        ClientConnection to = target.connection;
        if (to == null) {
            return deliverInternally(from, target, frame);
        }
        int head = frame.headerLength();
        boolean plain = head < 0;
        int front = plain ? target.frontLength - 1 : target.frontLength;
        int tail = frame.payloadAt() + frame.size() + 2 - frame.tailAt();
        int total = front + tail;
        if (passesOver(from, to)) {
            return false;
        }
        if (total > EventLoop.MAX_STAGED_BYTES || (!plain && !to.understandsHeaders())) {
            return deliver(from, target, ClientPublishing.extract(frame, target.subject));
        }
        if (!put(to, target, plain, frame.buffer(), frame.tailAt(), tail, head, frame.size())) {
            return false;
        }
        if (to.grantsReplies() && frame.hasReply()) {
            to.grantReply(frame.reply());
        }
        return true;
    }

    /** Hands one PUB or, where there is a head, HPUB without a reply subject to one client. */
    boolean deliver(ClientConnection from, Target target, ByteBuffer in, int tailAt, int tail, int head, int size) {
        ClientConnection to = target.client();
        if (passesOver(from, to)) {
            return false;
        }
        if (head >= 0 && !to.understandsHeaders()) {
            return deliver(from, target, extract(target, in, tailAt, tail, head, size));
        }
        return put(to, target, head < 0, in, tailAt, tail, head, size);
    }

    private static Publication extract(Target target, ByteBuffer in, int tailAt, int tail, int head, int size) {
        byte[] content = new byte[size];
        in.get(tailAt + tail - size - CRLF.length, content);
        byte[] numbers = new byte[tail - size - 2 * CRLF.length];
        in.get(tailAt, numbers);
        return new Publication(target.subject, null, head, numbers, content);
    }

    /** Whether a client does not get what this one publishes: its own messages without echo, any while it is far behind. */
    boolean passesOver(ClientConnection from, ClientConnection to) {
        return to == from && !from.echoes() || dropsForLaggards && to.outbound().isFarBehind();
    }

    private boolean put(
            ClientConnection to,
            Target target,
            boolean plain,
            ByteBuffer in,
            int tailAt,
            int tail,
            int head,
            int size) {
        int front = plain ? target.frontLength - 1 : target.frontLength;
        int total = front + tail;
        Staging staging = loop.stage(to.outbound(), total);
        if (staging == null) {
            to.outOfMemory();
            return false;
        }
        Subscription.Claim claim = claim(target.subscription);
        if (claim == Subscription.Claim.NONE) {
            return false;
        }
        ByteBuffer out = staging.chunk();
        int at = staging.length();
        Frames.copyFront(target.front, plain ? 1 : 0, front, out, at);
        Frames.copy(in, tailAt, tail, out, at + front);
        staging.advanceTo(at + total);
        staging.count(1, size);
        ProtocolTrace trace = to.trace();
        if (trace != null) {
            trace.delivered(out, at, total, head, size);
        }
        countDelivered(1, size);
        if (claim == Subscription.Claim.LAST) {
            to.end(target.subscription.origin());
        }
        return true;
    }

    /** Counts messages for the account whose publisher's turn it is, see {@link #settle}. */
    void countDelivered(int messages, long payloadBytes) {
        outMessages += messages;
        outBytes += payloadBytes;
    }

    private Subscription.Claim claim(Subscription subscription) {
        if (subscription.isLimited()) {
            return subscription.claim();
        }
        subscription.count(loop.index(), 1);
        return Subscription.Claim.MORE;
    }

    private boolean deliverInternally(ClientConnection from, Target target, PublishFrame frame) {
        return deliver(from, target, ClientPublishing.extract(frame, target.subject));
    }

    /** Hands a message that does not lie in the read buffer to all that hear it; returns to how many. */
    int deliver(@Nullable ClientConnection from, Route route, Publication publication) {
        int delivered = 0;
        for (Target target : route.plain) {
            if (deliver(from, target, publication)) {
                delivered++;
            }
        }
        for (Target[] group : route.groups) {
            int start = below(group.length);
            for (int i = 0; i < group.length; i++) {
                if (deliver(from, group[(start + i) % group.length], publication)) {
                    delivered++;
                    break;
                }
            }
        }
        return delivered;
    }

    private boolean deliver(@Nullable ClientConnection from, Target target, Publication publication) {
        ClientConnection to = target.connection;
        if (to == null) {
            return deliverInternally(from, target, publication);
        }
        if (dropsForLaggards && from != null && to.outbound().isFarBehind()) {
            return false;
        }
        int bytes = Handover.toClient(loop, from, to, target, publication);
        if (bytes == Handover.NOT_DELIVERED) {
            return false;
        }
        outMessages++;
        outBytes += bytes;
        return true;
    }

    private boolean deliverInternally(@Nullable ClientConnection from, Target target, Publication publication) {
        SharedReceiver shared = target.shared;
        if (shared != null) {
            return new Delivery(loop, from).cross(shared, publication);
        }
        InternalReceiver receiver = target.internal;
        if (receiver == null) {
            return false;
        }
        target.subscription.count(loop.index(), 1);
        return receiver.offer(target.subscription.origin(), publication.withSubject(target.subject), from);
    }

    /** Writes one message to a client at once; returns the payload bytes it got. */
    static int send(ClientConnection to, Target target, Publication publication, byte[] content) {
        int head = publication.headerLength();
        byte[] numbers = publication.numbers();
        byte[] body = content;
        boolean plain = head < 0;
        if (head >= 0 && !to.understandsHeaders()) {
            plain = true;
            body = java.util.Arrays.copyOfRange(content, head, content.length);
            numbers = Integer.toString(body.length).getBytes(StandardCharsets.US_ASCII);
        }
        byte[] front = java.util.Arrays.copyOfRange(target.front, plain ? 1 : 0, target.frontLength);
        byte[] reply = publication.reply();
        ProtocolTrace trace = to.trace();
        if (trace != null) {
            String start = new String(front, StandardCharsets.UTF_8);
            String middle = reply == null ? "" : new String(reply, StandardCharsets.UTF_8) + " ";
            trace.delivered(start + middle + new String(numbers, StandardCharsets.UTF_8), plain ? -1 : head, body);
        }
        if (reply == null) {
            to.outbound().send(1, body.length, front, numbers, CRLF, body, CRLF);
        } else {
            byte[] space = {' '};
            to.outbound().send(1, body.length, front, reply, space, numbers, CRLF, body, CRLF);
        }
        return body.length;
    }
}
