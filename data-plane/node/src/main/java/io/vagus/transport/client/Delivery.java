package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.sharing.PendingReplies;
import io.vagus.account.sharing.PendingReply;
import io.vagus.account.sharing.ResponseType;
import io.vagus.account.sharing.ServiceEntrance;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceLatency;
import io.vagus.account.sharing.SharedReceiver;
import io.vagus.base.Limits;
import io.vagus.protocol.Publication;
import io.vagus.routing.Imported;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMappings;
import io.vagus.subject.Subjects;
import io.vagus.transport.MessageTrace;
import io.vagus.transport.link.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way outside the hot path: one of the node's own, or one that crosses from account to account through
 * service imports, with its answer. Used by one thread, for one message. Source: nats-server processServiceImport.
 */
final class Delivery {

    private static final byte[] ACKNOWLEDGEMENT = "$JS.ACK.".getBytes(UTF_8);

    private final @Nullable EventLoop loop;
    private final @Nullable ClientConnection from;
    private final byte @Nullable [] seen;
    private final List<ServiceEntrance> crossed = new ArrayList<>(1);
    private @Nullable MessageTrace trace;
    private @Nullable RequestInfo info;
    private int depth;

    /**
     * @param loop the loop whose thread this is; null for another thread
     * @param from who sent the message; null for the node itself
     */
    Delivery(@Nullable EventLoop loop, @Nullable ClientConnection from) {
        this(loop, from, null);
    }

    /**
     * The same, of a message that is traced.
     *
     * @param trace gets what becomes of the message; null for a message that is not traced
     */
    Delivery(@Nullable EventLoop loop, @Nullable ClientConnection from, @Nullable MessageTrace trace) {
        this(loop, from, trace, null);
    }

    private Delivery(
            @Nullable EventLoop loop,
            @Nullable ClientConnection from,
            @Nullable MessageTrace trace,
            byte @Nullable [] seen) {
        this.loop = loop;
        this.from = from;
        this.trace = trace;
        this.seen = seen;
    }

    /**
     * A message of the node itself that its receivers, in whichever account, see under another subject than the one they hear
     * it by: what a consumer delivers keeps the subject that the stream has it under.
     */
    static Delivery seenAs(byte[] subject) {
        return new Delivery(null, null, null, subject);
    }

    /** Hands the message to all that hear it in this account; returns to how many. */
    int in(Account account, Publication publication) {
        Match match = new Match();
        byte[] subject = publication.subject();
        account.interest().match(subject, subject.length, match, new Interest.Probe());
        Count count = new Count();
        for (int i = 0; i < match.plainCount(); i++) {
            to(match.plain(i), publication, count);
        }
        for (int group = 0; group < match.groupCount(); group++) {
            int size = match.groupSize(group);
            int start = size == 1 ? 0 : ThreadLocalRandom.current().nextInt(size);
            for (int i = 0; i < size; i++) {
                if (to(match.member(group, (start + i) % size), publication, count)) {
                    break;
                }
            }
        }
        if (count.messages > 0) {
            account.countSentByNode(count.messages, count.bytes);
        }
        return count.receivers;
    }

    /** Who got the message in one account. */
    private static final class Count {
        private int receivers;
        private long messages;
        private long bytes;
    }

    private boolean to(Subscription subscription, Publication publication, Count count) {
        Imported imported = subscription.imported();
        if (imported != null && depth > 0) {
            // What came through a service import is not exported again as a stream.
            return false;
        }
        byte[] subject = subjectFor(imported, publication);
        MessageTrace traced = trace;
        boolean delivered;
        if (traced != null && imported != null && subscription.receiver() instanceof ClientConnection client) {
            delivered = handExported(subscription, imported, client, subject, publication, count, traced);
        } else {
            delivered = hand(subscription, subject, publication, count, traced);
        }
        if (delivered) {
            count.receivers++;
        }
        return delivered;
    }

    private byte[] subjectFor(@Nullable Imported imported, Publication publication) {
        if (seen != null) {
            return seen;
        }
        return imported == null ? publication.subject() : imported.subjectHere(publication.subject());
    }

    private boolean handExported(
            Subscription subscription,
            Imported imported,
            ClientConnection client,
            byte[] subject,
            Publication publication,
            Count count,
            MessageTrace traced) {
        traced.streamExport(client.accountName(), new String(subject, UTF_8));
        if (imported.allowsTrace()) {
            return hand(subscription, subject, publication, count, traced);
        }
        return traced.only() || hand(subscription, subject, publication, count, null);
    }

