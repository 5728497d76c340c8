package io.vagus.transport.client;

import io.vagus.account.Account;
import io.vagus.protocol.Publication;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Subscription;
import java.util.concurrent.ThreadLocalRandom;

/** Hands the node's own messages to those who hear them, on the calling thread, which may be any. */
public final class InternalPublisher {

    private static final int NOWHERE = 0;
    private static final int TO_CLIENT = 1;
    private static final int TO_NODE = 2;

    private InternalPublisher() {}

    /** Delivers one message in an account; what clients get counts as sent. */
    public static void publish(Account account, Publication publication) {
        long delivered = 0;
        Match match = new Match();
        byte[] subject = publication.subject();
        account.interest().match(subject, subject.length, match, new Interest.Probe());
        for (int i = 0; i < match.plainCount(); i++) {
            delivered += deliver(match.plain(i), publication) == TO_CLIENT ? 1 : 0;
        }
        for (int group = 0; group < match.groupCount(); group++) {
            int size = match.groupSize(group);
            int start = ThreadLocalRandom.current().nextInt(size);
            for (int i = 0; i < size; i++) {
                int to = deliver(match.member(group, (start + i) % size), publication);
                if (to != NOWHERE) {
                    delivered += to == TO_CLIENT ? 1 : 0;
                    break;
                }
            }
        }
        if (delivered > 0) {
            account.countSentByNode(delivered, delivered * publication.content().length);
        }
    }

    private static int deliver(Subscription subscription, Publication publication) {
        if (!(subscription.receiver() instanceof ClientConnection to)) {
            return ((InternalReceiver) subscription.receiver()).offer(subscription, publication, null)
                    ? TO_NODE
                    : NOWHERE;
        }
        if (to.outbound().isClosed() || to.hides(publication.subject())) {
            return NOWHERE;
        }
        Subscription.Claim claim = subscription.isLimited() ? subscription.claim() : Subscription.Claim.MORE;
        if (claim == Subscription.Claim.NONE) {
            return NOWHERE;
        }
        LoopRouter.send(to, new Target(subscription, publication.subject()), publication, publication.content());
        byte[] reply = publication.reply();
        if (to.grantsReplies() && reply != null) {
            to.grantReply(reply);
        }
        if (claim == Subscription.Claim.LAST) {
            to.end(subscription);
        }
        return TO_CLIENT;
    }
}
