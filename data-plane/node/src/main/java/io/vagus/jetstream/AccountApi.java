package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.StreamAllowance;
import io.vagus.base.Order;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.PageSizes;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Storage;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.shard.Shard;
import io.vagus.jetstream.stream.StreamConfigRules;
import io.vagus.storage.StorageException;
import io.vagus.subject.SubjectFilters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers requests about an account's streams as a whole, and makes streams. Called on the API's thread. */
final class AccountApi {

    private final JetStream service;
    private final AccountStreams streams;

    AccountApi(JetStream service, AccountStreams streams) {
        this.service = service;
        this.streams = streams;
    }

    /** The answer; null for none now. */
    @Nullable
    ObjectNode answer(ApiRequest request, long now) {
        if (request.tokens().size() == 1 && request.token(0).equals("INFO")) {
            return checked(request, "account_info_response", this::info);
        }
        if (request.token(0).equals("STREAM")) {
            int size = request.tokens().size();
            switch (request.token(1)) {
                case "NAMES" -> {
                    if (size == 2) {
                        return paged(request, "stream_names_response", answer -> names(request, answer));
                    }
                }
                case "LIST" -> {
                    if (size == 2) {
                        return paged(request, "stream_list_response", answer -> list(request, answer));
                    }
                }
                case "CREATE" -> {
                    if (size == 3) {
                        return checked(request, "stream_create_response", answer -> create(request, answer, now));
                    }
                }
                default -> {
                    // Not one of ours.
                }
            }
        }
        return null;
    }

    /** Begins to take a backup back. */
    ObjectNode restore(ApiRequest request) {
        return checked(
                request, "stream_restore_response", answer -> new RestoreApi(service, streams).begin(request, answer));
    }

    private interface Filler {
        void fill(ObjectNode answer);
    }

    private ObjectNode checked(ApiRequest request, String type, Filler filler) {
        ObjectNode answer = StreamApi.typed(type);
        if (request.wantsMoreThan(ApiLevel.CURRENT)) {
            ErrorCode.REQUIRED_API_LEVEL.error().putInto(answer);
            return answer;
        }
        try {
            filler.fill(answer);
        } catch (InvalidJson invalid) {
            ApiRouter.putInvalid(answer, invalid);
        }
        return answer;
    }

    /** One page; that of a refused request is empty. */
    private ObjectNode paged(ApiRequest request, String type, Filler filler) {
        ObjectNode answer = checked(request, type, filler);
        if (answer.has("error")) {
            answer.put("total", 0).put("offset", 0).put("limit", 0);
            if (type.equals("stream_names_response")) {
                answer.putNull("streams");
            } else {
                answer.putArray("streams");
            }
        }
        return answer;
    }

    // --- account -----------------------------------------------------------------------------------------------

    private void info(ObjectNode answer) {
        StreamAllowance allowance = streams.allowance();
        StreamAllowance.Tier flat = allowance.tiers().get("");
        putUsage(answer, streams.totalUsed(Storage.MEMORY), streams.totalUsed(Storage.FILE), "");
        int consumers = 0;
        for (StreamPlace place : streams.all()) {
            consumers += place.stream().consumerCount();
        }
        for (OfflineStream each : streams.offline().values()) {
            consumers += each.consumers().size();
        }
        answer.put("streams", streams.count()).put("consumers", consumers);
        putLimits(answer, flat == null ? new StreamAllowance.Tier(0, 0, 0, 0, 0, 0, 0, false) : flat);
        Json.putPresent(answer, "domain", service.domain());
        answer.putObject("api")
                .put("level", ApiLevel.CURRENT)
                .put("total", streams.requests())
                .put("errors", streams.errors());
        if (flat == null) {
            ObjectNode tiers = answer.putObject("tiers");
            TreeSet<String> names = new TreeSet<>(allowance.tiers().keySet());
            names.addAll(streams.usedTiers());
            for (String name : names) {
                putTier(tiers.putObject(name), name, allowance.tiers().get(name));
            }
        }
    }

    private void putTier(ObjectNode into, String name, StreamAllowance.@Nullable Tier tier) {
        Usage usage = streams.usage(name);
        putUsage(into, usage.get(Storage.MEMORY), usage.get(Storage.FILE), name);
        int count = 0;
        int consumers = 0;
        for (StreamPlace place : streams.all()) {
            if (name.equals("R" + place.stream().config().replicas())) {
                count++;
                consumers += place.stream().consumerCount();
            }
        }
        into.put("streams", count).put("consumers", consumers);
        putLimits(into, tier == null ? new StreamAllowance.Tier(0, 0, 0, 0, 0, 0, 0, false) : tier);
    }

