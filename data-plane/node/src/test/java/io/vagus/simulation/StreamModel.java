package io.vagus.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a stream should hold and answer, said as simply as possible. */
final class StreamModel {

    /** What messages are for, and which of them stay. */
    enum Kind {
        /** Everything stays, duplicates do not come in, batches do. */
        PLAIN,
        /** Few messages a subject, few in all, none for long. */
        LIMITED,
        /** What is too much is refused. */
        FULL,
        /** A bucket of keys. */
        BUCKET,
        WORK,
        INTEREST
    }

    /** A message as it was sent. */
    record Sent(String subject, String text, String messageId, long ttlSeconds, boolean rollup) {}

    /** A message as it is stored. */
    record Stored(long sequence, long time, Sent sent) {}

    /** What a publisher should hear. */
    record Expected(long sequence, boolean duplicate, int error, List<Long> removed, List<Stored> stored) {
        static Expected refused(int error) {
            return new Expected(0, false, error, List.of(), List.of());
        }
    }

    private record Id(long sequence, long time) {}

    final String name;
    final Kind kind;
    final TreeMap<Long, Stored> present = new TreeMap<>();
    /** Whoever was told of a message: it has to stay, unless it is removed. */
    final Map<Long, Stored> promised = new HashMap<>();
    /** All that was sent, by text. */
    final Map<String, Sent> sent = new HashMap<>();
    /** Everything that ever stood at a sequence. */
    final Map<Long, List<Stored>> ever = new HashMap<>();
    /** What was told to be removed. */
    final Set<Long> gone = new HashSet<>();

    final long windowNanos;
    long maxMessages;
    final long maxPerSubject;
    final long maxAgeNanos;
    long last;

    @Nullable
    String lastMessageId = "";

    private long lastTime;
    private final Map<String, Id> ids = new HashMap<>();

    StreamModel(String name, Kind kind, Random random) {
        this.name = name;
        this.kind = kind;
        windowNanos = kind == Kind.BUCKET ? 0 : (1 + random.nextInt(20)) * SimulatedNode.SECOND;
        maxMessages = kind == Kind.LIMITED || kind == Kind.FULL ? 5 + random.nextInt(60) : -1;
        maxPerSubject = kind == Kind.LIMITED || kind == Kind.BUCKET ? 1 + random.nextInt(8) : -1;
        maxAgeNanos = kind == Kind.LIMITED ? (5 + random.nextInt(60)) * SimulatedNode.SECOND : 0;
    }

    String config() {
        StringBuilder text = new StringBuilder("{\"name\":\"" + name + "\",\"subjects\":[\"" + prefix()
                + ".>\"],\"storage\":\"file\",\"num_replicas\":1,\"max_consumers\":-1,\"max_bytes\":-1");
        text.append(",\"retention\":\"")
                .append(
                        switch (kind) {
                            case WORK -> "workqueue";
                            case INTEREST -> "interest";
                            default -> "limits";
                        });
        text.append("\",\"discard\":\"").append(discardsNew() ? "new" : "old");
        text.append("\",\"max_msgs\":").append(maxMessages);
        text.append(",\"max_msgs_per_subject\":").append(maxPerSubject);
        text.append(",\"max_age\":").append(maxAgeNanos);
        if (windowNanos > 0) {
            text.append(",\"duplicate_window\":")
                    .append(maxAgeNanos > 0 ? Math.min(maxAgeNanos, windowNanos) : windowNanos);
        }
        text.append(",\"allow_rollup_hdrs\":").append(allowsRollup());
        text.append(",\"allow_msg_ttl\":true,\"allow_direct\":true,\"allow_atomic\":true");
        if (kind == Kind.PLAIN) {
            text.append(",\"allow_batched\":true,\"compression\":\"s2\"");
        }
        return text.append('}').toString();
    }

