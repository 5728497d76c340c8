package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.NameHash;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.consumer.ConsumerRequest;
import io.vagus.jetstream.consumer.StreamTerms;
import io.vagus.jetstream.stream.HeaderBlock;
import io.vagus.jetstream.stream.HeaderNames;
import io.vagus.jetstream.stream.Stream;
import io.vagus.jetstream.stream.StreamConfigRules;
import io.vagus.jetstream.stream.StreamReads;
import io.vagus.storage.StorageException;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers requests about one stream. Called on the stream's thread; without a stream, on the API's. */
final class StreamApi {
    static final String TYPE = "io.nats.jetstream.api.v1.";
    private static final int SUBJECTS_PAGE = 100_000;

    /** A stream that cannot be stored, as on a full device. */
    static final ApiError NOT_CREATED = ErrorCode.STREAM_CREATE.error("error creating store for stream");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("UPDATE", "stream_update_response"),
            Map.entry("INFO", "stream_info_response"),
            Map.entry("DELETE", "stream_delete_response"),
            Map.entry("PURGE", "stream_purge_response"),
            Map.entry("SNAPSHOT", "stream_snapshot_response"),
            Map.entry("RESTORE", "stream_restore_response"),
            Map.entry("MSG.GET", "stream_msg_get_response"),
            Map.entry("MSG.DELETE", "stream_msg_delete_response"),
            Map.entry("LEADER.STEPDOWN", "stream_leader_stepdown_response"),
            Map.entry("PEER.REMOVE", "stream_remove_peer_response"),
            Map.entry("PEER.EVACUATE", "stream_evacuate_peer_response"),
            Map.entry("CANCEL_MOVE", "stream_cancel_move_response"));

    private final JetStream service;
    private final AccountStreams streams;

    StreamApi(JetStream service, AccountStreams streams) {
        this.service = service;
        this.streams = streams;
    }

    /** An answer of that type. */
    static ObjectNode typed(String type) {
        return Json.object().put("type", TYPE + type);
    }

    private static String verb(List<String> tokens) {
        boolean twoWords = tokens.size() == 4
                && (tokens.get(1).equals("MSG")
                        || tokens.get(1).equals("LEADER")
                        || tokens.get(1).equals("PEER"));
        return twoWords ? tokens.get(1) + "." + tokens.get(2) : tokens.size() == 3 ? tokens.get(1) : "";
    }

    /** For requests that remove messages: the error when that could not be stored. */
    static @Nullable ErrorCode storeFailure(ApiRequest request) {
        if (!request.token(0).equals("STREAM")) {
            return null;
        }
        return switch (verb(request.tokens())) {
            case "PURGE" -> ErrorCode.STREAM_GENERAL_ERROR_F;
            case "MSG.DELETE" -> ErrorCode.STREAM_MSG_DELETE_FAILED_F;
            default -> null;
        };
    }

    /** The stream that a request is about; null when it is about none, or makes one. */
    static @Nullable String streamOf(ApiRequest request) {
        List<String> tokens = request.tokens();
        if (tokens.getFirst().equals("STREAM")) {
            return TYPES.containsKey(verb(tokens)) ? tokens.getLast() : null;
        }
        if (tokens.getFirst().equals("CONSUMER")) {
            ConsumerRequest.Verb verb = ApiRouter.consumerVerb(tokens);
            return verb == null ? null : tokens.get(1 + verb.word().split("\\.").length);
        }
        return null;
    }

    private static String type(ApiRequest request) {
        ConsumerRequest.Verb verb =
                request.token(0).equals("CONSUMER") ? ApiRouter.consumerVerb(request.tokens()) : null;
        if (verb != null) {
            return verb.type().substring(TYPE.length());
        }
        return TYPES.getOrDefault(verb(request.tokens()), "system_response");
    }

    /** The answer in an account that may not keep streams; null for no answer. */
    @Nullable
    ObjectNode disabled(ApiRequest request) {
        boolean lists = request.token(0).equals("STREAM")
                && request.tokens().size() == 2
                && (request.token(1).equals("NAMES") || request.token(1).equals("LIST"));
        String type = type(request);
        if (request.token(0).equals("INFO")) {
            type = "account_info_response";
        } else if (lists) {
            type = "stream_" + request.token(1).toLowerCase(java.util.Locale.ROOT) + "_response";
        } else if (request.token(0).equals("STREAM") && request.token(1).equals("CREATE")) {
            type = "stream_create_response";
        }
        if (type.equals("system_response")) {
            return null;
        }
        ObjectNode answer = typed(type);
        ErrorCode.NOT_ENABLED_FOR_ACCOUNT.error().putInto(answer);
        putPage(request, answer);
        if (lists) {
            answer.put("total", 0).put("offset", 0).put("limit", 0).putNull("streams");
        }
        return answer;
    }

    /**
     * The answer when there is no such stream, or it is offline: requests are looked at as far as nats-server does before it looks for it. Null for none.
     */
    @Nullable
    ObjectNode withoutStream(ApiRequest request) {
        ObjectNode answer = typed(type(request));
        if (request.wantsMoreThan(ApiLevel.CURRENT)) {
            ErrorCode.REQUIRED_API_LEVEL.error().putInto(answer);
            putPage(request, answer);
            return answer;
        }
        try {
            ApiError error = errorBefore(request);
            OfflineStream offline = error != null ? null : streams.offline().get(String.valueOf(streamOf(request)));
            if (offline != null) {
                return putOffline(offline, request, answer) ? answer : null;
            }
            (error == null ? ErrorCode.STREAM_NOT_FOUND.error() : error).putInto(answer);
        } catch (InvalidJson invalid) {
            ApiRouter.putInvalid(answer, invalid);
        }
        putPage(request, answer);
        return answer;
    }

    private boolean putOffline(OfflineStream offline, ApiRequest request, ObjectNode answer) {
        OfflineApi api = new OfflineApi(service, streams);
        ConsumerRequest.Verb verb =
                request.token(0).equals("CONSUMER") ? ApiRouter.consumerVerb(request.tokens()) : null;
        if (verb == null) {
            boolean answers = api.answer(offline, verb(request.tokens()), answer);
            putPage(request, answer);
            return answers;
        }
        boolean named = request.tokens().getLast().equals(offline.name());
        return api.answer(offline, verb, named ? "" : request.tokens().getLast(), answer);
    }

    /** What answers with pages, or with counts, have even when they say no. */
    private static void putPage(ApiRequest request, ObjectNode answer) {
        boolean consumers = request.token(0).equals("CONSUMER")
                && (request.token(1).equals("NAMES") || request.token(1).equals("LIST"));
        if (consumers
                || verb(request.tokens()).equals("INFO") && request.token(0).equals("STREAM")) {
            answer.put("total", 0).put("offset", 0).put("limit", 0);
        }
        if (consumers) {
            answer.putArray("consumers");
        }
        ConsumerRequest.Verb verb =
                request.token(0).equals("CONSUMER") ? ApiRouter.consumerVerb(request.tokens()) : null;
        if (verb != null) {
            verb.putNothing(answer);
        }
        if (verb(request.tokens()).equals("PURGE") && request.token(0).equals("STREAM")) {
            answer.put("purged", 0);
        }
    }

    /** The answer where something that is stored cannot be read now. */
    static ObjectNode unreadable(ApiRequest request) {
        ObjectNode answer = typed(type(request));
        ErrorCode.STREAM_GENERAL_ERROR_F.error("stored messages cannot be read").putInto(answer);
        putPage(request, answer);
        return answer;
    }

    private @Nullable ApiError errorBefore(ApiRequest request) {
        if (request.token(0).equals("CONSUMER")) {
            ConsumerRequest.Verb verb = ApiRouter.consumerVerb(request.tokens());
            return verb == null
                    ? null
                    : new ConsumerRequest(verb, List.of(), null, request.body())
                            .fault(
                                    String.valueOf(streamOf(request)),
                                    service.settings().strict());
        }
        switch (verb(request.tokens())) {
            case "UPDATE" -> {
                StreamConfigJson.Request wanted = update(request);
                StreamConfigRules.Outcome outcome = StreamConfigRules.check(
                        wanted.config(), streams.surroundings(wanted.config().replicas()), wanted.pedantic());
                StreamConfig config = outcome.config();
                if (config == null) {
                    return outcome.error();
                }
                return config.name().equals(request.token(2)) ? null : ErrorCode.STREAM_MISMATCH.error();
            }
            case "INFO" -> infoRequest(request);
            case "PURGE" -> {
                return purgeError(purgeRequest(request));
            }
            case "DELETE" -> {
                return request.isEmpty() ? null : ErrorCode.NOT_EMPTY_REQUEST.error();
            }
            case "MSG.DELETE" -> {
                if (request.isEmpty()) {
                    return ErrorCode.BAD_REQUEST.error();
                }
                deleteRequest(request);
            }
            case "MSG.GET" -> {
                return request.isEmpty()
                        ? ErrorCode.BAD_REQUEST.error()
                        : getRequest(request).error();
            }
            case "SNAPSHOT" -> {
                if (request.isEmpty()) {
                    return ErrorCode.BAD_REQUEST.error();
                }
                snapshotRequest(request);
            }
            case "LEADER.STEPDOWN", "PEER.REMOVE", "PEER.EVACUATE", "CANCEL_MOVE" -> {
                return ErrorCode.CLUSTER_REQUIRED.error();
            }
            default -> {
                return null;
            }
        }
        return null;
    }

    /** The answer of a stream; null for none, or for later. */
    @Nullable
    ObjectNode answer(StreamPlace place, ApiRequest request, long now) {
        if (place.stream().isStopped()) {
            return withoutStream(request);
        }
        place.stream().tick(now);
        ConsumerRequest.Verb verb =
                request.token(0).equals("CONSUMER") ? ApiRouter.consumerVerb(request.tokens()) : null;
        if (verb != null) {
            return consumer(place, verb, request, now);
        }
        ObjectNode answer = typed(type(request));
        if (request.wantsMoreThan(ApiLevel.CURRENT)) {
            ErrorCode.REQUIRED_API_LEVEL.error().putInto(answer);
            putPage(request, answer);
            return answer;
        }
        try {
            return fill(place, request, answer, now);
        } catch (InvalidJson invalid) {
            ApiRouter.putInvalid(answer, invalid);
            putPage(request, answer);
            return answer;
        }
    }

    /** Whether a consumer is made for a mirror or a source. */
    private static boolean isForSourcing(ApiRequest request) {
        if (!request.token(0).equals("CONSUMER") || !request.tokens().contains("CREATE")) {
            return false;
        }
        ObjectNode body = Json.parseOrNull(request.body());
        return body != null
                && (body.path("config").path("sourcing").asBoolean()
                        || body.path("config").path("direct").asBoolean());
    }

    /** What tells a stream from one made later under the same name. */
    static String identity(Stream stream) {
        return NameHash.of(Json.time(stream.createdNanos()));
    }

    /** Who makes a consumer for a mirror or a source hears which stream it is. */
    static byte @Nullable [] identityHeaders(StreamPlace place, ApiRequest request) {
        boolean resets = ApiRouter.consumerVerb(request.tokens()) == ConsumerRequest.Verb.RESET
                && HeaderBlock.value(request.headers(), HeaderNames.STREAM_IDENTITY) != null;
        return resets || isForSourcing(request)
                ? HeaderBlock.with(null, "Nats-Stream-Identity", identity(place.stream()))
                : null;
    }

    private static @Nullable ApiError identityError(StreamPlace place, ApiRequest request) {
        String wanted = HeaderBlock.text(request.headers(), HeaderNames.STREAM_IDENTITY);
        if (wanted.isEmpty() || !isForSourcing(request)) {
            return null;
        }
        String is = identity(place.stream());
        return wanted.equals(is) ? null : ErrorCode.CONSUMER_STREAM_IDENTITY_MISMATCH_F.error(is);
    }

    private @Nullable ObjectNode consumer(StreamPlace place, ConsumerRequest.Verb verb, ApiRequest request, long now) {
        ApiError error = identityError(place, request);
        if (error != null) {
            ObjectNode refused = Json.object().put("type", verb.type());
            error.putInto(refused);
            return refused;
        }
        int words = verb.word().split("\\.").length;
        List<String> behind =
                request.tokens().subList(2 + words, request.tokens().size());
        ObjectNode answer = place.stream()
                .consumers()
                .answer(new ConsumerRequest(verb, behind, request.headers(), request.body()), now);
        place.stream().countConsumers();
        place.shard().touch(place.stream());
        return answer;
    }

    /** Takes back a consumer that was made and could not be stored. */
    void removeConsumer(StreamPlace place, String name, long now) {
        place.stream()
                .consumers()
                .answer(new ConsumerRequest(ConsumerRequest.Verb.DELETE, List.of(name), null, new byte[0]), now);
        place.stream().countConsumers();
        place.shard().touch(place.stream());
    }

    private @Nullable ObjectNode fill(StreamPlace place, ApiRequest request, ObjectNode answer, long now) {
        switch (verb(request.tokens())) {
            case "INFO" -> info(place.stream(), infoRequest(request), answer, now);
            case "PURGE" -> purge(place.stream(), purgeRequest(request), answer);
            case "MSG.GET" -> get(place.stream(), request, answer);
            case "MSG.DELETE" -> deleteMessage(place.stream(), request, answer);
            case "UPDATE" -> update(place, request, answer, now);
            case "DELETE" -> delete(place, request, answer, now);
            case "SNAPSHOT" -> snapshot(place.stream(), request, answer);
            case "RESTORE" -> {
                (request.isEmpty() ? ErrorCode.BAD_REQUEST : ErrorCode.STREAM_NAME_EXIST_RESTORE_FAILED)
                        .error()
                        .putInto(answer);
                answer.put("deliver_subject", "");
            }
            default -> ErrorCode.CLUSTER_REQUIRED.error().putInto(answer);
        }
        return answer;
    }

    // --- info --------------------------------------------------------------------------------------------------

    private record InfoRequest(boolean deleted, String subjects, long offset) {}

    private InfoRequest infoRequest(ApiRequest request) {
        if (!request.isObjectOrArray()) {
            return new InfoRequest(false, "", 0);
        }
        Fields fields = Fields.of(request.body(), "JSApiStreamInfoRequest");
        InfoRequest info = new InfoRequest(
                fields.bool("deleted_details"),
                fields.string("subjects_filter"),
                Math.max(0, fields.in("ApiPagedRequest").goInt("offset")));
        finish(fields);
        return info;
    }

    private void finish(Fields fields) {
        if (service.settings().strict()) {
            fields.refuseOthers();
        }
    }

    private void info(Stream stream, InfoRequest request, ObjectNode answer, long now) {
        List<io.vagus.storage.SubjectState> subjects = request.subjects.isEmpty()
                ? List.of()
                : stream.store().subjectStates(SubjectFilter.of(request.subjects));
        answer.put("total", subjects.size()).put("offset", subjects.isEmpty() ? 0 : request.offset);
        answer.put("limit", subjects.isEmpty() ? 0 : SUBJECTS_PAGE);
        StreamInfo.putDetailed(answer, stream, service, now, request.deleted);
        int from = (int) Math.min(request.offset, subjects.size());
        List<io.vagus.storage.SubjectState> shown =
                subjects.subList(from, Math.min(subjects.size(), from + SUBJECTS_PAGE));
        if (!shown.isEmpty() && answer.get("state") instanceof ObjectNode state) {
            com.fasterxml.jackson.databind.JsonNode count = state.remove("consumer_count");
            com.fasterxml.jackson.databind.JsonNode deleted = state.remove("num_deleted");
            ObjectNode totals = state.putObject("subjects");
            shown.forEach(each ->
                    totals.put(new String(each.subject(), java.nio.charset.StandardCharsets.UTF_8), each.messages()));
            if (deleted != null) {
                state.set("num_deleted", deleted);
            }
            state.set("consumer_count", count);
        }
    }

    // --- purge, get, delete ------------------------------------------------------------------------------------

    private record PurgeRequest(long sequence, String filter, long keep) {}

    private PurgeRequest purgeRequest(ApiRequest request) {
        if (!request.isObjectOrArray()) {
            return new PurgeRequest(0, "", 0);
        }
        Fields fields = Fields.of(request.body(), "JSApiStreamPurgeRequest");
        PurgeRequest purge =
                new PurgeRequest(fields.uint64("seq"), fields.string("filter"), fields.cappedUint64("keep"));
        finish(fields);
        return purge;
    }

    private static @Nullable ApiError purgeError(PurgeRequest request) {
        return request.sequence != 0 && request.keep != 0 ? ErrorCode.BAD_REQUEST.error() : null;
    }

    private static void purge(Stream stream, PurgeRequest request, ObjectNode answer) {
        ApiError error = purgeError(request);
        if (error == null && stream.config().sealed()) {
            error = ErrorCode.STREAM_SEALED.error();
        }
        if (error == null && stream.config().denyPurge()) {
            error = ErrorCode.STREAM_PURGE_FAILED_F.error("stream purge not permitted");
        }
        if (error != null) {
            error.putInto(answer);
            answer.put("purged", 0);
            return;
        }
        long purged = stream.purge(request.filter, request.sequence, request.keep);
        answer.put("success", true).put("purged", purged);
    }

    private StreamReads.GetRequest getRequest(ApiRequest request) {
        return StreamReads.GetRequest.read(request.body(), service.settings().strict());
    }

    private void get(Stream stream, ApiRequest request, ObjectNode answer) {
        if (request.isEmpty()) {
            ErrorCode.BAD_REQUEST.error().putInto(answer);
            return;
        }
        StreamReads.get(stream, getRequest(request), answer);
    }

    private record SnapshotRequest(String deliver, boolean noConsumers, int chunk, int window) {}

    private @Nullable SnapshotRequest snapshotRequest(ApiRequest request) {
        Fields fields = Fields.of(request.body(), "JSApiStreamSnapshotRequest");
        SnapshotRequest snapshot = new SnapshotRequest(
                fields.string("deliver_subject"),
                fields.bool("no_consumers"),
                fields.cappedGoInt("chunk_size"),
                fields.cappedGoInt("window_size"));
        fields.bool("jsck");
        finish(fields);
        return snapshot;
    }

    private void snapshot(Stream stream, ApiRequest request, ObjectNode answer) {
        SnapshotRequest wanted = request.isEmpty() ? null : snapshotRequest(request);
        if (wanted == null) {
            ErrorCode.BAD_REQUEST.error().putInto(answer);
            return;
        }
        if (!io.vagus.subject.SubjectFilters.isValid(wanted.deliver)
                || !io.vagus.subject.SubjectFilters.isLiteral(wanted.deliver)) {
            ErrorCode.SNAPSHOT_DELIVER_SUBJECT_INVALID.error().putInto(answer);
            return;
        }
        answer.set("config", StreamConfigJson.write(stream.config()));
        ObjectNode state = answer.putObject("state");
        StreamInfo.putState(state, stream, false);
        stream.backUp(
                wanted.deliver,
                !wanted.noConsumers,
                wanted.chunk,
                wanted.window,
                state.deepCopy(),
                ClientDescription.of(request.sender(), service.host().serverName()));
    }

    private record DeleteRequest(long sequence, boolean noErase) {}

    private DeleteRequest deleteRequest(ApiRequest request) {
        Fields fields = Fields.of(request.body(), "JSApiMsgDeleteRequest");
        DeleteRequest delete = new DeleteRequest(fields.uint64("seq"), fields.bool("no_erase"));
        finish(fields);
        return delete;
    }

    private void deleteMessage(Stream stream, ApiRequest request, ObjectNode answer) {
        ApiError error = null;
        if (request.isEmpty()) {
            error = ErrorCode.BAD_REQUEST.error();
        }
        DeleteRequest delete = error == null ? deleteRequest(request) : new DeleteRequest(0, false);
        if (error == null && stream.config().sealed()) {
            error = ErrorCode.STREAM_SEALED.error();
        }
        if (error == null && stream.config().denyDelete()) {
            error = ErrorCode.STREAM_MSG_DELETE_FAILED_F.error("message delete not permitted");
        }
        if (error == null && !stream.delete(delete.sequence, !delete.noErase)) {
            error = notThere(stream, delete.sequence);
        }
        if (error != null) {
            error.putInto(answer);
        }
        Json.putPresent(answer, "success", error == null);
    }

    /** Why nothing was deleted: nats-server's files know messages only from the first one that is left to the last one. */
    private static ApiError notThere(Stream stream, long sequence) {
        StreamStore store = stream.store();
        boolean isBeyond = Long.compareUnsigned(sequence, store.lastSequence()) > 0;
        boolean isWithin = sequence >= store.firstSequence() && !isBeyond && store.messages() > 0;
        if (isWithin || stream.config().storage() == StreamConfig.Storage.MEMORY) {
            return ErrorCode.SEQUENCE_NOT_FOUND.error(Long.toUnsignedString(sequence));
        }
        return ErrorCode.STREAM_MSG_DELETE_FAILED_F.error(isBeyond ? "stream store EOF" : "no message found");
    }

    // --- update and delete -------------------------------------------------------------------------------------

    private StreamConfigJson.Request update(ApiRequest request) {
        return StreamConfigJson.readRequest(request.body(), service.settings().strict());
    }

    private void update(StreamPlace place, ApiRequest request, ObjectNode answer, long now) {
        Stream stream = place.stream();
        StreamConfigJson.Request wanted = update(request);
        StreamConfigRules.Surroundings around =
                streams.surroundings(wanted.config().replicas());
        StreamConfigRules.Outcome first = StreamConfigRules.check(wanted.config(), around, wanted.pedantic());
        StreamConfig complete = first.config();
        ApiError error = first.error();
        if (complete != null && !complete.name().equals(request.token(2))) {
            error = ErrorCode.STREAM_MISMATCH.error();
        }
        StreamConfig old = stream.config();
        StreamConfig config = null;
        if (complete != null && error == null) {
            StreamConfigRules.Outcome outcome = StreamConfigRules.checkUpdate(
                    old, ApiLevel.withRequired(complete), around, true, wanted.pedantic());
            config = outcome.config();
            error = outcome.error();
        }
        if (config != null) {
            error = streams.reservationError(config, old);
            error = error == null ? limitsError(stream, config.consumerLimits()) : error;
            if (error == null && streams.overlaps(config.subjects(), config.name())) {
                error = ErrorCode.STREAM_SUBJECT_OVERLAP.error();
            }
        }
        if (error != null || config == null) {
            (error == null ? ErrorCode.BAD_REQUEST.error() : error).putInto(answer);
            return;
        }
        try {
            service.remember(streams, config, stream.createdNanos());
        } catch (StorageException e) {
            service.log()
                    .warn("JetStream stream '" + streams.name() + " > " + config.name() + "' could not be updated: "
                            + e.getMessage());
            ErrorCode.STREAM_UPDATE.error("error updating store for stream").putInto(answer);
            return;
        }
        stream.update(config, now);
        if (!config.subjects().equals(old.subjects()) || config.isMirror() != old.isMirror()) {
            place.listen();
        }
        StreamInfo.put(answer, stream, service, now);
        service.advisories()
                .streamAction(place.shard().output(), streams.account(), config.name(), "UPDATED", "modify");
    }

    /** New limits of consumers have to fit those that there are. */
    private static @Nullable ApiError limitsError(Stream stream, StreamConfig.ConsumerLimits limits) {
        if (limits.equals(stream.config().consumerLimits())) {
            return null;
        }
        List<String> exceeding = stream.consumers()
                .exceeding(new StreamTerms.StreamLimits(limits.inactiveThresholdNanos(), limits.maxAckPending()));
        return exceeding.isEmpty()
                ? null
                : ErrorCode.STREAM_UPDATE.error("change to limits violates consumers: " + String.join(", ", exceeding));
    }

    private void delete(StreamPlace place, ApiRequest request, ObjectNode answer, long now) {
        if (!request.isEmpty()) {
            ErrorCode.NOT_EMPTY_REQUEST.error().putInto(answer);
            return;
        }
        try {
            place.destroy(now);
            answer.put("success", true);
        } catch (StorageException e) {
            service.log()
                    .warn("JetStream stream '" + streams.name() + " > "
                            + place.stream().config().name() + "' could not be deleted: " + e.getMessage());
            ErrorCode.STREAM_DELETE.error("error deleting store of stream").putInto(answer);
        }
    }
}
