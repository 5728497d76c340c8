package io.vagus.routing;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pattern's end and what goes on behind it; changed under the lock of its {@link Interest}, read without. */
final class TrieNode {
    volatile @Nullable TrieLevel next;
    volatile @Nullable SubscriberSet plain;
    volatile @Nullable ConcurrentHashMap<Token, SubscriberSet> groups;

    boolean isEmpty() {
        SubscriberSet set = plain;
        ConcurrentHashMap<Token, SubscriberSet> map = groups;
        return next == null && (set == null || set.isEmpty()) && (map == null || map.isEmpty());
    }

    void collect(Match match) {
        SubscriberSet set = plain;
        if (set != null) {
            set.collect(match);
        }
        ConcurrentHashMap<Token, SubscriberSet> map = groups;
        if (map != null) {
            for (SubscriberSet group : map.values()) {
                group.collectGroup(match);
            }
        }
    }

    /** Calls for each subscription that ends here. */
    void forEach(Match scratch, Consumer<Subscription> action) {
        scratch.clear();
        collect(scratch);
        for (int i = 0; i < scratch.plainCount(); i++) {
            action.accept(scratch.plain(i));
        }
        for (int group = 0; group < scratch.groupCount(); group++) {
            for (int i = 0; i < scratch.groupSize(group); i++) {
                action.accept(scratch.member(group, i));
            }
        }
    }
}