    String prefix() {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether messages stay although they were acknowledged. */
    boolean retains() {
        return kind != Kind.WORK && kind != Kind.INTEREST;
    }

    boolean discardsNew() {
        return kind == Kind.FULL || kind == Kind.BUCKET;
    }

    boolean allowsRollup() {
        return kind == Kind.LIMITED || kind == Kind.BUCKET || kind == Kind.FULL;
    }

    private long window() {
        return maxAgeNanos > 0 ? Math.min(maxAgeNanos, windowNanos) : windowNanos;
    }

    // --- publishing --------------------------------------------------------------------------------------------

    /** The last sequence of a subject; 0 for none. */
    long lastOf(String subject) {
        return present.descendingMap().values().stream()
                .filter(each -> each.sent().subject().equals(subject))
                .mapToLong(Stored::sequence)
                .findFirst()
                .orElse(0);
    }

    private List<Stored> of(String subject) {
        return present.values().stream()
                .filter(each -> each.sent().subject().equals(subject))
                .toList();
    }

    /** The sequence stored under this id within the window; 0 for none. */
    long duplicateOf(String id, long now) {
        Id known = ids.get(id);
        return known == null || now - known.time() >= window() ? 0 : known.sequence();
    }

    /** Takes a message whose expectations have been found true. */
    Expected publish(Sent message, long now, boolean wanted) {
        sent.put(message.text(), message);
        if (!message.messageId().isEmpty()) {
            long before = duplicateOf(message.messageId(), now);
            if (before != 0) {
                return new Expected(before, true, 0, List.of(), List.of());
            }
        }
        List<Long> removed = new ArrayList<>();
        if (!wanted) {
            last++;
            remember(message, now);
            return new Expected(last, false, 0, removed, List.of());
        }
        if (discardsNew()) {
            boolean full = maxPerSubject > 0 && of(message.subject()).size() >= maxPerSubject;
            if (maxMessages > 0 && present.size() >= maxMessages && !full) {
                return Expected.refused(10077);
            }
        }
        lastTime = Math.max(now, lastTime + 1);
        Stored stored = new Stored(++last, lastTime, message);
        present.put(last, stored);
        ever.computeIfAbsent(last, absent -> new ArrayList<>()).add(stored);
        remember(message, lastTime);
        if (maxPerSubject > 0) {
            ArrayDeque<Stored> same = new ArrayDeque<>(of(message.subject()));
            while (same.size() > maxPerSubject) {
                remove(same.removeFirst().sequence(), removed);
            }
        }
        enforceTotal(removed);
        if (message.rollup()) {
            of(message.subject()).stream()
                    .filter(each -> each.sequence() != stored.sequence())
                    .forEach(each -> remove(each.sequence(), removed));
        }
        return new Expected(last, false, 0, removed, List.of(stored));
    }

    private void remember(Sent message, long time) {
        lastMessageId = message.messageId();
        if (!message.messageId().isEmpty() && window() > 0) {
            ids.put(message.messageId(), new Id(last, time));
        }
    }

    void enforceTotal(List<Long> removed) {
        while (maxMessages > 0 && present.size() > maxMessages) {
            remove(present.firstKey(), removed);
        }
    }

    private void remove(long sequence, List<Long> removed) {
        if (present.remove(sequence) != null) {
            removed.add(sequence);
        }
    }

    /** Somebody was told that this is so. */
    void promise(Expected expected) {
        expected.stored().forEach(each -> promised.put(each.sequence(), each));
        gone.addAll(expected.removed());
    }

    // --- removing ----------------------------------------------------------------------------------------------

    /** Removes what is too old. */
    void expire(long now) {
        present.values().removeIf(each -> {
            boolean aged = maxAgeNanos > 0 && each.time() <= now - maxAgeNanos;
            long ttl = each.sent().ttlSeconds() * SimulatedNode.SECOND;
            return aged || ttl > 0 && each.time() + ttl <= now;
        });
    }

    List<Long> delete(long sequence) {
        List<Long> removed = new ArrayList<>();
        remove(sequence, removed);
        return removed;
    }

    /** All of a subject, or of all; before a sequence if that is not 0, or but for the newest. */
    List<Long> purge(@Nullable String subject, long before, long keep) {
        List<Stored> found = new ArrayList<>(subject == null ? present.values() : of(subject));
        List<Long> removed = new ArrayList<>();
        int end = keep > 0 ? (int) Math.max(0, found.size() - keep) : found.size();
        for (Stored each : found.subList(0, end)) {
            if (before == 0 || each.sequence() < before) {
                remove(each.sequence(), removed);
            }
        }
        return removed;
    }

    // --- going on ----------------------------------------------------------------------------------------------

    /** Goes on with what was found while the same node runs, after nobody could say what it would store. */
    void catchUp(TreeMap<Long, Stored> found, long lastSequence) {
        present.clear();
        present.putAll(found);
        found.tailMap(last, false).values().forEach(each -> {
            ever.computeIfAbsent(each.sequence(), absent -> new ArrayList<>()).add(each);
            promised.put(each.sequence(), each);
            lastTime = Math.max(lastTime, each.time());
            if (!each.sent().messageId().isEmpty()) {
                ids.put(each.sent().messageId(), new Id(each.sequence(), each.time()));
            }
        });
        last = lastSequence;
        Stored newest = found.get(lastSequence);
        lastMessageId = newest == null ? null : newest.sent().messageId();
    }

    // --- starting again ----------------------------------------------------------------------------------------

    /** Goes on with what was found after a restart. */
    void resume(TreeMap<Long, Stored> found, long lastSequence, long now) {
        present.clear();
        present.putAll(found);
        ever.clear();
        found.forEach((sequence, stored) -> ever.put(sequence, new ArrayList<>(List.of(stored))));
        promised.clear();
        promised.putAll(found);
        last = lastSequence;
        lastTime = 0;
        ids.clear();
        lastMessageId = null;
        found.values().forEach(each -> {
            if (!each.sent().messageId().isEmpty() && now - each.time() < window()) {
                ids.put(each.sent().messageId(), new Id(each.sequence(), each.time()));
            }
        });
    }
}
