package io.vagus.transport.client;

import io.vagus.protocol.Publication;
import io.vagus.routing.Subscription;
import io.vagus.transport.link.EventLoop;
import org.jspecify.annotations.Nullable;

/** Hands messages that lie in arrays to one receiver each, by any thread. */
final class Handover {

    /** The receiver did not get the message. */
    static final int NOT_DELIVERED = -1;

    private Handover() {}

    /**
     * Hands a message to a client.
     *
     * @param loop the loop whose thread this is; null for another thread
     * @param from who sent it; null for the node itself
     * @return the bytes it got, or {@link #NOT_DELIVERED}
     */
    static int toClient(
            @Nullable EventLoop loop,
            @Nullable ClientConnection from,
            ClientConnection to,
            Target target,
            Publication publication) {
        if ((to == from && !from.echoes()) || to.outbound().isClosed()) {
            return NOT_DELIVERED;
        }
        Subscription subscription = target.subscription;
        Subscription.Claim claim = Subscription.Claim.MORE;
        if (subscription.isLimited()) {
            claim = subscription.claim();
        } else if (loop != null) {
            subscription.count(loop.index(), 1);
        } else {
            subscription.countOffLoop();
        }
        if (claim == Subscription.Claim.NONE) {
            return NOT_DELIVERED;
        }
        if (loop != null) {
            loop.flush(to.outbound());
        }
        int bytes = LoopRouter.send(to, target, publication, publication.content());
        byte[] reply = publication.reply();
        if (to.grantsReplies() && reply != null) {
            to.grantReply(reply);
        }
        if (claim == Subscription.Claim.LAST) {
            to.end(subscription.origin());
        }
        return bytes;
    }
}
