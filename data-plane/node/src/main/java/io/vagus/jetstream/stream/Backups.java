package io.vagus.jetstream.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.storage.ConsumerStore;
import java.util.ArrayList;
import java.util.List;

/** The backups of one stream that are being sent. Owned by the stream. */
final class Backups {
    private final Stream stream;
    private final ConsumerStore consumerStore;
    private final Timers timers;
    private final List<Backup> sent = new ArrayList<>();

    Backups(Stream stream, ConsumerStore consumerStore, Timers timers) {
        this.stream = stream;
        this.consumerStore = consumerStore;
        this.timers = timers;
    }

    /** Begins one. */
    void begin(Backup.Request request, ObjectNode state, long now) {
        sent.add(new Backup(stream, consumerStore, request, state, now));
        timers.sooner(Timers.Kind.BACKUPS, now + 1);
    }

    /** Sends on, and gives up those that nobody takes any more. */
    void due(long now) {
        long next = Timers.NEVER;
        for (Backup each : sent) {
            next = Math.min(next, each.check(now));
        }
        sent.removeIf(Backup::hasEnded);
        timers.set(Timers.Kind.BACKUPS, next);
    }

    /** The stream ends. */
    void end() {
        sent.forEach(each -> each.end("500 stream closed"));
    }
}
