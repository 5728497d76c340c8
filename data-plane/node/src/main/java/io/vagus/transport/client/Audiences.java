package io.vagus.transport.client;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells routes that reach the same subscriptions, in the same order, by giving them one array of targets to be known by. It
 * remembers few and may forget; then two routes that could be known by the same array are not. Owned by the loop.
 */
final class Audiences {

    private static final int REMEMBERED = 64;

    private final Target[] @Nullable [] remembered = new Target[REMEMBERED][];

    /**
     * What the route with these targets is known by; null when they do not all get the message as it is published, or a
     * connection gets it twice: it must see both before the next message.
     */
    Target @Nullable [] of(Target[] targets) {
        if (targets.length == 0 || !areClients(targets) || targets.length > 1 && !areDistinct(targets)) {
            return null;
        }
        int place = (System.identityHashCode(targets[0].subscription) + targets.length) & (REMEMBERED - 1);
        Target[] known = remembered[place];
        if (known != null && isSame(known, targets)) {
            return known;
        }
        remembered[place] = targets;
        return targets;
    }

    private static boolean areClients(Target[] targets) {
        for (Target target : targets) {
            if (target.connection == null || target.subscription.imported() != null) {
                return false;
            }
        }
        return true;
    }

    private static boolean areDistinct(Target[] targets) {
        Set<ClientConnection> seen = Collections.newSetFromMap(new IdentityHashMap<>(targets.length));
        for (Target target : targets) {
            if (!seen.add(target.client())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Target[] known, Target[] targets) {
        if (known.length != targets.length) {
            return false;
        }
        for (int i = 0; i < targets.length; i++) {
            if (known[i].subscription != targets[i].subscription) {
                return false;
            }
        }
        return true;
    }
}
