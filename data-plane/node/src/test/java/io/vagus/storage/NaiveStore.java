package io.vagus.storage;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a stream's store promises, done in the plainest way: a sorted map, and a loop for every question. */
final class NaiveStore {

    final TreeMap<Long, StoredMessage> messages = new TreeMap<>();
    long last;
    long emptyFirst = 1;

    long append(byte[] subject, byte @Nullable [] headers, byte[] payload, long timestamp, long ttl) {
        return appendAt(last + 1, subject, headers, payload, timestamp, ttl);
    }

    long appendAt(long sequence, byte[] subject, byte @Nullable [] headers, byte[] payload, long timestamp, long ttl) {
        last = sequence;
        messages.put(sequence, new StoredMessage(sequence, timestamp, subject, headers, payload, ttl));
        return sequence;
    }

    void skipTo(long sequence) {
        last = Math.max(last, sequence);
    }

    long first() {
        return messages.isEmpty() ? last + 1 : messages.firstKey();
    }

    boolean delete(long sequence) {
        return messages.remove(sequence) != null;
    }

    long purge(SubjectFilter filter, long before, long keep) {
        if (before == 1) {
            return 0;
        }
        if (filter.isAll() && before > 1) {
            return compact(before);
        }
        List<Long> matching = matching(filter, 0);
        long most = keep > 0 ? Math.max(0, matching.size() - keep) : Long.MAX_VALUE;
        long removed = 0;
        for (long sequence : matching) {
            if (removed < most && (before <= 1 || sequence < before)) {
                messages.remove(sequence);
                removed++;
            }
        }
        return removed;
    }

    long compact(long newFirst) {
        long before = messages.size();
        messages.headMap(newFirst).clear();
        last = Math.max(last, newFirst - 1);
        return before - messages.size();
    }

    void truncate(long newLast) {
        if (newLast < last) {
            messages.tailMap(newLast, false).clear();
            last = newLast;
        }
    }

    List<Long> matching(SubjectFilter filter, long from) {
        List<Long> found = new ArrayList<>();
        messages.tailMap(from).forEach((sequence, message) -> {
            if (filter.matches(message.subject())) {
                found.add(sequence);
            }
        });
        return found;
    }

    long next(SubjectFilter filter, long from) {
        List<Long> found = matching(filter, from);
        return found.isEmpty() ? 0 : found.getFirst();
    }

    long previous(SubjectFilter filter, long from) {
        long best = 0;
        for (long sequence : matching(filter, 0)) {
            if (sequence <= from) {
                best = sequence;
            }
        }
        return best;
    }

    /** Count, first and last sequence by subject. */
    Map<String, long[]> subjects(SubjectFilter filter) {
        Map<String, long[]> found = new TreeMap<>();
        for (long sequence : matching(filter, 0)) {
            String subject = new String(
                    requireNonNull(messages.get(sequence)).subject(), java.nio.charset.StandardCharsets.UTF_8);
            long[] state = found.computeIfAbsent(subject, ignored -> new long[] {0, sequence, 0});
            state[0]++;
            state[2] = sequence;
        }
        return found;
    }

    long pending(long from, SubjectFilter filter, boolean lastPerSubject) {
        if (!lastPerSubject) {
            return matching(filter, from).size();
        }
        return subjects(filter).values().stream().filter(s -> s[2] >= from).count();
    }

    long sequenceAt(long timestamp) {
        return messages.values().stream()
                .filter(m -> m.timestampNanos() >= timestamp)
                .mapToLong(StoredMessage::sequence)
                .findFirst()
                .orElse(last + 1);
    }
}
