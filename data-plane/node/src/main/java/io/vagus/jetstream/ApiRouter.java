package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.consumer.ConsumerRequest;
import io.vagus.jetstream.consumer.ReplySubjects;
import io.vagus.jetstream.shard.Shard;
import io.vagus.jetstream.shard.Work;
import io.vagus.protocol.Publication;
import io.vagus.storage.StorageException;
import io.vagus.storage.StoreHealth;
import io.vagus.subject.Subjects;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage.Sender;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one account sends to JetStream's subjects, on the event loops, and brings each to the thread it concerns: a stream's
 * shard, or the API's thread for what concerns the account.
 */
final class ApiRouter {
    private static final String API = "$JS.API.";
    private static final int FLOW_TOKENS = 5;
    private static final int SCOPED_FLOW_TOKENS = 7;

    /** Verbs of the system account; others do not hear an answer. */
    private static final Set<String> SYSTEM_VERBS = Set.of("META", "SERVER", "ACCOUNT");

    private final JetStream service;
    private final AccountStreams streams;
    private final AccountApi accountApi;
    private final StreamApi streamApi;
    private final AckRouter acknowledgements;
    private final byte[] scopedFlowControls;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Of these, requests about single streams, which wait at their shards. */
    private final AtomicInteger onShards = new AtomicInteger();

    ApiRouter(JetStream service, AccountStreams streams) {
        this.service = service;
        this.streams = streams;
        this.accountApi = new AccountApi(service, streams);
        this.streamApi = new StreamApi(service, streams);
        String scope = ReplySubjects.scope(service.domain(), streams.name());
        this.acknowledgements = new AckRouter(streams, service.domain(), this::taken);
        this.scopedFlowControls = ("$JS.FC." + scope).getBytes(UTF_8);
    }

    /** Subscribes. */
    void listen() {
        InternalClient client = streams.client();
        client.subscribeDirectly(API + ">", null, (message, from) -> api(message, API.length(), from));
        String domain = service.domain();
        if (domain != null) {
            String prefix = "$JS." + domain + ".API.";
            // Those of clients are mapped before; what is left of theirs is no part of the API.
            client.subscribeDirectly(
                    prefix + ">", null, (message, from) -> from == null && api(message, prefix.length(), null));
        }
        client.subscribeDirectly("$JS.ACK.>", null, (message, from) -> acknowledgements.offer(message));
        client.subscribeDirectly("$JS.FC.>", null, (message, from) -> flowControl(message));
    }

    private static List<String> tokens(String text) {
        return List.of(text.split("\\.", -1));
    }

    private boolean api(Publication message, int prefix, @Nullable Sender from) {
        String subject = new String(message.subject(), UTF_8);
        List<String> tokens = tokens(subject.substring(prefix));
        if (!streams.isEnabled()) {
            return disabled(message, subject, tokens, from);
        }
        switch (tokens.getFirst()) {
            case "DIRECT" -> {
                return direct(message, tokens);
            }
            case "CONSUMER" -> {
                if (tokens.size() > 2 && tokens.get(1).equals("MSG")) {
                    return next(message, tokens);
                }
            }
            default -> {
                if (SYSTEM_VERBS.contains(tokens.getFirst())) {
                    return true;
                }
            }
        }
        ApiRequest request = ApiRequest.of(message, subject, tokens, from);
        if (waiting.get() >= service.settings().queues().requestLimit()) {
            service.requestDropped();
            return true;
        }
        route(request);
        return true;
    }

    /**
     * An account without streams is told so, unless it asks another account: then it has no API of its own. Nor has one that is to have more than
     * the server can give it.
     */
    private boolean disabled(Publication message, String subject, List<String> tokens, @Nullable Sender from) {
        boolean isRead = tokens.getFirst().equals("DIRECT")
                || tokens.size() > 2
                        && tokens.getFirst().equals("CONSUMER")
                        && tokens.get(1).equals("MSG");
        if (isRead || streams.isRefused() || DomainMappings.asksAnother(streams.account())) {
            return false;
        }
        ApiRequest request = ApiRequest.of(message, subject, tokens, from);
        return service.api().offer(now -> answer(service.api(), request, null, streamApi.disabled(request)));
    }

    private void enqueue(Shard shard, Work work) {
        waiting.incrementAndGet();
        shard.execute(now -> {
            try {
                work.run(now);
            } finally {
                waiting.decrementAndGet();
            }
        });
    }

