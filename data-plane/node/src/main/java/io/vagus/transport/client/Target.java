package io.vagus.transport.client;

import io.vagus.account.sharing.SharedReceiver;
import io.vagus.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One subscription as a route of one loop knows it: the connection behind it and the front of the control line it gets,
 * {@code HMSG subject sid }, of which {@code MSG subject sid } is the same less one byte.
 */
final class Target {

    private static final byte[] VERB = "HMSG ".getBytes(StandardCharsets.US_ASCII);

    final Subscription subscription;
    /** What the receiver sees the message published to. */
    final byte[] subject;

    final @Nullable ClientConnection connection;
    final @Nullable InternalReceiver internal;
    /** Where the message goes on to another account; null for a receiver in this one. */
    final @Nullable SharedReceiver shared;

    /** The front, with spare bytes behind it so that it can be copied in whole words. */
    final byte[] front;

    final int frontLength;

    /** The connection of a target that has one. */
    ClientConnection client() {
        return Objects.requireNonNull(connection);
    }

    Target(Subscription subscription, byte[] subject) {
        this.subscription = subscription;
        this.subject = subject;
        if (subscription.receiver() instanceof ClientConnection client) {
            connection = client;
            internal = null;
            shared = null;
            byte[] sid = subscription.sid();
            frontLength = VERB.length + subject.length + 1 + sid.length + 1;
            front = Arrays.copyOf(VERB, frontLength + Long.BYTES);
            System.arraycopy(subject, 0, front, VERB.length, subject.length);
            int at = VERB.length + subject.length;
            front[at++] = ' ';
            System.arraycopy(sid, 0, front, at, sid.length);
            front[at + sid.length] = ' ';
        } else {
            connection = null;
            internal = subscription.receiver() instanceof InternalReceiver receiver ? receiver : null;
            shared = subscription.receiver() instanceof SharedReceiver receiver ? receiver : null;
            front = new byte[0];
            frontLength = 0;
        }
    }
}
