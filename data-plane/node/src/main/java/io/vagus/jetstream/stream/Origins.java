package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamSource;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mirror or the sources of one stream. Owned by it. */
final class Origins {
    private final Stream stream;
    private final StreamStore store;
    private final List<Origin> sources = new ArrayList<>();
    private @Nullable Origin mirror;
    /** The stream whose direct reads the mirror answers; null for none. */
    private @Nullable String servedDirectly;

    Origins(Stream stream, StreamStore store) {
        this.stream = stream;
        this.store = store;
    }

    /** Begins, or goes on after the configuration changed. */
    void open(StreamConfig config, long now) {
        StreamSource mirrored = config.mirror();
        Origin old = mirror;
        if (mirrored == null && old != null) {
            closeMirror(old);
            old.remove();
        } else if (mirrored != null && old == null) {
            Origin fresh = new Origin(stream, mirrored, true, store.lastSequence(), "", this::mirrored);
            mirror = fresh;
            fresh.open(now);
        }
        openSources(config, now);
        check(now);
    }

    private void openSources(StreamConfig config, long now) {
        Map<String, Origin> there = new HashMap<>();
        sources.forEach(each -> there.put(each.source().indexName(), each));
        sources.clear();
        Map<String, Reached> reached = null;
        for (StreamSource each : config.sources()) {
            Origin known = there.remove(each.indexName());
            if (known != null && known.source().equals(each)) {
                sources.add(known);
                continue;
            }
            if (known != null) {
                known.close();
            }
            reached = reached == null ? reached(config) : reached;
            Reached before = reached.getOrDefault(each.indexName(), Reached.NOTHING);
            Origin fresh = new Origin(stream, each, false, before.sequence, before.identity, this::sourced);
            sources.add(fresh);
            fresh.open(now);
        }
        there.values().forEach(Origin::remove);
    }

    private void closeMirror(Origin old) {
        String name = servedDirectly;
        if (name != null) {
            stream.world().stopServing(name);
            servedDirectly = null;
        }
        old.close();
        mirror = null;
    }

    /** A mirror that has nearly all there is answers direct reads of the stream that it mirrors, when it is allowed to. */
    private void serveDirectly(Origin one) {
        boolean wanted = stream.config().mirrorDirect();
        String name = servedDirectly;
        if (name == null && wanted && one.isCaughtUp()) {
            servedDirectly = one.source().name();
            stream.world().serve(one.source().name());
        } else if (name != null && !wanted) {
            servedDirectly = null;
            stream.world().stopServing(name);
        }
    }

    /** How far a source had come, and in which stream. */
    private record Reached(long sequence, String identity) {
        static final Reached NOTHING = new Reached(0, "");
    }

    /** How far each source had come, by what is stored. */
    private Map<String, Reached> reached(StreamConfig config) {
        Map<String, Reached> found = new HashMap<>();
        int wanted = config.sources().size();
        for (StoredMessage message = store.previous(SubjectFilter.all(), store.lastSequence());
                message != null && found.size() < wanted;
                message =
                        message.sequence() == 1 ? null : store.previous(SubjectFilter.all(), message.sequence() - 1)) {
            String[] fields = HeaderBlock.text(message.headers(), HeaderNames.STREAM_SOURCE)
                    .split(" ", -1);
            if (fields.length >= 4) {
                found.putIfAbsent(
                        fields[0] + " " + fields[2] + " " + fields[3],
                        new Reached(
                                Math.max(0, MessageTtl.Digits.parse(fields[1])), fields.length >= 6 ? fields[5] : ""));
            }
        }
        return found;
    }

    /** Messages were taken back: what is left says where each begins again. */
    void fallBack(StreamConfig config, long now) {
        Origin mirrored = mirror;
        if (mirrored != null) {
            mirrored.fallBack(store.lastSequence(), now);
        }
        if (!sources.isEmpty()) {
            Map<String, Reached> reached = reached(config);
            sources.forEach(each ->
                    each.fallBack(reached.getOrDefault(each.source().indexName(), Reached.NOTHING).sequence, now));
        }
    }

    private boolean mirrored(Origin origin, Origin.Delivered message, long now) {
        boolean taken = stream.receiveMirrored(message, now);
        serveDirectly(origin);
        return taken;
    }

    private boolean sourced(Origin origin, Origin.Delivered message, long now) {
        byte[] headers = HeaderBlock.without(message.headers(), HeaderNames.STREAM_SOURCE);
        headers = HeaderBlock.withoutPrefix(headers, "Nats-Expected-");
        headers = HeaderBlock.withoutPrefix(headers, "Nats-Batch-");
        String[] index = origin.source().indexName().split(" ", 3);
        String value = index[0] + " " + message.streamSequence() + " " + index[1] + " " + index[2] + " "
                + new String(message.original(), UTF_8)
                + (origin.identity().isEmpty() ? "" : " " + origin.identity());
        headers = HeaderBlock.with(headers, "Nats-Stream-Source", value);
        return stream.receiveSourced(new Inbound(message.subject(), null, headers, message.payload(), true), now);
    }

    /** Looks after all of them. */
    void check(long now) {
        long next = Timers.NEVER;
        Origin one = mirror;
        if (one != null) {
            next = one.check(now);
            serveDirectly(one);
        }
        for (Origin each : sources) {
            next = Math.min(next, each.check(now));
        }
        stream.timers().set(Timers.Kind.SOURCES, next);
    }

    void close() {
        Origin one = mirror;
        if (one != null) {
            closeMirror(one);
        }
        sources.forEach(Origin::close);
    }

    /** Ends them; the stream will not come back. */
    void remove() {
        Origin one = mirror;
        if (one != null) {
            closeMirror(one);
            one.remove();
        }
        sources.forEach(Origin::remove);
    }

    /** Puts what is known of them into an answer. */
    void putInto(ObjectNode into, long now) {
        Origin one = mirror;
        if (one != null) {
            into.set("mirror", one.info(now));
        }
        if (!sources.isEmpty()) {
            ArrayNode array = into.putArray("sources");
            sources.forEach(each -> array.add(each.info(now)));
        }
    }
}