    private void route(ApiRequest request) {
        String name = StreamApi.streamOf(request);
        StreamPlace place = name == null ? null : streams.find(name);
        if (place == null) {
            // Behind what may be making the stream.
            enqueue(service.api(), now -> onApiThread(request, now));
        } else {
            onShards.incrementAndGet();
            enqueue(place.shard(), now -> {
                try {
                    onShard(place, request, now);
                } finally {
                    onShards.decrementAndGet();
                }
            });
        }
    }

    private void onApiThread(ApiRequest request, long now) {
        boolean creates = isStreamRequest(request, "CREATE");
        if (!creates) {
            service.creations().complete();
        }
        String name = creates ? null : StreamApi.streamOf(request);
        StreamPlace place = name == null ? null : streams.find(name);
        if (place != null) {
            place.shard().execute(time -> onShard(place, request, time));
            return;
        }
        if (onShards.get() > 0) {
            // What was asked before of single streams comes first: a client may delete and create without waiting.
            service.awaitShards();
        }
        Shard shard = service.api();
        if (isStreamRequest(request, "RESTORE")) {
            answer(shard, request, null, accountApi.restore(request));
            return;
        }
        ObjectNode answer = name == null ? accountApi.answer(request, now) : streamApi.withoutStream(request);
        service.creations().answer(answer, from -> answer(from, request, null, answer));
    }

    private static boolean isStreamRequest(ApiRequest request, String verb) {
        return request.tokens().size() == 3
                && request.token(0).equals("STREAM")
                && request.token(1).equals(verb);
    }

    /**
     * Whether what the answer says has to outlast the process: an ephemeral consumer is made anew by its client, and one that pushes
     * must not send before its client has heard of it.
     */
    private static boolean isToLast(ObjectNode answer) {
        JsonNode config = answer.path("config");
        return config.isMissingNode() || config.has("durable_name") && !config.has("deliver_subject");
    }

    private @Nullable ObjectNode answered(StreamPlace place, ApiRequest request, long now) {
        try {
            return streamApi.answer(place, request, now);
        } catch (StorageException e) {
            service.log().warn("JetStream: " + e.getMessage());
            return StreamApi.unreadable(request);
        }
    }

    private void onShard(StreamPlace place, ApiRequest request, long now) {
        int before = place.stream().consumerCount();
        ObjectNode answer = answered(place, request, now);
        boolean isNew = place.stream().consumerCount() > before;
        byte[] headers = answer == null || answer.has("error") ? null : StreamApi.identityHeaders(place, request);
        ConsumerRequest.Verb verb = request.token(0).equals("CONSUMER") ? consumerVerb(request.tokens()) : null;
        if (answer != null
                && verb != null
                && verb.changes()
                && isToLast(answer)
                && !place.stream().isStopped()) {
            place.stream().whenConsumersAreStored(outcome -> {
                if (outcome != StoreHealth.GOOD && !answer.has("error")) {
                    ObjectNode failed = Json.object();
                    failed.set("type", answer.get("type"));
                    ErrorCode.CONSUMER_CREATE
                            .error("error creating store for consumer")
                            .putInto(failed);
                    if (isNew && !place.stream().isStopped()) {
                        streamApi.removeConsumer(place, answer.path("name").asText(), now);
                    }
                    answer(place.shard(), request, null, failed);
                } else {
                    answer(place.shard(), request, headers, answer);
                }
            });
            place.shard().touch(place.stream());
            return;
        }
        ErrorCode failure = StreamApi.storeFailure(request);
        if (answer != null
                && failure != null
                && !answer.has("error")
                && !place.stream().isStopped()) {
            place.stream().whenStored(outcome -> {
                if (outcome != StoreHealth.GOOD) {
                    ObjectNode failed = Json.object();
                    failed.set("type", answer.get("type"));
                    failure.error(outcome == StoreHealth.NO_SPACE ? "no space left on device" : "store has failed")
                            .putInto(failed);
                    answer(place.shard(), request, null, failed);
                } else {
                    answer(place.shard(), request, headers, answer);
                }
            });
            return;
        }
        answer(place.shard(), request, headers, answer);
    }

