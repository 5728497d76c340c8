package io.vagus.transport.client;

import io.vagus.protocol.Publication;
import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import io.vagus.transport.MessageTrace;
import org.jspecify.annotations.Nullable;

/** A subscription of the node itself as the routers see it. Called by any loop; must return at once. */
public interface InternalReceiver extends Receiver {

    /** Takes a message; false when it cannot. */
    boolean offer(Subscription subscription, Publication publication, @Nullable ClientConnection from);

    /** As {@link #offer(Subscription, Publication, ClientConnection)}, of a message that is traced. */
    default boolean offer(
            Subscription subscription, Publication publication, @Nullable ClientConnection from, MessageTrace trace) {
        return offer(subscription, publication, from);
    }
}
