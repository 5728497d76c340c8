package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.PageSizes;
import io.vagus.jetstream.consumer.ConsumerConfigJson.CreateRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers {@code $JS.API.CONSUMER.>} for the consumers of one stream, with nats-server's checks in its order. */
final class ConsumerApi {

    private static final int NAME_SUFFIX = 8;

    private final ConsumerHost host;
    private final ConsumerSettings settings;
    private final Registry registry;
    private final Lifecycle lifecycle;
    private final PullRequests pullRequests;
    private final Advisories advisories;

    ConsumerApi(
            ConsumerHost host,
            ConsumerSettings settings,
            Registry registry,
            Lifecycle lifecycle,
            PullRequests pullRequests,
            Advisories advisories) {
        this.host = host;
        this.settings = settings;
        this.registry = registry;
        this.lifecycle = lifecycle;
        this.pullRequests = pullRequests;
        this.advisories = advisories;
    }

    /** The answer, {@code type} included; null when nobody responds. */
    @Nullable
    ObjectNode answer(ConsumerRequest request, long now) {
        ObjectNode answer = answered(request, now);
        if (answer != null && answer.has("error")) {
            request.verb().putNothing(answer);
        }
        return answer;
    }

    private @Nullable ObjectNode answered(ConsumerRequest request, long now) {
        ObjectNode answer = Json.object();
        answer.put("type", request.verb().type());
        if (HeaderBlocks.needsMoreThan(settings.apiLevel(), request.headers())) {
            return refuse(answer, ErrorCode.REQUIRED_API_LEVEL.error());
        }
        try {
            return switch (request.verb()) {
                case CREATE, DURABLE_CREATE -> create(request, answer, now);
                case NAMES -> names(request, answer);
                case LIST -> list(request, answer, now);
                case INFO -> info(request, answer, now);
                case DELETE -> delete(request, answer, now);
                case PAUSE -> pause(request, answer, now);
                case UNPIN -> unpin(request, answer, now);
                case RESET -> reset(request, answer, now);
                case LEADER_STEPDOWN -> refuse(answer, ErrorCode.CLUSTER_REQUIRED.error());
            };
        } catch (InvalidJson malformed) {
            refuse(answer, ErrorCode.INVALID_JSON.error(String.valueOf(malformed.getMessage())));
            if (request.verb() == ConsumerRequest.Verb.NAMES || request.verb() == ConsumerRequest.Verb.LIST) {
                page(answer, 0, 0, 0);
                answer.putArray("consumers");
            }
            return answer;
        }
    }

    private static ObjectNode refuse(ObjectNode answer, ApiError error) {
        error.putInto(answer);
        return answer;
    }

    private ObjectNode create(ConsumerRequest request, ObjectNode answer, long now) {
        CreateRequest create = ConsumerConfigJson.readRequest(request.body(), settings.strict());
        ConsumerConfig.Draft config = create.config().draft();
        ApiError error = matchSubject(request, create, config);
        if (error == null && config.replicas > 1) {
            error = ErrorCode.STREAM_REPLICAS_NOT_SUPPORTED.error();
        }
        if (error != null) {
            return refuse(answer, error);
        }
        if (config.direct && config.sourcing && !config.name.isEmpty()) {
            forSourcing(config);
        }
        Consumer existing = registry.find(config.name);
        if (existing != null) {
            config.pauseUntil = existing.config().pauseUntil();
            if (config.sourcing && !config.durable.isEmpty()) {
                config.deliverPolicy = existing.config().deliverPolicy();
                config.startSequence = existing.config().startSequence();
                config.startTime = existing.config().startTime();
            }
        }
        ConsumerDefaults.markLevel(config);
        // Not a switch over types: its first use takes the JVM many milliseconds, which no AOT cache saves.
        CreateOutcome outcome = lifecycle.create(config.build(), create.action(), create.pedantic(), now);
        if (outcome instanceof CreateOutcome.Present present) {
            if (config.sourcing) {
                // It goes on behind what the stream that sources has settled.
                lifecycle.reset(present.consumer(), 0, new long[1]);
            }
            return tell(answer, present.consumer(), now);
        }
        return refuse(answer, ((CreateOutcome.Refused) outcome).error());
    }