    /** Sends the answer, if there is one now, counts it, and tells of it. */
    private void answer(Shard shard, ApiRequest request, byte @Nullable [] headers, @Nullable ObjectNode answer) {
        if (answer == null) {
            return;
        }
        String text = Json.text(answer);
        boolean isMessage = answer.has("message");
        if (!isMessage) {
            // A message that is not there any more is not an error of the request.
            boolean failed = answer.has("error")
                    && answer.path("error").path("err_code").asInt() != ErrorCode.SEQUENCE_NOT_FOUND.number();
            if (streams.isEnabled()) {
                streams.countRequest(failed);
            }
        }
        byte[] reply = request.reply();
        if (reply != null) {
            shard.output().publish(streams.account(), reply, null, headers, text.getBytes(UTF_8));
        }
        if (isMessage) {
            // A message read is an answer of the stream, not of the API.
            return;
        }
        service.advisories().audit(shard.output(), streams.account(), request, text);
    }

    private boolean next(Publication message, List<String> tokens) {
        StreamPlace place = tokens.size() == 5 ? streams.find(tokens.get(3)) : null;
        if (place == null) {
            return false;
        }
        ApiRequest request = ApiRequest.of(message, "", tokens, null);
        place.shard().execute(now -> {
            boolean taken = !place.stream().isStopped()
                    && place.stream()
                            .consumers()
                            .next(tokens.get(4), request.reply(), request.headers(), request.body(), now);
            taken(place, message, taken);
        });
        return true;
    }

    private void taken(StreamPlace place, Publication message, boolean taken) {
        byte[] reply = message.reply();
        if (!taken && reply != null) {
            String status = "NATS/1.0 503\r\nNats-Subject: " + new String(message.subject(), UTF_8) + "\r\n\r\n";
            place.shard().output().publish(streams.account(), reply, null, status.getBytes(UTF_8), new byte[0]);
        }
        place.shard().touch(place.stream());
    }

    private boolean flowControl(Publication message) {
        List<String> tokens = tokens(new String(message.subject(), UTF_8));
        boolean isScoped =
                tokens.size() == SCOPED_FLOW_TOKENS && Subjects.startsWith(message.subject(), scopedFlowControls);
        if (!isScoped && tokens.size() != FLOW_TOKENS) {
            return false;
        }
        int at = isScoped ? 4 : 2;
        StreamPlace place = streams.find(tokens.get(at));
        if (place == null) {
            return false;
        }
        String consumer = tokens.get(at + 1);
        ApiRequest request = ApiRequest.of(message, "", tokens, null);
        place.shard().execute(now -> {
            if (!place.stream().isStopped()) {
                place.stream().consumers().flowControl(consumer, message.subject(), request.headers(), now);
                place.shard().touch(place.stream());
            }
        });
        return true;
    }

    private boolean direct(Publication message, List<String> tokens) {
        StreamPlace reader = tokens.size() >= 3 && tokens.get(1).equals("GET") ? reader(tokens.get(2)) : null;
        if (reader == null) {
            return false;
        }
        ApiRequest request = ApiRequest.of(message, "", tokens, null);
        String subject = tokens.size() == 3 ? null : String.join(".", tokens.subList(3, tokens.size()));
        reader.shard()
                .execute(now -> reader.stream().direct(request.reply(), request.headers(), request.body(), subject));
        return true;
    }

    /** Who answers direct reads of a stream: itself or a mirror that has caught up, in turn by chance. */
    private @Nullable StreamPlace reader(String name) {
        StreamPlace mirror = streams.mirrorOf(name);
        StreamPlace place = streams.find(name);
        boolean answers = place != null && place.answersDirectly();
        return answers && (mirror == null || service.ids().below(2) == 0) ? place : mirror;
    }

    /** The error for a body that is not what it has to be. */
    static void putInvalid(ObjectNode answer, InvalidJson invalid) {
        ErrorCode.INVALID_JSON.error(String.valueOf(invalid.getMessage())).putInto(answer);
    }

    /** For requests about consumers: what is asked. */
    static ConsumerRequest.@Nullable Verb consumerVerb(List<String> tokens) {
        for (ConsumerRequest.Verb verb : ConsumerRequest.Verb.values()) {
            String[] words = verb.word().split("\\.");
            if (tokens.size() > words.length + 1
                    && tokens.subList(1, 1 + words.length).equals(List.of(words))) {
                return verb;
            }
        }
        return null;
    }
}
