package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.shard.Member;
import io.vagus.jetstream.shard.Shard;
import io.vagus.jetstream.stream.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Streams that are being made: those that were asked for one behind the other become durable together, then begin, then are answered. Until then they
 * count in the account's limits and nothing else sees them. Owned by the API's thread.
 */
final class Creations implements Member {
    private final JetStream service;
    private List<Creation> begun = new ArrayList<>();
    private List<Runnable> answers = new ArrayList<>();

    private record Creation(AccountStreams streams, StreamPlace place, ObjectNode answer) {}

    Creations(JetStream service) {
        this.service = service;
    }

    /** Another stream, which its account knows by now. The answer gets what it says when it is made. */
    void add(AccountStreams streams, StreamPlace place, ObjectNode answer) {
        begun.add(new Creation(streams, place, answer));
        service.api().touch(this);
    }

    /** Answers a request behind all that were begun before. */
    void whenComplete(Runnable answer) {
        if (begun.isEmpty()) {
            answer.run();
        } else {
            answers.add(answer);
        }
    }

    /** Completes all that were begun. */
    void complete() {
        if (begun.isEmpty()) {
            return;
        }
        List<Creation> these = begun;
        List<Runnable> told = answers;
        begun = new ArrayList<>();
        answers = new ArrayList<>();
        try {
            these = remember(these);
            start(these);
        } finally {
            told.forEach(Runnable::run);
        }
    }

    /** Writes down that they are there; returns those for which that succeeded. */
    private List<Creation> remember(List<Creation> these) {
        try {
            Map<String, byte[]> documents = new HashMap<>();
            for (Creation each : these) {
                Stream stream = each.place.stream();
                service.describe(each.streams, stream.config(), stream.createdNanos(), documents);
            }
            if (!documents.isEmpty()) {
                service.storage().meta().putAll(documents);
            }
            return these;
        } catch (RuntimeException e) {
            these.forEach(each -> undo(each, String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private void undo(Creation creation, String why) {
        String name = creation.place.stream().config().name();
        creation.streams.remove(name);
        service.storage().deleteStream(creation.streams.name(), name);
        ErrorCode.STREAM_CREATE.error(why).putInto(creation.answer);
    }

    private void start(List<Creation> these) {
        Map<Shard, List<Creation>> byShard = new HashMap<>();
        for (Creation each : these) {
            byShard.computeIfAbsent(each.place.shard(), absent -> new ArrayList<>())
                    .add(each);
        }
        byShard.forEach((shard, some) -> shard.call(time -> {
            for (Creation each : some) {
                each.place.stream().start(time);
                StreamInfo.putCreated(each.answer, each.place.stream(), service, time);
            }
            return true;
        }));
        for (Creation each : these) {
            each.answer.put("did_create", true);
            each.place.listen();
            String name = each.place.stream().config().name();
            service.advisories()
                    .streamAction(service.api().output(), each.streams.account(), name, "CREATED", "create");
        }
    }

    @Override
    public void commit(long now) {
        complete();
    }

    @Override
    public boolean settle(long now) {
        return false;
    }

    @Override
    public void wake(long now) {
        // Never asked for.
    }
}
