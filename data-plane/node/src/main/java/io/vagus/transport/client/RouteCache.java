package io.vagus.transport.client;

import io.vagus.account.PublishScope;
import io.vagus.base.Limits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The routes one loop remembers, by scope and subject bytes: open addressing, emptied as a whole when it is full. A subject
 * gets in when it comes a second time, so that reply subjects used once leave nothing behind. Owned by the loop.
 */
final class RouteCache {

    private static final int FIRST_SLOTS = 256;
    private static final int SEEN_SLOTS = 4096;

    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private @Nullable Route[] slots = new Route[FIRST_SLOTS];
    /** Parts of the hashes of subjects that came once. */
    private final char[] seen = new char[SEEN_SLOTS];

    private int unseen;
    private int size;

    /** The hash of a scope and a subject that lies in a buffer. */
    static long hash(PublishScope scope, ByteBuffer in, int at, int length) {
        long hash = (scope.id() * 0x9E3779B97F4A7C15L) ^ length;
        int rest = length;
        int i = at;
        while (rest >= 8) {
            hash = mix(hash, in.getLong(i));
            i += 8;
            rest -= 8;
        }
        if (rest > 0) {
            hash = mix(hash, in.getLong(i) << (64 - (rest << 3)));
        }
        return hash ^ (hash >>> 32);
    }

    static long mix(long hash, long word) {
        long h = (hash ^ word) * 0xff51afd7ed558ccdL;
        return h ^ (h >>> 29);
    }

    @Nullable
    Route find(PublishScope scope, ByteBuffer in, int at, int length, long hash) {
        @Nullable Route[] table = slots;
        int mask = table.length - 1;
        for (int i = (int) hash & mask; ; i = (i + 1) & mask) {
            Route route = table[i];
            if (route == null) {
                return null;
            }
            if (route.isFor(scope, in, at, length, hash)) {
                return route;
            }
        }
    }

    /** Takes a freshly worked out route, in place of the one it follows if there was one. */
    void offer(Route route, @Nullable Route previous) {
        if (previous == null) {
            int place = (int) (route.hash >>> 20) & (SEEN_SLOTS - 1);
            char mark = (char) (route.hash | 1);
            if (seen[place] != mark) {
                // Not each takes the place of the one before, or subjects in turn would displace each other for ever.
                if (seen[place] == 0 || ++unseen * GOLDEN_RATIO >>> 30 == 0) {
                    seen[place] = mark;
                }
                return;
            }
        }
        if (size >= Limits.CACHED_ROUTES) {
            clear();
        } else if (size * 2 >= slots.length) {
            grow();
        }
        if (put(slots, route)) {
            size++;
        }
    }

    private static boolean put(@Nullable Route[] table, Route route) {
        int mask = table.length - 1;
        int i = (int) route.hash & mask;
        for (Route other = table[i]; other != null; other = table[i]) {
            if (other.hash == route.hash && other.scope == route.scope && Arrays.equals(other.subject, route.subject)) {
                forget(other);
                route.remembered = true;
                table[i] = route;
                return false;
            }
            i = (i + 1) & mask;
        }
        table[i] = route;
        route.remembered = true;
        return true;
    }

    /** What is not remembered keeps nothing else, so that no chain of old routes stays. */
    private static void forget(Route route) {
        route.remembered = false;
        route.next = null;
    }

    private void grow() {
        @Nullable Route[] larger = new Route[slots.length * 2];
        for (Route route : slots) {
            if (route != null) {
                put(larger, route);
            }
        }
        slots = larger;
    }

    /** Forgets everything. */
    void clear() {
        for (Route route : slots) {
            if (route != null) {
                forget(route);
            }
        }
        slots = new Route[FIRST_SLOTS];
        size = 0;
    }
}