    private boolean hand(
            Subscription subscription,
            byte[] subject,
            Publication publication,
            Count count,
            @Nullable MessageTrace traced) {
        // Not a switch over types: its first use takes the JVM many milliseconds, which no AOT cache saves.
        Receiver receiver = subscription.receiver();
        if (receiver instanceof ClientConnection client) {
            return handToClient(client, subscription, subject, publication, count, traced);
        }
        if (receiver instanceof InternalReceiver internal) {
            subscription.countOffLoop();
            Publication seen = publication.withSubject(subject);
            return traced == null
                    ? internal.offer(subscription.origin(), seen, from)
                    : internal.offer(subscription.origin(), seen, from, traced);
        }
        return receiver instanceof SharedReceiver shared && cross(shared, publication);
    }

    private boolean handToClient(
            ClientConnection client,
            Subscription subscription,
            byte[] subject,
            Publication publication,
            Count count,
            @Nullable MessageTrace traced) {
        String obstacle = obstacle(client, subscription, subject);
        if (traced != null) {
            byte[] queue = subscription.queue();
            traced.egress(
                    client.id(),
                    client.clientName(),
                    client.accountName(),
                    new String(subscription.subject(), UTF_8),
                    queue == null ? null : new String(queue, UTF_8),
                    obstacle);
        }
        if (obstacle != null || traced != null && traced.only()) {
            return obstacle == null;
        }
        int bytes = Handover.toClient(loop, from, client, new Target(subscription, subject), publication);
        if (bytes == Handover.NOT_DELIVERED) {
            return false;
        }
        count.messages++;
        count.bytes += bytes;
        return true;
    }

    private @Nullable String obstacle(ClientConnection client, Subscription subscription, byte[] subject) {
        if (client == from && !client.echoes()) {
            return "Not delivered because of no echo";
        }
        if (client.hides(subject, subscription.queue())) {
            return "Not delivered because subscription denies this subject";
        }
        return client.outbound().isClosed() ? "Not delivered because client is closed" : null;
    }

    /** Takes the message over to another account; whether anybody there got it. */
    boolean cross(SharedReceiver receiver, Publication publication) {
        if (depth >= Limits.CROSSED_ACCOUNTS) {
            return false;
        }
        depth++;
        try {
            if (receiver instanceof ServiceEntrance entrance) {
                return ask(entrance, publication);
            }
            if (receiver instanceof PendingReplies replies) {
                answer(replies, publication);
            }
            // For the responder the answer has arrived, whoever still wants it.
            return true;
        } finally {
            depth--;
        }
    }

    private boolean ask(ServiceEntrance entrance, Publication request) {
        if (wasHere(entrance)) {
            return false;
        }
        ServiceExport export = entrance.export();
        ServiceLatency latency = export == null ? null : export.latency();
        LatencySampling.Decision sample =
                latency == null ? LatencySampling.Decision.NO : LatencySampling.decide(latency, request);
        byte[] reply = request.reply();
        PendingReply pending = null;
        if (reply != null && !Subjects.startsWith(reply, ACKNOWLEDGEMENT)) {
            pending = expect(entrance, reply, sample);
            if (pending == null) {
                return false;
            }
            reply = pending.subject().getBytes(UTF_8);
        } else if (reply == null && sample.measured() && from != null && latency != null) {
            LatencyMetric.badRequest(loop, from, entrance, latency, sample.headers());
        }
        RequestInfo before = info;
        Publication there = identified(entrance, request)
                .withSubject(mapped(entrance.exporter().account(), entrance.subjectThere(request.subject())))
                .withReply(reply);
        crossed.add(entrance);
        int delivered = inExporter(entrance, request, there);
        crossed.removeLast();
        info = before;
        if (pending != null && trace != null && trace.only()) {
            entrance.exporter().replies().forget(pending);
        } else if (delivered == 0
                && pending != null
                && entrance.exporter().replies().forget(pending)) {
            LatencyMetric.failed(loop, entrance.exporter(), pending, LatencyMetric.Failure.UNAVAILABLE);
        }
        return delivered > 0;
    }

    /** Hands the request to the exporting account, and has it traced there if that may be. */
    private int inExporter(ServiceEntrance entrance, Publication request, Publication there) {
        MessageTrace traced = trace;
        Account exporter = entrance.exporter().account();
        if (traced == null) {
            return in(exporter, there);
        }
        traced.serviceImport(exporter.name(), new String(request.subject(), UTF_8), new String(there.subject(), UTF_8));
        ServiceExport export = entrance.export();
        if (export != null && export.allowTrace()) {
            return in(exporter, there.withHeader(TraceRequest.DESTINATION, hiddenDestination(entrance)));
        }
        return traced.only() ? 0 : untraced(exporter, there, traced);
    }

