package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.shard.Member;
import io.vagus.jetstream.shard.Shard;
import io.vagus.jetstream.stream.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Streams that are being made: those that were asked for one behind the other become durable together; then each begins on its shard, and is answered
 * from there. Until then they count in the account's limits and nothing else sees them. Owned by the API's thread.
 */
final class Creations implements Member {
    private final JetStream service;
    private List<Creation> begun = new ArrayList<>();

    /** Answers to what came behind streams that are not durable yet. */
    private List<Runnable> behind = new ArrayList<>();

    /** Streams that were given to their shards to begin, and may not have begun. */
    private final List<StreamPlace> starting = new ArrayList<>();

    private static final class Creation {
        final AccountStreams streams;
        final StreamPlace place;
        final ObjectNode answer;

        @Nullable
        Consumer<Shard> send;

        Creation(AccountStreams streams, StreamPlace place, ObjectNode answer) {
            this.streams = streams;
            this.place = place;
            this.answer = answer;
        }

        void answer(Shard from) {
            if (send != null) {
                send.accept(from);
            }
        }
    }

    Creations(JetStream service) {
        this.service = service;
    }

    /** Another stream, which its account knows by now. The answer gets what it says when it is made. */
    void add(AccountStreams streams, StreamPlace place, ObjectNode answer) {
        begun.add(new Creation(streams, place, answer));
        service.api().touch(this);
    }

    /**
     * Has a request answered: where it made a stream, when that has begun, else behind all that were begun before.
     *
     * @param send sends the answer from a shard, on whose thread it is called
     */
    void answer(@Nullable ObjectNode answer, Consumer<Shard> send) {
        if (begun.isEmpty()) {
            send.accept(service.api());
        } else if (begun.getLast().answer == answer) {
            begun.getLast().send = send;
        } else {
            behind.add(() -> send.accept(service.api()));
        }
    }

    /** Completes all that were begun, and returns when they can be found. */
    void complete() {
        commit();
        for (StreamPlace each : starting) {
            if (!each.isOpen()) {
                each.shard().call(now -> true);
            }
        }
        starting.clear();
    }

    private void commit() {
        if (begun.isEmpty()) {
            return;
        }
        List<Creation> these = begun;
        List<Runnable> answers = behind;
        begun = new ArrayList<>();
        behind = new ArrayList<>();
        starting.removeIf(StreamPlace::isOpen);
        if (remember(these)) {
            for (Creation each : these) {
                starting.add(each.place);
                each.place.shard().execute(now -> start(each, now));
            }
        }
        answers.forEach(Runnable::run);
    }

    /** Writes down that they are there; false where that fails: they are none then. */
    private boolean remember(List<Creation> these) {
        try {
            Map<String, byte[]> documents = new HashMap<>();
            for (Creation each : these) {
                Stream stream = each.place.stream();
                service.describe(each.streams, stream.config(), stream.createdNanos(), documents);
            }
            if (!documents.isEmpty()) {
                service.storage().meta().putAll(documents);
            }
            return true;
        } catch (RuntimeException e) {
            service.log().error("JetStream: " + e.getMessage());
            for (Creation each : these) {
                String name = each.place.stream().config().name();
                each.streams.remove(name);
                service.storage().deleteStream(each.streams.name(), name);
                StreamApi.NOT_CREATED.putInto(each.answer);
                each.answer(service.api());
            }
            return false;
        }
    }

    /** Begins a stream. Called on its shard. */
    private void start(Creation creation, long now) {
        StreamPlace place = creation.place;
        place.stream().start(now);
        StreamInfo.putCreated(creation.answer, place.stream(), service, now);
        creation.answer.put("did_create", true);
        place.listen();
        Shard shard = place.shard();
        String name = place.stream().config().name();
        service.advisories().streamAction(shard.output(), creation.streams.account(), name, "CREATED", "create");
        creation.answer(shard);
    }

    @Override
    public void commit(long now, boolean mayBlock) {
        commit();
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
