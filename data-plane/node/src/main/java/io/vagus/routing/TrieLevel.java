package io.vagus.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The nodes that can follow a prefix; changed under the lock of its {@link Interest}, read without. */
final class TrieLevel {
    volatile @Nullable ConcurrentHashMap<Token, TrieNode> literals;
    volatile @Nullable TrieNode any;
    volatile @Nullable TrieNode rest;

    boolean isEmpty() {
        ConcurrentHashMap<Token, TrieNode> map = literals;
        return (map == null || map.isEmpty()) && any == null && rest == null;
    }

    /** Puts its nodes on a stack, those of literal tokens to be taken first and in their order. */
    void pushTo(ArrayDeque<TrieNode> waiting) {
        if (rest != null) {
            waiting.push(rest);
        }
        if (any != null) {
            waiting.push(any);
        }
        ConcurrentHashMap<Token, TrieNode> map = literals;
        if (map != null) {
            new ArrayList<>(map.values()).reversed().forEach(waiting::push);
        }
    }
}
