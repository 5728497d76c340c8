package io.vagus.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to what in one subject space: a trie of tokens. Writers take its lock; a match takes none and sees each
 * subscription either before or after a concurrent change.
 *
 * <p>Whoever keeps a match asks {@link #version} whether it still holds. The version of a subject changes when a
 * subscription comes or goes that might match it: subscriptions are filed under their first one or two literal tokens, so
 * that the coming and going of {@code _INBOX.x.*} leaves what is known about {@code orders.*} untouched.
 */
public final class Interest {

    /** How many versions there are; subjects that share one only forget more than they must. */
    private static final int VERSIONS = 256;

    /** Subscriptions that begin with a wildcard change the version of every subject. */
    private static final int EVERY = VERSIONS;

    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicIntegerArray versions = new AtomicIntegerArray(VERSIONS + 1);
    /** Goes up behind each change of any version. */
    private final AtomicInteger changes = new AtomicInteger();

    private final TrieLevel root = new TrieLevel();
    private final InterestWatchers watchers = new InterestWatchers();
    private final Token writerProbe = Token.probe();
    private volatile int size;
    private volatile long added;
    private volatile long removed;

    /** How many subscriptions there are. */
    public int size() {
        return size;
    }

    /** Adds a subscription whose subject is a valid pattern. */
    public void add(Subscription subscription) {
        writing.lock();
        try {
            setFor(node(subscription.subject()), subscription.queue()).add(subscription);
            size++;
            added++;
            changed(subscription.subject());
        } finally {
            writing.unlock();
        }
    }

    /** Removes a subscription; false when it is not there. */
    public boolean remove(Subscription subscription) {
        writing.lock();
        try {
            boolean found = unlink(subscription);
            if (found) {
                size--;
                removed++;
                changed(subscription.subject());
            }
            return found;
        } finally {
            writing.unlock();
        }
    }

    /** How many subscriptions have come since the start. */
    public long added() {
        return added;
    }

    /** How many subscriptions have gone since the start. */
    public long removed() {
        return removed;
    }

    /** Calls for each subscription; may miss those that come or go meanwhile. For monitoring: it walks the whole trie. */
    public void forEach(Consumer<Subscription> action) {
        Match scratch = new Match();
        ArrayDeque<TrieNode> waiting = new ArrayDeque<>();
        root.pushTo(waiting);
        while (!waiting.isEmpty()) {
            TrieNode node = waiting.pop();
            node.forEach(scratch, action);
            TrieLevel next = node.next;
            if (next != null) {
                next.pushTo(waiting);
            }
        }
    }

    /** Makes every kept match of these subjects stale, for instance since a receiver's permissions changed. */
    public void touch(byte[] pattern) {
        changed(pattern);
    }

    /**
     * Calls the listener with the subject whenever interest in this literal subject may have come or gone, on the thread that
     * changed it and after the change; it must return at once. Ask {@link #hasInterest} afterwards.
     */
    public void watch(byte[] subject, Consumer<byte[]> listener) {
        watchers.add(subject, listener);
    }

    /** Ends one {@link #watch} of this listener. */
    public void unwatch(byte[] subject, Consumer<byte[]> listener) {
        watchers.remove(subject, listener);
    }

    /** Whether somebody subscribed to just this literal subject, in this queue group, or in none; wildcards do not count. */
    public boolean isBound(byte[] subject, byte @Nullable [] queue) {
        Match match = new Match();
        match(subject, subject.length, match, new Probe());
        if (queue == null) {
            for (int i = 0; i < match.plainCount(); i++) {
                if (Arrays.equals(match.plain(i).subject(), subject)) {
                    return true;
                }
            }
            return false;
        }
        for (int group = 0; group < match.groupCount(); group++) {
            Subscription member = match.member(group, 0);
            if (Arrays.equals(member.subject(), subject) && Arrays.equals(member.queue(), queue)) {
                return true;
            }
        }
        return false;
    }

    /** Whether anybody hears this subject; for what is asked now and then. */
    public boolean hasInterest(byte[] subject) {
        Match match = new Match();
        match(subject, subject.length, match, new Probe());
        return !match.isEmpty();
    }

    /** Makes every kept match stale. */
    public void touchAll() {
        versions.incrementAndGet(EVERY);
        changes.incrementAndGet();
    }

    // Nothing here calls itself token by token: a subject may have more of them than a stack has room for.

    private TrieNode node(byte[] subject) {
        TrieLevel level = root;
        int start = 0;
        while (true) {
            int end = tokenEnd(subject, start);
            TrieNode node = child(level, subject, start, end);
            if (end == subject.length) {
                return node;
            }
            TrieLevel next = node.next;
            if (next == null) {
                next = new TrieLevel();
                node.next = next;
            }
            level = next;
            start = end + 1;
        }
    }

    private TrieNode child(TrieLevel level, byte[] subject, int start, int end) {
        TrieNode node = find(level, subject, start, end);
        if (node != null) {
            return node;
        }
        node = new TrieNode();
        if (isWildcard(subject, start, end, '*')) {
            level.any = node;
        } else if (isWildcard(subject, start, end, '>')) {
            level.rest = node;
        } else {
            ConcurrentHashMap<Token, TrieNode> map = level.literals;
            if (map == null) {
                map = new ConcurrentHashMap<>(2);
                level.literals = map;
            }
            // The last token's node stays no longer than somebody has a subject that begins with all of this one.
            Token key = writerProbe.pointAt(subject, start, end);
            map.put(end == subject.length ? key.sharing() : key.fixed(), node);
        }
        return node;
    }

    private @Nullable TrieNode find(TrieLevel level, byte[] subject, int start, int end) {
        if (isWildcard(subject, start, end, '*')) {
            return level.any;
        }
        if (isWildcard(subject, start, end, '>')) {
            return level.rest;
        }
        ConcurrentHashMap<Token, TrieNode> map = level.literals;
        return map == null ? null : map.get(writerProbe.pointAt(subject, start, end));
    }

    private SubscriberSet setFor(TrieNode node, byte @Nullable [] queue) {
        if (queue == null) {
            SubscriberSet set = node.plain;
            if (set == null) {
                set = new SubscriberSet();
                node.plain = set;
            }
            return set;
        }
        ConcurrentHashMap<Token, SubscriberSet> map = node.groups;
        if (map == null) {
            map = new ConcurrentHashMap<>(2);
            node.groups = map;
        }
        SubscriberSet set = map.get(writerProbe.pointAt(queue, 0, queue.length));
        if (set == null) {
            set = new SubscriberSet();
            map.put(writerProbe.fixed(), set);
        }
        return set;
    }

    /** One step towards a subscription: the node of the token that begins there. */
    private record Step(TrieLevel level, int start, TrieNode node) {}

    private boolean unlink(Subscription subscription) {
        byte[] subject = subscription.subject();
        List<Step> steps = new ArrayList<>();
        TrieLevel level = root;
        int start = 0;
        while (true) {
            int end = tokenEnd(subject, start);
            TrieNode node = level == null ? null : find(level, subject, start, end);
            if (level == null || node == null) {
                return false;
            }
            steps.add(new Step(level, start, node));
            if (end == subject.length) {
                break;
            }
            level = node.next;
            start = end + 1;
        }
        if (!removeFrom(steps.getLast().node, subscription)) {
            return false;
        }
        for (Step step : steps.reversed()) {
            TrieLevel next = step.node.next;
            if (next != null && next.isEmpty()) {
                step.node.next = null;
            }
            if (!step.node.isEmpty()) {
                break;
            }
            prune(step.level, subject, step.start, tokenEnd(subject, step.start));
        }
        return true;
    }

    private boolean removeFrom(TrieNode node, Subscription subscription) {
        byte[] queue = subscription.queue();
        if (queue == null) {
            SubscriberSet set = node.plain;
            return set != null && set.remove(subscription);
        }
        ConcurrentHashMap<Token, SubscriberSet> map = node.groups;
        SubscriberSet set = map == null ? null : map.get(writerProbe.pointAt(queue, 0, queue.length));
        if (map == null || set == null || !set.remove(subscription)) {
            return false;
        }
        if (set.isEmpty()) {
            map.remove(writerProbe);
        }
        return true;
    }

    private void prune(TrieLevel level, byte[] subject, int start, int end) {
        if (isWildcard(subject, start, end, '*')) {
            level.any = null;
        } else if (isWildcard(subject, start, end, '>')) {
            level.rest = null;
        } else {
            ConcurrentHashMap<Token, TrieNode> map = level.literals;
            if (map != null) {
                map.remove(writerProbe.pointAt(subject, start, end));
            }
        }
    }

    /**
     * Adds to the match all that hears this subject. A subject with an empty token is heard by nobody; wildcard characters in
     * it are ordinary ones.
     *
     * @param probe a scratch key of the calling thread
     */
    public void match(byte[] subject, int length, Match match, Probe probe) {
        if (isWellFormed(subject, length)) {
            match(subject, length, match, probe.token, probe);
        }
    }

    private void match(byte[] subject, int length, Match match, Token token, Probe probe) {
        TrieLevel level = root;
        int start = 0;
        while (level != null) {
            TrieNode rest = level.rest;
            if (rest != null) {
                rest.collect(match);
            }
            int end = start;
            while (end < length && subject[end] != '.') {
                end++;
            }
            ConcurrentHashMap<Token, TrieNode> map = level.literals;
            TrieNode literal = map == null ? null : map.get(token.pointAt(subject, start, end));
            TrieNode any = level.any;
            TrieLevel next = null;
            if (end == length) {
                if (literal != null) {
                    literal.collect(match);
                }
                if (any != null) {
                    any.collect(match);
                }
            } else {
                next = literal == null ? null : literal.next;
                TrieLevel other = any == null ? null : any.next;
                if (next == null) {
                    next = other;
                } else if (other != null) {
                    probe.putOff(other, end + 1);
                }
            }
            if (next != null) {
                level = next;
                start = end + 1;
            } else {
                level = probe.takeUp();
                start = probe.start;
            }
        }
    }

    private static boolean isWellFormed(byte[] subject, int length) {
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || subject[i] == '.') {
                if (i == start) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    /** A thread's scratch space for {@link #match}. */
    public static final class Probe {
        private final Token token = Token.probe();

        // Where two ways go on, the other one waits here with the token it goes on at.
        private @Nullable TrieLevel[] levels = new TrieLevel[8];
        private int[] starts = new int[8];
        private int count;
        private int start;

        private void putOff(TrieLevel level, int at) {
            if (count == levels.length) {
                levels = Arrays.copyOf(levels, count * 2);
                starts = Arrays.copyOf(starts, count * 2);
            }
            levels[count] = level;
            starts[count] = at;
            count++;
        }

        private @Nullable TrieLevel takeUp() {
            if (count == 0) {
                return null;
            }
            count--;
            TrieLevel level = levels[count];
            levels[count] = null;
            start = starts[count];
            return level;
        }
    }

    /** Where the versions of a subject are found; two numbers in one. */
    public static int versionKey(byte[] subject, int length) {
        int firstEnd = 0;
        while (firstEnd < length && subject[firstEnd] != '.') {
            firstEnd++;
        }
        int first = Token.hashOf(subject, 0, firstEnd) & (VERSIONS - 1);
        int secondEnd = firstEnd;
        if (firstEnd < length) {
            secondEnd++;
            while (secondEnd < length && subject[secondEnd] != '.') {
                secondEnd++;
            }
        }
        int second = Token.hashOf(subject, 0, secondEnd) & (VERSIONS - 1);
        return first << 16 | second;
    }

    /** A number that differs after each change that may concern the subjects of this key. */
    public int version(int versionKey) {
        return versions.getOpaque(EVERY)
                + versions.getOpaque(versionKey >>> 16)
                + 31 * versions.getAcquire(versionKey & 0xffff);
    }

    /** A number that differs after each change; while it is the same, so is every {@link #version} that was asked for after it. */
    public int changes() {
        return changes.get();
    }

    private void changed(byte[] pattern) {
        countVersion(pattern);
        changes.incrementAndGet();
        if (!watchers.isEmpty()) {
            watchers.changed(pattern);
        }
    }

    private void countVersion(byte[] pattern) {
        int firstEnd = tokenEnd(pattern, 0);
        if (isAnyWildcard(pattern, 0, firstEnd)) {
            versions.incrementAndGet(EVERY);
            return;
        }
        int end = firstEnd;
        if (firstEnd < pattern.length) {
            int secondEnd = tokenEnd(pattern, firstEnd + 1);
            if (!isAnyWildcard(pattern, firstEnd + 1, secondEnd)) {
                end = secondEnd;
            }
        }
        versions.incrementAndGet(Token.hashOf(pattern, 0, end) & (VERSIONS - 1));
    }

    private static boolean isAnyWildcard(byte[] subject, int start, int end) {
        return isWildcard(subject, start, end, '*') || isWildcard(subject, start, end, '>');
    }

    private static boolean isWildcard(byte[] subject, int start, int end, char wildcard) {
        return end == start + 1 && subject[start] == wildcard;
    }

    private static int tokenEnd(byte[] subject, int start) {
        int end = start;
        while (end < subject.length && subject[end] != '.') {
            end++;
        }
        return end;
    }
}