    private void putUsage(ObjectNode into, long memory, long store, String tier) {
        into.put("memory", memory)
                .put("storage", store)
                .put("reserved_memory", streams.reserved(tier, Storage.MEMORY, null))
                .put("reserved_storage", streams.reserved(tier, Storage.FILE, null));
    }

    private static void putLimits(ObjectNode into, StreamAllowance.Tier tier) {
        into.putObject("limits")
                .put("max_memory", tier.maxMemoryBytes())
                .put("max_storage", tier.maxStoreBytes())
                .put("max_streams", tier.maxStreams())
                .put("max_consumers", tier.maxConsumers())
                .put("max_ack_pending", tier.maxAckPending())
                .put("memory_max_stream_bytes", tier.memoryMaxStreamBytes())
                .put("storage_max_stream_bytes", tier.storeMaxStreamBytes())
                .put("max_bytes_required", tier.maxBytesRequired());
    }

    // --- lists -------------------------------------------------------------------------------------------------

    private record Page(int offset, String subject) {}

    private Page page(ApiRequest request, String type) {
        if (!request.isObjectOrArray()) {
            return new Page(0, "");
        }
        Fields fields = Fields.of(request.body(), type);
        Page page = new Page(Math.max(0, fields.in("ApiPagedRequest").cappedGoInt("offset")), fields.string("subject"));
        if (service.settings().strict()) {
            fields.refuseOthers();
        }
        return page;
    }

    /** A stream that is served, or that is not. */
    private record Listed(
            String name,
            @Nullable StreamPlace place,
            @Nullable OfflineStream offline) {}

    private List<Listed> filtered(String subject) {
        List<Listed> found = new ArrayList<>();
        for (StreamPlace place : streams.all()) {
            if (isAbout(place.stream().config(), subject)) {
                found.add(new Listed(place.stream().config().name(), place, null));
            }
        }
        for (OfflineStream each : streams.offline().values()) {
            if (isAbout(each.config(), subject)) {
                found.add(new Listed(each.name(), null, each));
            }
        }
        if (!streams.offline().isEmpty()) {
            found.sort(Order.by(Listed::name));
        }
        return found;
    }

    private static boolean isAbout(StreamConfig config, String subject) {
        return subject.isEmpty() || config.subjects().stream().anyMatch(each -> SubjectFilters.collide(each, subject));
    }

    private void names(ApiRequest request, ObjectNode answer) {
        Page page = page(request, "JSApiStreamNamesRequest");
        List<Listed> found = filtered(page.subject);
        int from = Math.min(page.offset, found.size());
        answer.put("total", found.size()).put("offset", from).put("limit", PageSizes.NAMES);
        List<Listed> shown = found.subList(from, Math.min(found.size(), from + PageSizes.NAMES));
        if (shown.isEmpty()) {
            answer.putNull("streams");
        } else {
            ArrayNode names = answer.putArray("streams");
            shown.forEach(each -> names.add(each.name()));
        }
    }

    private void list(ApiRequest request, ObjectNode answer) {
        Page page = page(request, "JSApiStreamListRequest");
        List<Listed> found = filtered(page.subject);
        int from = Math.min(page.offset, found.size());
        answer.put("total", found.size()).put("offset", from).put("limit", PageSizes.DETAILS);
        ArrayNode infos = answer.putArray("streams");
        List<StreamPlace> shown = new ArrayList<>();
        ArrayNode missing = Json.object().arrayNode();
        ObjectNode offline = Json.object();
        for (Listed each : found.subList(from, Math.min(found.size(), from + PageSizes.DETAILS))) {
            if (each.place != null) {
                shown.add(each.place);
            } else if (each.offline != null) {
                missing.add(each.name);
                offline.put(each.name, each.offline.reason());
            }
        }
        Map<Shard, List<StreamPlace>> byShard = new LinkedHashMap<>();
        shown.forEach(place -> byShard.computeIfAbsent(place.shard(), absent -> new ArrayList<>())
                .add(place));
        Map<StreamPlace, ObjectNode> made = new HashMap<>();
        byShard.forEach((shard, places) -> made.putAll(shard.call(now -> {
            Map<StreamPlace, ObjectNode> part = new HashMap<>();
            places.forEach(place -> {
                if (!place.stream().isStopped()) {
                    ObjectNode info = Json.object();
                    StreamInfo.putListed(info, place.stream(), service, now);
                    part.put(place, info);
                }
            });
            return part;
        })));
        shown.forEach(place -> {
            ObjectNode info = made.get(place);
            if (info != null) {
                infos.add(info);
            }
        });
        if (!missing.isEmpty()) {
            answer.set("missing", missing);
            answer.set("offline", offline);
        }
    }

