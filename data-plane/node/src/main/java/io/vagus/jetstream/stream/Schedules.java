package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.base.Order;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schedules of one stream (ADR-51): the newest schedule message of each subject, by when it fires. Owned by the stream. */
final class Schedules {
    private record Entry(String subject, long sequence, long time) {}

    private final StreamStore store;
    private final Map<String, Entry> bySubject = new HashMap<>();
    private final Map<Long, Entry> bySequence = new HashMap<>();
    private final TreeMap<Long, List<Entry>> byTime = new TreeMap<>();

    Schedules(StreamStore store) {
        this.store = store;
    }

    /** Finds the schedules of a store that was just opened. */
    void recover(StreamConfig config, long now) {
        if (!config.allowSchedules()) {
            return;
        }
        for (StoredMessage message = store.next(SubjectFilter.all(), store.firstSequence());
                message != null;
                message = store.next(SubjectFilter.all(), message.sequence() + 1)) {
            if (HeaderBlock.has(message.headers(), HeaderNames.SCHEDULE)
                    || HeaderBlock.has(message.headers(), HeaderNames.SCHEDULER)) {
                recovered(message, now);
            }
        }
    }

    private void recovered(StoredMessage message, long now) {
        stored(message.sequence(), message.subject(), message.headers(), message.timestampNanos());
        Entry entry = bySequence.get(message.sequence());
        if (entry != null && entry.time < now) {
            // Missed while nobody ran: it fires once, now.
            put(new Entry(entry.subject, entry.sequence, now));
        }
    }

    /** A message was stored: it may be a schedule, replace one, or tell when one fires next. */
    void stored(long sequence, byte[] subject, byte @Nullable [] headers, long timestamp) {
        String text = new String(subject, UTF_8);
        Schedule.Reading reading = Schedule.read(headers, timestamp, timestamp);
        if (reading.error() == null && !reading.isNone()) {
            put(new Entry(text, sequence, reading.timeNanos()));
            return;
        }
        String scheduler = HeaderBlock.text(headers, HeaderNames.SCHEDULER);
        if (scheduler.isEmpty()) {
            drop(bySubject.get(text));
            return;
        }
        String next = HeaderBlock.text(headers, HeaderNames.SCHEDULE_NEXT);
        Entry entry = bySubject.get(scheduler);
        if (next.equals("purge")) {
            drop(entry);
        } else if (entry != null && !next.isEmpty()) {
            try {
                java.time.Instant time = java.time.OffsetDateTime.parse(next).toInstant();
                put(new Entry(scheduler, entry.sequence, time.getEpochSecond() * 1_000_000_000L + time.getNano()));
            } catch (java.time.DateTimeException malformed) {
                drop(entry);
            }
        }
    }

    private void put(Entry entry) {
        drop(bySubject.get(entry.subject));
        bySubject.put(entry.subject, entry);
        bySequence.put(entry.sequence, entry);
        byTime.computeIfAbsent(entry.time, absent -> new ArrayList<>()).add(entry);
    }

    private void drop(@Nullable Entry entry) {
        if (entry == null) {
            return;
        }
        bySubject.remove(entry.subject, entry);
        bySequence.remove(entry.sequence, entry);
        List<Entry> same = byTime.get(entry.time);
        if (same != null && same.remove(entry) && same.isEmpty()) {
            byTime.remove(entry.time);
        }
    }

    void removed(long sequence) {
        if (!bySequence.isEmpty()) {
            drop(bySequence.get(sequence));
        }
    }

    /** Many messages went. */
    void purged(StreamStore from) {
        for (Entry entry : List.copyOf(bySequence.values())) {
            if (from.subjectOf(entry.sequence) == null) {
                drop(entry);
            }
        }
    }

    /** When the next one fires; {@link Timers#NEVER} without one. */
    long next() {
        return byTime.isEmpty() ? Timers.NEVER : byTime.firstKey();
    }

    /** The messages of those that are due, in the order of their sequences; their next time is set once they are stored. */
    List<Inbound> due(long now) {
        List<Entry> fired = new ArrayList<>();
        byTime.headMap(now, true).values().forEach(fired::addAll);
        fired.sort(Order.byLong(Entry::sequence));
        List<Inbound> made = new ArrayList<>();
        for (Entry entry : fired) {
            StoredMessage message = store.load(entry.sequence);
            Inbound inbound = message == null ? null : message(message, entry, now);
            drop(entry);
            if (inbound != null) {
                // Kept until the produced message, stored, says when it fires next.
                put(new Entry(entry.subject, entry.sequence, Timers.NEVER - 1));
                made.add(inbound);
            }
        }
        return made;
    }

    private @Nullable Inbound message(StoredMessage schedule, Entry entry, long now) {
        byte[] headers = schedule.headers();
        Schedule.Reading reading = Schedule.read(headers, entry.time, now);
        String ttl = HeaderBlock.text(headers, HeaderNames.SCHEDULE_TTL);
        String target = HeaderBlock.text(headers, HeaderNames.SCHEDULE_TARGET);
        if (reading.error() != null
                || reading.isNone()
                || target.isEmpty()
                || MessageTtl.parse(ttl) == MessageTtl.INVALID) {
            return null;
        }
        String rollup = HeaderBlock.text(headers, HeaderNames.SCHEDULE_ROLLUP);
        String source = HeaderBlock.text(headers, HeaderNames.SCHEDULE_SOURCE);
        StoredMessage content = source.isEmpty() ? null : store.last(SubjectFilter.of(source));
        StoredMessage from = content == null ? schedule : content;
        byte[] made = HeaderBlock.withoutPrefix(from.headers(), "Nats-Schedule");
        made = HeaderBlock.withoutPrefix(made, "Nats-Expected-");
        made = HeaderBlock.without(made, HeaderNames.MESSAGE_ID);
        made = HeaderBlock.without(made, HeaderNames.TTL);
        made = HeaderBlock.without(made, HeaderNames.ROLLUP);
        made = HeaderBlock.with(made, "Nats-Scheduler", entry.subject);
        made = HeaderBlock.with(
                made, "Nats-Schedule-Next", reading.repeats() ? Json.time(reading.timeNanos()) : "purge");
        if (!ttl.isEmpty()) {
            made = HeaderBlock.with(made, "Nats-TTL", ttl);
        }
        if (!rollup.isEmpty()) {
            made = HeaderBlock.with(made, "Nats-Rollup", rollup);
        }
        return new Inbound(target.getBytes(UTF_8), null, made, from.payload(), true);
    }
}
