package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Consumers of streams: listed, made, changed, paused, set back, deleted. */
@ApplicationScoped
public class Consumers {

    /** More consumers of one stream than that are not listed. */
    public static final int MAX_LISTED = 10_000;

    private final AccountDoor door;
    private final JetStreamApi api;
    private final InstantSource clock;
    private final Preconditions preconditions;

    Consumers(AccountDoor door, JetStreamApi api, InstantSource clock, Preconditions preconditions) {
        this.door = door;
        this.api = api;
        this.clock = clock;
        this.preconditions = preconditions;
    }

    public Page<Consumer> page(Caller caller, UUID accountId, String stream, NamedPage query) {
        String account = door.look(caller, accountId, Right.READ, "consumer.list");
        List<Consumer> all =
                api
                        .list(account, "CONSUMER.LIST." + Streams.known(stream), "consumers", api.object(), MAX_LISTED)
                        .stream()
                        .map(info -> Consumer.read(info, null))
                        .sorted(Comparator.comparing(Consumer::name))
                        .toList();
        return query.of(all, Consumer::name);
    }

    /** One consumer, with its lag in time: the age of the first message after its last acknowledged one. */
    public Consumer get(Caller caller, UUID accountId, String stream, String name) {
        return found(door.look(caller, accountId, Right.READ, "consumer.read"), stream, name);
    }

    private Consumer found(String account, String stream, String name) {
        JsonNode info = api.ask(account, "CONSUMER.INFO." + path(stream, name));
        Consumer consumer = Consumer.read(info, null);
        if (consumer.pending() + consumer.ackPending() == 0) {
            return Consumer.read(info, 0L);
        }
        ObjectNode question = api.object().put("seq", consumer.acknowledgedSequence() + 1);
        List<String> filters = consumer.config().filterSubjects();
        question.put("next_by_subj", filters != null && filters.size() == 1 ? filters.getFirst() : ">");
        JsonNode oldest = api.askAnyway(account, "STREAM.MSG.GET." + stream, question);
        String at = oldest.path("message").path("time").asText();
        return Consumer.read(
                info,
                at.isEmpty()
                        ? null
                        : Math.max(
                                0,
                                Duration.between(Stream.moment(at), clock.instant())
                                        .toMillis()));
    }

    public Consumer create(Caller caller, UUID accountId, String stream, ConsumerConfig config) {
        Supplier<String> detail = () -> config.name() + " of " + stream;
        return door.change(caller, accountId, Right.DEVELOP, "consumer.create", detail, account -> {
            String name = config.name();
            if (name == null) {
                throw ProblemException.invalid("name", "must be given");
            }
            ObjectNode wire = api.object()
                    .put("name", valid(name))
                    .put("durable_name", name)
                    .put("ack_policy", "explicit")
                    .put("deliver_policy", "all")
                    .put("replay_policy", "instant");
            return write(account, stream, name, ConsumerConfigs.write(config, wire), "create");
        });
    }

    public Consumer update(Caller caller, UUID accountId, String stream, String name, ConsumerConfig wanted) {
        return door.change(
                caller, accountId, Right.DEVELOP, "consumer.update", () -> name + " of " + stream, account -> {
                    if (wanted.name() != null && !wanted.name().equals(name)) {
                        throw ProblemException.conflict("name", "A consumer keeps its name.");
                    }
                    JsonNode info = api.ask(account, "CONSUMER.INFO." + path(stream, name));
                    preconditions.require(Consumer.read(info, null));
                    ObjectNode config = info.path("config").deepCopy();
                    return write(account, stream, name, ConsumerConfigs.write(wanted, config), "update");
                });
    }

    public void delete(Caller caller, UUID accountId, String stream, String name) {
        door.change(caller, accountId, Right.DEVELOP, "consumer.delete", () -> name + " of " + stream, account -> {
            require(account, stream, name);
            api.ask(account, "CONSUMER.DELETE." + path(stream, name));
            return true;
        });
    }

    /** Delivers nothing until then; null lets it go on at once. */
    public Consumer pause(Caller caller, UUID accountId, String stream, String name, @Nullable Instant until) {
        String action = until == null ? "consumer.resume" : "consumer.pause";
        return door.change(caller, accountId, Right.OPERATE, action, () -> name + " of " + stream, account -> {
            require(account, stream, name);
            ObjectNode question = api.object();
            if (until != null) {
                question.put("pause_until", until.toString());
            }
            api.ask(account, "CONSUMER.PAUSE." + path(stream, name), question);
            return found(account, stream, name);
        });
    }

    /** Sets a consumer back: it goes on from {@code sequence}, or from its first message that is not acknowledged. */
    public Consumer reset(Caller caller, UUID accountId, String stream, String name, @Nullable Long sequence) {
        return door.change(
                caller, accountId, Right.DEVELOP, "consumer.reset", () -> name + " of " + stream, account -> {
                    require(account, stream, name);
                    ObjectNode question = api.object();
                    StreamConfigs.number(question, "seq", sequence);
                    api.ask(account, "CONSUMER.RESET." + path(stream, name), question);
                    return found(account, stream, name);
                });
    }

    private void require(String account, String stream, String name) {
        if (preconditions.isGiven()) {
            preconditions.require(Consumer.read(api.ask(account, "CONSUMER.INFO." + path(stream, name)), null));
        }
    }

    private Consumer write(String account, String stream, String name, ObjectNode config, String action) {
        ObjectNode question = api.object().put("stream_name", stream).put("action", action);
        question.set("config", config);
        api.ask(account, "CONSUMER.CREATE." + path(stream, name), question);
        return found(account, stream, name);
    }

    private static String path(String stream, String name) {
        return Streams.known(stream) + "." + Streams.known(name);
    }

    private static String valid(String name) {
        try {
            return Streams.known(name);
        } catch (ProblemException e) {
            throw ProblemException.invalid("name", "must be 1 to 255 characters without space, dot, slash, * and >");
        }
    }
}