    // --- create ------------------------------------------------------------------------------------------------

    private void create(ApiRequest request, ObjectNode answer, long now) {
        StreamConfigJson.Request wanted =
                StreamConfigJson.readRequest(request.body(), service.settings().strict());
        StreamConfig config = ApiLevel.withRequired(wanted.config());
        ApiError error = createError(request.token(2), config, wanted.namesStorage());
        if (error != null) {
            error.putInto(answer);
            return;
        }
        create(config, wanted.pedantic(), answer, now);
    }

    private static ApiError invalid(String why) {
        return ErrorCode.STREAM_INVALID_CONFIG_F.error(why);
    }

    private @Nullable ApiError createError(String subjectName, StreamConfig config, boolean namesStorage) {
        if (!subjectName.equals(config.name())) {
            return ErrorCode.STREAM_MISMATCH.error();
        }
        if (subjectName.indexOf('/') >= 0 || subjectName.indexOf('\\') >= 0) {
            return ErrorCode.STREAM_NAME_CONTAINS_PATH_SEPARATORS.error();
        }
        if (config.sealed()) {
            return invalid("stream configuration for create can not be sealed");
        }
        if (config.mirrorDirect() && !config.isMirror()) {
            return invalid("stream has no mirror but does have mirror direct");
        }
        // nats-server looks at the account's limits first, and only then at the configuration itself. Which storage is
        // meant where none is named it knows after that.
        ApiError tooMany = streams.countError(config);
        if (tooMany != null) {
            return tooMany;
        }
        return namesStorage ? streams.reservationError(config, null) : streams.consumersError(config);
    }

    private void create(StreamConfig wanted, boolean pedantic, ObjectNode answer, long now) {
        StreamConfigRules.Outcome outcome =
                StreamConfigRules.check(wanted, streams.surroundings(wanted.replicas()), pedantic);
        StreamConfig config = outcome.config();
        if (config == null) {
            ApiError error = outcome.error();
            if (error != null) {
                error.putInto(answer);
            }
            return;
        }
        if (config.replicas() > 1) {
            ErrorCode.STREAM_REPLICAS_NOT_SUPPORTED.error().putInto(answer);
            return;
        }
        if (streams.isBegun(config.name())) {
            service.creations().complete();
        }
        StreamPlace there = streams.find(config.name());
        if (there != null) {
            StreamConfig old = there.stream().config();
            if (ApiLevel.withLevelOf(config, old).equals(old)) {
                there.shard().call(time -> {
                    StreamInfo.putCreated(answer, there.stream(), service, time);
                    return true;
                });
                answer.put("did_create", true);
            } else {
                ErrorCode.STREAM_NAME_EXIST.error().putInto(answer);
            }
            return;
        }
        OfflineStream sleeping = streams.offline().get(config.name());
        if (sleeping != null) {
            if (ApiLevel.withLevelOf(config, sleeping.config()).equals(sleeping.config())) {
                StreamInfo.putCreated(answer, sleeping, service, now);
                answer.put("did_create", true);
            } else {
                ErrorCode.STREAM_NAME_EXIST.error().putInto(answer);
            }
            return;
        }
        ApiError error = streams.reservationError(config, null);
        if (error == null && streams.overlaps(config.subjects(), config.name())) {
            error = ErrorCode.STREAM_SUBJECT_OVERLAP.error();
        }
        if (error != null) {
            error.putInto(answer);
            return;
        }
        StreamPlace place;
        try {
            service.forgetLeftovers(streams, config);
            place = new StreamPlace(streams, service, config, now);
        } catch (StorageException e) {
            service.log()
                    .warn("Stream create failed for '" + streams.name() + " > " + config.name() + "': "
                            + e.getMessage());
            StreamApi.NOT_CREATED.putInto(answer);
            return;
        }
        streams.add(place);
        service.creations().add(streams, place, answer);
    }
}