    /**
     * A consumer for a mirror or source asks for the same name each time. Where messages go once they are acknowledged it becomes
     * durable and acknowledges by flow control; elsewhere each is a new one.
     */
    private void forSourcing(ConsumerConfig.Draft config) {
        if (host.terms().retention() == StreamTerms.Retention.LIMITS) {
            String id = host.uniqueId();
            config.name = config.name + "-" + id.substring(id.length() - NAME_SUFFIX);
            return;
        }
        config.direct = false;
        config.durable = config.name;
        config.ackPolicy = ConsumerConfig.AckPolicy.FLOW_CONTROL;
        config.ackWaitNanos = 0;
        config.maxDeliver = 0;
        config.inactiveThresholdNanos = 0;
    }

    /** Brings names and filter in the subject and in the body together. */
    private @Nullable ApiError matchSubject(
            ConsumerRequest request, CreateRequest create, ConsumerConfig.Draft config) {
        List<String> tokens = request.tokens();
        boolean durable = request.verb() == ConsumerRequest.Verb.DURABLE_CREATE;
        if (durable && tokens.size() != 1) {
            return ErrorCode.CONSUMER_DURABLE_NAME_NOT_IN_SUBJECT.error();
        }
        if (!create.stream().equals(host.terms().stream())) {
            return ErrorCode.STREAM_MISMATCH.error();
        }
        String name = tokens.isEmpty() ? config.name : tokens.getFirst();
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            return ErrorCode.CONSUMER_NAME_CONTAINS_PATH_SEPARATORS.error();
        }
        if (durable && config.durable.isEmpty()) {
            return ErrorCode.CONSUMER_DURABLE_NAME_NOT_SET.error();
        }
        if (tokens.isEmpty()) {
            return config.durable.isEmpty() ? null : ErrorCode.CONSUMER_EPHEMERAL_WITH_DURABLE_NAME.error();
        }
        if (!config.durable.isEmpty() && !config.durable.equals(name)) {
            return ErrorCode.CONSUMER_DURABLE_NAME_NOT_MATCH_SUBJECT.error();
        }
        config.name = name;
        if (!config.durable.isEmpty()) {
            config.durable = name;
        }
        if (tokens.size() > 1) {
            String filter = String.join(".", tokens.subList(1, tokens.size()));
            if (!config.filterSubjects.isEmpty()) {
                return ErrorCode.CONSUMER_MULTIPLE_FILTERS_NOT_ALLOWED.error();
            }
            if (!config.filterSubject.equals(filter)) {
                return ErrorCode.CONSUMER_CREATE_FILTER_SUBJECT_MISMATCH.error();
            }
        }
        return null;
    }

    /** Puts all about a consumer into the answer, with what this server is. */
    private ObjectNode tell(ObjectNode answer, Consumer consumer, long now) {
        pullRequests.sweep(consumer, false, now);
        ConsumerConfig config =
                ConsumerDefaults.withServerFacts(consumer.config(), settings.serverVersion(), settings.apiLevel());
        ConsumerInfoJson.put(answer, consumer, config, host.terms().stream(), now);
        return answer;
    }

    static int offset(ConsumerRequest request, boolean strict) {
        String body = new String(request.body(), UTF_8).strip();
        if (!body.startsWith("{") && !body.startsWith("[")) {
            return 0;
        }
        Fields fields = Fields.of(request.body(), "JSApiConsumersRequest");
        long offset = fields.in("ApiPagedRequest").goInt("offset");
        if (strict) {
            fields.refuseOthers();
        }
        return (int) Math.max(0, Math.min(offset, Integer.MAX_VALUE));
    }

    private ObjectNode names(ConsumerRequest request, ObjectNode answer) {
        List<String> names = registry.publicNames();
        int offset = Math.min(offset(request, settings.strict()), names.size());
        page(answer, names.size(), offset, PageSizes.NAMES);
        ArrayNode consumers = answer.putArray("consumers");
        names.subList(offset, Math.min(names.size(), offset + PageSizes.NAMES)).forEach(consumers::add);
        return answer;
    }

    private ObjectNode list(ConsumerRequest request, ObjectNode answer, long now) {
        List<String> names = registry.publicNames();
        int offset = Math.min(offset(request, settings.strict()), names.size());
        page(answer, names.size(), offset, PageSizes.DETAILS);
        ArrayNode consumers = answer.putArray("consumers");
        for (String name : names.subList(offset, Math.min(names.size(), offset + PageSizes.DETAILS))) {
            Consumer consumer = registry.find(name);
            if (consumer != null) {
                pullRequests.sweep(consumer, false, now);
                ConsumerInfoJson.put(consumers.addObject(), consumer, consumer.config(), host.terms().stream(), now);
            }
        }
        return answer;
    }

    private static void page(ObjectNode answer, int total, int offset, int limit) {
        answer.put("total", total).put("offset", offset).put("limit", limit);
    }

    private @Nullable Consumer named(ConsumerRequest request) {
        return request.tokens().isEmpty()
                ? null
                : registry.find(request.tokens().getFirst());
    }

    static boolean isEmpty(byte[] body) {
        if (body.length == 0) {
            return true;
        }
        ObjectNode object = Json.parseOrNull(body);
        return object != null && object.isEmpty();
    }

    private ObjectNode info(ConsumerRequest request, ObjectNode answer, long now) {
        if (!isEmpty(request.body())) {
            return refuse(answer, ErrorCode.NOT_EMPTY_REQUEST.error());
        }
        Consumer consumer = named(request);
        return consumer == null ? refuse(answer, ErrorCode.CONSUMER_NOT_FOUND.error()) : tell(answer, consumer, now);
    }

    private ObjectNode delete(ConsumerRequest request, ObjectNode answer, long now) {
        if (!isEmpty(request.body())) {
            return refuse(answer, ErrorCode.NOT_EMPTY_REQUEST.error());
        }
        Consumer consumer = named(request);
        if (consumer == null) {
            return refuse(answer, ErrorCode.CONSUMER_NOT_FOUND.error());
        }
        lifecycle.delete(consumer, now);
        return answer.put("success", true);
    }

    private ObjectNode pause(ConsumerRequest request, ObjectNode answer, long now) {
        Instant until = null;
        String body = new String(request.body(), UTF_8).strip();
        if (body.startsWith("{") || body.startsWith("[")) {
            Fields fields = Fields.of(request.body(), "JSApiConsumerPauseRequest");
            until = fields.time("pause_until");
            if (settings.strict()) {
                fields.refuseOthers();
            }
        }
        Consumer consumer = named(request);
        if (consumer == null) {
            return refuse(answer, ErrorCode.CONSUMER_NOT_FOUND.error());
        }
        if (until != null && Json.time(until).equals(Json.ZERO_TIME)) {
            until = null;
        }
        ConsumerConfig.Draft config = consumer.config().draft();
        config.pauseUntil = until;
        ConsumerDefaults.markLevel(config);
        ApiError error = lifecycle.update(consumer, config.build(), now);
        if (error != null) {
            return refuse(answer, error);
        }
        long remaining = until == null ? 0 : Consumer.nanos(until) - now;
        answer.put("paused", remaining > 0);
        answer.put("pause_until", until == null ? Json.ZERO_TIME : Json.time(until));
        if (remaining > 0) {
            answer.put("pause_remaining", remaining);
        }
        return answer;
    }

    /** Which group an unpin is about; empty for none. */
    static String group(ConsumerRequest request) {
        return ApiJson.fields(request.body(), "JSApiConsumerUnpinRequest").string("group");
    }

    static @Nullable ApiError groupFault(String group) {
        if (group.isEmpty()) {
            return ErrorCode.INVALID_JSON.error("consumer group not specified");
        }
        return ConsumerConfigRules.isGroupName(group) ? null : ErrorCode.CONSUMER_INVALID_GROUP_NAME.error();
    }

    private ObjectNode unpin(ConsumerRequest request, ObjectNode answer, long now) {
        String group = group(request);
        ApiError fault = groupFault(group);
        if (fault != null) {
            return refuse(answer, fault);
        }
        Consumer consumer = named(request);
        if (consumer == null) {
            return refuse(answer, ErrorCode.CONSUMER_NOT_FOUND.error());
        }
        if (!consumer.config().priorityGroups().contains(group)) {
            return refuse(answer, ErrorCode.CONSUMER_INVALID_PRIORITY_GROUP.error());
        }
        pullRequests.unpin(consumer);
        advisories.unpinned(consumer, group, "admin", now);
        return answer;
    }

    private @Nullable ObjectNode reset(ConsumerRequest request, ObjectNode answer, long now) {
        Consumer consumer = named(request);
        if (consumer == null) {
            return null;
        }
        long sequence = request.body().length == 0
                ? 0
                : ApiJson.fields(request.body(), "JSApiConsumerResetRequest").uint64("seq");
        long[] effective = new long[1];
        String complaint = lifecycle.reset(consumer, sequence, effective);
        if (complaint != null) {
            return refuse(answer, ErrorCode.CONSUMER_INVALID_RESET.error(complaint));
        }
        tell(answer, consumer, now);
        return answer.put("reset_seq", Json.unsigned(effective[0]));
    }
}
