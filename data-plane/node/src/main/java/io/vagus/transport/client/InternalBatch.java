package io.vagus.transport.client;

import io.vagus.account.Account;
import io.vagus.protocol.Publication;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes many messages of the node's own from one thread: what each connection gets is gathered and written at once by
 * {@link #flush}. Owned by one thread. Messages for the node's own subscriptions are handed over at once.
 */
public final class InternalBatch {

    /** Gathered bytes of one connection that are written out before more come. */
    private static final int EAGER_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 512;
    private static final int KEPT_BUFFERS = 64;
    private static final int DIGITS = 20;

    private final Match match = new Match();
    private final Interest.Probe probe = new Interest.Probe();
    private final Map<ClientConnection, Gathered> gathered = new IdentityHashMap<>();
    private final List<Gathered> free = new ArrayList<>();
    private int turn;

    /** The subject that was matched last, where, and of which version the match is; null when that is not known any more. */
    private byte @Nullable [] matched;

    private @Nullable Interest matchedIn;
    private int matchedKey;
    private int matchedVersion;

    /** Who was written to last, and what waits for it; null behind a flush. */
    private @Nullable ClientConnection lastReceiver;

    private Gathered lastGathered = new Gathered();

    /** What waits for one connection. */
    private static final class Gathered {
        private byte[] bytes = new byte[FIRST_BYTES];
        private int length;
        private int messages;
        private long payloadBytes;

        void room(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }

        void put(byte[] from) {
            System.arraycopy(from, 0, bytes, length, from.length);
            length += from.length;
        }

        void put(char c) {
            bytes[length++] = (byte) c;
        }

        void put(int number) {
            if (number == 0) {
                put('0');
                return;
            }
            int digits = 0;
            for (int rest = number; rest > 0; rest /= 10) {
                digits++;
            }
            int at = length + digits;
            length = at;
            for (int rest = number; rest > 0; rest /= 10) {
                bytes[--at] = (byte) ('0' + rest % 10);
            }
        }
    }

    /**
     * Publishes in an account; subjects are not checked.
     *
     * @param to who hears this subject gets it
     * @param subject the subject that they see
     * @param headers header block with its first and its empty line; null for none
     * @return whether anybody took it
     */
    public boolean publish(
            Account account,
            byte[] to,
            byte[] subject,
            byte @Nullable [] reply,
            byte @Nullable [] headers,
            byte[] payload) {
        match(account, to);
        if (match.isEmpty()) {
            return false;
        }
        if (isPlain()) {
            return deliver(account, subject, reply, headers, payload);
        }
        flush();
        Delivery delivery = to == subject ? new Delivery(null, null) : Delivery.seenAs(subject);
        return delivery.in(account, Publication.of(to, reply, headers, payload)) > 0;
    }

    /** Finds who hears a subject; the same array means the same subject, of which many messages may come one after the other. */
    private void match(Account account, byte[] to) {
        Interest interest = account.interest();
        if (to == matched && interest == matchedIn && interest.version(matchedKey) == matchedVersion) {
            return;
        }
        matchedKey = Interest.versionKey(to, to.length);
        matchedVersion = interest.version(matchedKey);
        matched = to;
        matchedIn = interest;
        match.clear();
        interest.match(to, to.length, match, probe);
    }

    /** Whether all that hear it are in this account. */
    private boolean isPlain() {
        for (int i = 0; i < match.plainCount(); i++) {
            if (isElsewhere(match.plain(i))) {
                return false;
            }
        }
        for (int group = 0; group < match.groupCount(); group++) {
            for (int i = 0; i < match.groupSize(group); i++) {
                if (isElsewhere(match.member(group, i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isElsewhere(Subscription subscription) {
        return subscription.imported() != null
                || !(subscription.receiver() instanceof ClientConnection
                        || subscription.receiver() instanceof InternalReceiver);
    }

    private boolean deliver(
            Account account, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        int plain = match.plainCount();
        int groups = match.groupCount();
        Publication shared = null;
        boolean taken = false;
        int sent = 0;
        for (int i = 0; i < plain; i++) {
            Subscription to = match.plain(i);
            if (to.receiver() instanceof ClientConnection client) {
                if (gather(client, to, subject, reply, headers, payload)) {
                    sent++;
                }
            } else {
                shared = shared == null ? Publication.of(subject, reply, headers, payload) : shared;
                taken |= offer(to, shared);
            }
        }
        for (int group = 0; group < groups; group++) {
            int size = match.groupSize(group);
            int start = (turn++ & Integer.MAX_VALUE) % size;
            for (int i = 0; i < size; i++) {
                Subscription to = match.member(group, (start + i) % size);
                if (to.receiver() instanceof ClientConnection client) {
                    if (gather(client, to, subject, reply, headers, payload)) {
                        sent++;
                        break;
                    }
                    continue;
                }
                shared = shared == null ? Publication.of(subject, reply, headers, payload) : shared;
                if (offer(to, shared)) {
                    taken = true;
                    break;
                }
            }
        }
        if (sent > 0) {
            account.countSentByNode(sent, (long) sent * (payload.length + (headers == null ? 0 : headers.length)));
        }
        return taken || sent > 0;
    }

    private static boolean offer(Subscription to, Publication publication) {
        to.countOffLoop();
        return ((InternalReceiver) to.receiver()).offer(to.origin(), publication, null);
    }

    private boolean gather(
            ClientConnection to,
            Subscription subscription,
            byte[] subject,
            byte @Nullable [] reply,
            byte @Nullable [] headers,
            byte[] payload) {
        if (to.outbound().isClosed() || to.hides(subject, subscription.queue())) {
            return false;
        }
        Subscription.Claim claim = Subscription.Claim.MORE;
        if (subscription.isLimited()) {
            claim = subscription.claim();
        } else {
            subscription.countOffLoop();
        }
        if (claim == Subscription.Claim.NONE) {
            return false;
        }
        write(to, subscription, subject, reply, to.understandsHeaders() ? headers : null, payload);
        if (to.grantsReplies() && reply != null) {
            to.grantReply(reply);
        }
        if (claim == Subscription.Claim.LAST) {
            flush();
            to.end(subscription);
        }
        return true;
    }

    private void write(
            ClientConnection to,
            Subscription subscription,
            byte[] subject,
            byte @Nullable [] reply,
            byte @Nullable [] headers,
            byte[] payload) {
        Gathered out = lastGathered;
        if (to != lastReceiver) {
            out = gathered.computeIfAbsent(to, absent -> free.isEmpty() ? new Gathered() : free.removeLast());
            lastReceiver = to;
            lastGathered = out;
        }
        byte[] sid = subscription.sid();
        int head = headers == null ? 0 : headers.length;
        out.room(subject.length
                + sid.length
                + (reply == null ? 0 : reply.length)
                + 2 * DIGITS
                + head
                + payload.length
                + 16);
        if (headers != null) {
            out.put('H');
        }
        out.put('M');
        out.put('S');
        out.put('G');
        out.put(' ');
        out.put(subject);
        out.put(' ');
        out.put(sid);
        out.put(' ');
        if (reply != null) {
            out.put(reply);
            out.put(' ');
        }
        if (headers != null) {
            out.put(head);
            out.put(' ');
        }
        out.put(head + payload.length);
        out.put('\r');
        out.put('\n');
        if (headers != null) {
            out.put(headers);
        }
        out.put(payload);
        out.put('\r');
        out.put('\n');
        out.messages++;
        out.payloadBytes += head + payload.length;
        if (out.length >= EAGER_BYTES) {
            send(to, out);
        }
    }

    private static void send(ClientConnection to, Gathered out) {
        if (out.length > 0) {
            to.outbound().send(out.messages, out.payloadBytes, out.bytes, out.length);
            out.length = 0;
            out.messages = 0;
            out.payloadBytes = 0;
        }
    }

    /** Writes out all that is gathered. */
    public void flush() {
        matched = null;
        matchedIn = null;
        lastReceiver = null;
        if (gathered.isEmpty()) {
            return;
        }
        for (Map.Entry<ClientConnection, Gathered> each : gathered.entrySet()) {
            Gathered out = each.getValue();
            send(each.getKey(), out);
            if (free.size() < KEPT_BUFFERS && out.bytes.length <= 2 * EAGER_BYTES) {
                free.add(out);
            }
        }
        gathered.clear();
    }
}