    /** What responders see instead of the importer's destination: a reply subject that nothing comes of on this node. */
    private static String hiddenDestination(ServiceEntrance entrance) {
        return entrance.exporter().replies().unusedSubject();
    }

    private int untraced(Account account, Publication message, MessageTrace traced) {
        trace = null;
        int delivered = in(account, message.withHeader(TraceRequest.DESTINATION, TraceRequest.DISABLED));
        trace = traced;
        return delivered;
    }

    private boolean wasHere(ServiceEntrance entrance) {
        ServiceExport export = entrance.export();
        for (ServiceEntrance each : crossed) {
            if (each == entrance
                    || export != null && each.export() == export && each.exporter() == entrance.exporter()) {
                return true;
            }
        }
        return false;
    }

    private @Nullable PendingReply expect(ServiceEntrance entrance, byte[] reply, LatencySampling.Decision sample) {
        ServiceExport export = entrance.export();
        ResponseType type = export == null ? ResponseType.SINGLETON : export.responseType();
        ClientConnection requestor = from;
        LatencyMetric measurement = sample.measured() && type == ResponseType.SINGLETON && requestor != null
                ? LatencyMetric.begin(entrance.exporter(), requestor, entrance.shares(), sample.headers())
                : null;
        return entrance.exporter()
                .replies()
                .expect(
                        entrance.importer(),
                        reply,
                        export,
                        type,
                        entrance.shares(),
                        measurement,
                        entrance.importer().sharing().nanos());
    }

    /** The request with word of who sent it. */
    private Publication identified(ServiceEntrance entrance, Publication request) {
        ClientConnection sender = from;
        if (sender == null) {
            return request;
        }
        boolean shared =
                crossed.isEmpty() ? entrance.shares() : crossed.getLast().shares();
        RequestInfo told = info;
        boolean toSystem =
                entrance.exporter().account() == sender.service().accounts().system();
        boolean names;
        if (told == null) {
            told = new RequestInfo(
                    sender.info(),
                    shared,
                    null,
                    shared ? sender.service().identity().serverName() : null,
                    RequestInfo.replyToTell(request.reply()));
            names = !shared && toSystem;
        } else {
            told = told.through(entrance.importer().account().name());
            names = !shared && (entrance.shares() || toSystem);
        }
        if (names) {
            told = told.at(sender.service().identity().serverName());
        }
        info = told;
        return request.withHeader(RequestInfo.HEADER, told.json());
    }

    private static byte[] mapped(Account account, byte[] subject) {
        SubjectMappings mappings = account.mappings();
        if (mappings == null) {
            return subject;
        }
        String text = new String(subject, UTF_8);
        SubjectMapping mapping = mappings.find(text);
        if (mapping == null) {
            return subject;
        }
        String to = mapping.map(text, ThreadLocalRandom.current().nextInt(100));
        return to == null ? new byte[0] : to.getBytes(UTF_8);
    }

    private void answer(PendingReplies replies, Publication answer) {
        PendingReply pending = replies.find(new String(answer.subject(), UTF_8));
        boolean single = pending != null && pending.type() == ResponseType.SINGLETON;
        if (pending == null
                || pending.isOverdue(replies.owner().sharing().nanos())
                || single && !replies.forget(pending)) {
            return;
        }
        byte[] reply = answer.reply();
        if (reply != null && !Subjects.startsWith(reply, ACKNOWLEDGEMENT)) {
            // The requester may answer the answer, on the same terms.
            PendingReply back = pending.requester()
                    .replies()
                    .expect(
                            replies.owner(),
                            reply,
                            pending.export(),
                            pending.type(),
                            pending.shares(),
                            null,
                            pending.requester().sharing().nanos());
            reply = back == null ? null : back.subject().getBytes(UTF_8);
        }
        LatencyMetric.answered(loop, replies.owner(), pending, from);
        int delivered = inRequester(
                pending.requester().account(),
                answer,
                answer.withSubject(pending.replyTo()).withReply(reply));
        if (!single && (delivered == 0 || answer.content().length == 0)) {
            replies.forget(pending);
        } else if (!single) {
            pending.touch(replies.owner().sharing().nanos());
        }
    }

    private int inRequester(Account requester, Publication answer, Publication there) {
        MessageTrace traced = trace;
        if (traced == null) {
            return in(requester, there);
        }
        // Tracing ends with the exporting account: nobody allowed it for answers.
        traced.serviceImport(requester.name(), new String(answer.subject(), UTF_8), new String(there.subject(), UTF_8));
        return traced.only() ? 0 : untraced(requester, there, traced);
    }
}
