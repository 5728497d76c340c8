package io.vagus.transport.client;

import io.vagus.protocol.Publication;
import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import org.jspecify.annotations.Nullable;

/** A subscription of the node itself as the routers see it. Called by any loop; must return at once. */
public interface InternalReceiver extends Receiver {

    /** Takes a message; false when it cannot. */
    boolean offer(Subscription subscription, Publication publication, @Nullable ClientConnection from);
}
