package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.StreamAllowance;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig.Storage;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.consumer.ConsumerRequest;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.jetstream.stream.Stream;
import io.vagus.storage.StoreHealth;
import io.vagus.storage.StreamState;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JetStream of this node for monitoring. A node alone: it leads everything. Safe for use by any thread but the shards'. */
public final class JetStreamMonitor implements JetStreamView {
    private final JetStream service;
    private final Path directory;

    /** @param directory where files are kept */
    public JetStreamMonitor(JetStream service, Path directory) {
        this.service = service;
        this.directory = directory;
    }

    @Override
    public ObjectNode stats() {
        long total = 0;
        long errors = 0;
        int enabled = 0;
        for (AccountStreams each : service.accounts()) {
            total += each.requests();
            errors += each.errors();
            enabled += each.isEnabled() ? 1 : 0;
        }
        ObjectNode node = Json.object()
                .put("memory", service.usage().get(Storage.MEMORY))
                .put("storage", service.usage().get(Storage.FILE))
                .put("reserved_memory", service.reserved(Storage.MEMORY))
                .put("reserved_storage", service.reserved(Storage.FILE))
                .put("accounts", enabled)
                .put("ha_assets", 0);
        node.putObject("api").put("level", ApiLevel.CURRENT).put("total", total).put("errors", errors);
        return node;
    }

    @Override
    public ObjectNode config() {
        JetStreamSettings settings = service.settings();
        ObjectNode node = Json.object()
                .put("max_memory", service.maxBytes(Storage.MEMORY))
                .put("max_storage", service.maxBytes(Storage.FILE))
                .put("store_dir", directory.toString());
        node.put("sync_interval", settings.shownSyncInterval().toNanos());
        Json.putPresent(node, "sync_always", settings.syncAlways());
        Json.putPresent(node, "domain", settings.domain());
        // nats-server leaves it out where a size is left to it.
        Json.putPresent(node, "compress_ok", settings.maxMemoryBytes() > 0 && settings.maxStoreBytes() > 0);
        Json.putPresent(node, "unique_tag", settings.uniqueTag());
        Json.putPresent(node, "strict", settings.strict());
        return node;
    }

    @Override
    public ObjectNode limits() {
        JetStreamSettings.Limits limits = service.settings().limits();
        ObjectNode node = Json.object();
        Json.putPresent(node, "max_request_batch", limits.maxRequestBatch());
        Json.putPresent(node, "max_ack_pending", limits.maxAckPending());
        Json.putPresent(node, "max_ha_assets", limits.maxHighAvailabilityAssets());
        Json.putPresent(node, "default_max_consumers", limits.defaultMaxConsumers());
        Json.putPresent(node, "max_batch_inflight_per_stream", limits.batch().maxInflightPerStream());
        Json.putPresent(node, "max_batch_inflight_total", limits.batch().maxInflightTotal());
        Json.putPresent(node, "max_batch_size", limits.batch().maxMessages());
        Json.putPresent(node, "max_batch_timeout", limits.batch().timeout().toNanos());
        Json.putPresent(node, "default_max_consumers", limits.defaultMaxConsumers());
        return node;
    }

    @Override
    public @Nullable ObjectNode meta() {
        return null;
    }

    @Override
    public boolean isMetaLeader() {
        return true;
    }

    @Override
    public List<String> accounts() {
        return service.accounts().stream()
                .filter(AccountStreams::isEnabled)
                .map(AccountStreams::name)
                .sorted()
                .toList();
    }

    @Override
    public Set<String> accountsWithStreams() {
        return service.accounts().stream()
                .filter(each -> each.count() > 0)
                .map(AccountStreams::name)
                .collect(Collectors.toSet());
    }

    private static StreamState state(StreamPlace place) {
        return place.shard()
                .call(now -> place.stream().isStopped()
                        ? EMPTY
                        : place.stream().store().state());
    }

    private static final StreamState EMPTY = new StreamState(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    @Override
    public Totals totals() {
        int streams = 0;
        int consumers = 0;
        long messages = 0;
        long bytes = 0;
        for (AccountStreams each : service.accounts()) {
            for (StreamPlace place : each.all()) {
                StreamState state = state(place);
                streams++;
                consumers += place.stream().consumerCount();
                messages += state.messages();
                bytes += state.bytes();
            }
        }
        return new Totals(streams, streams, consumers, consumers, messages, bytes);
    }

    private @Nullable AccountStreams find(String account) {
        for (AccountStreams each : service.accounts()) {
            if (each.name().equals(account) && each.isEnabled()) {
                return each;
            }
        }
        return null;
    }

    @Override
    public @Nullable ObjectNode account(String account, Detail detail) {
        AccountStreams streams = find(account);
        if (streams == null) {
            return null;
        }
        StreamAllowance.Tier tier = streams.allowance().tiers().get("");
        String tag = streams.account().nameTag();
        ObjectNode node = Json.object()
                .put("name", tag == null ? streams.name() : tag)
                .put("id", streams.name())
                .put("memory", streams.totalUsed(Storage.MEMORY))
                .put("storage", streams.totalUsed(Storage.FILE))
                .put("reserved_memory", unsigned(tier == null ? 0 : tier.maxMemoryBytes()))
                .put("reserved_storage", unsigned(tier == null ? 0 : tier.maxStoreBytes()))
                .put("accounts", 0)
                .put("ha_assets", 0);
        node.putObject("api").put("level", 0).put("total", streams.requests()).put("errors", streams.errors());
        if (detail.streams()) {
            ArrayNode array = Json.object().putArray("stream_detail");
            for (StreamPlace place : streams.all()) {
                ObjectNode shown = place.shard().call(now -> stream(place.stream(), detail, now));
                if (!shown.isEmpty()) {
                    array.add(shown);
                }
            }
            if (!array.isEmpty()) {
                node.set("stream_detail", array);
            }
        }
        return node;
    }

    /** As Go shows a signed number that it takes for an unsigned one. */
    private static BigInteger unsigned(long value) {
        return Json.unsigned(value);
    }

    private ObjectNode stream(Stream stream, Detail detail, long now) {
        ObjectNode node = Json.object();
        if (stream.isStopped()) {
            return node;
        }
        node.put("name", stream.config().name()).put("created", Json.time(stream.createdNanos()));
        node.putObject("cluster").put("leader", service.host().serverName());
        if (detail.config()) {
            node.set("config", StreamConfigJson.write(stream.config()));
        }
        StreamInfo.putState(node.putObject("state"), stream, false);
        if (detail.consumers()) {
            ArrayNode consumers = consumers(stream, detail, now);
            if (!consumers.isEmpty()) {
                node.set("consumer_detail", consumers);
            }
        }
        stream.putOrigins(node, now);
        return node;
    }

    private static ArrayNode consumers(Stream stream, Detail detail, long now) {
        ArrayNode all = Json.object().putArray("consumers");
        while (true) {
            byte[] body = ("{\"offset\":" + all.size() + "}").getBytes(UTF_8);
            ObjectNode answer = stream.consumers()
                    .answer(new ConsumerRequest(ConsumerRequest.Verb.LIST, List.of(), null, body), now);
            JsonNode page = answer == null ? null : answer.get("consumers");
            if (answer == null || page == null || page.isEmpty()) {
                return all;
            }
            for (JsonNode each : page) {
                if (each instanceof ObjectNode consumer && !detail.config()) {
                    consumer.remove("config");
                }
                all.add(each);
            }
            if (all.size() >= answer.path("total").asInt()) {
                return all;
            }
        }
    }

    @Override
    public List<HealthIssue> health(HealthQuestion question) {
        List<HealthIssue> issues = new ArrayList<>();
        if (question.enabledOnly() || question.metaOnly()) {
            return issues;
        }
        if (!question.account().isEmpty() && find(question.account()) == null) {
            issues.add(new HealthIssue(
                    HealthIssue.Kind.ACCOUNT,
                    question.account(),
                    null,
                    null,
                    "JetStream account " + quoted(question.account()) + " not found",
                    404));
            return issues;
        }
        for (AccountStreams each : service.accounts()) {
            if (question.account().isEmpty() || each.name().equals(question.account())) {
                health(each, question, issues);
            }
        }
        return issues;
    }

    private void health(AccountStreams streams, HealthQuestion question, List<HealthIssue> issues) {
        String wanted = question.stream();
        for (String name : streams.unrecovered()) {
            if (wanted.isEmpty() || wanted.equals(name)) {
                issues.add(new HealthIssue(
                        HealthIssue.Kind.STREAM,
                        streams.name(),
                        name,
                        null,
                        "JetStream stream '" + streams.name() + " > " + name + "' could not be recovered",
                        503));
            }
        }
        if (streams.unrecovered().contains(wanted)) {
            return;
        }
        if (!wanted.isEmpty() && streams.find(wanted) == null) {
            issues.add(new HealthIssue(
                    HealthIssue.Kind.STREAM,
                    streams.name(),
                    wanted,
                    null,
                    "JetStream stream " + quoted(wanted) + " not found on account " + quoted(streams.name()),
                    404));
            return;
        }
        if (!wanted.isEmpty() && !question.consumer().isEmpty()) {
            health(streams, wanted, question.consumer(), issues);
        }
        for (StreamPlace place : streams.all()) {
            String name = place.stream().config().name();
            if (!wanted.isEmpty() && !wanted.equals(name)) {
                continue;
            }
            StoreHealth health = place.shard()
                    .call(now -> place.stream().isStopped()
                            ? StoreHealth.GOOD
                            : place.stream().store().health());
            if (health != StoreHealth.GOOD) {
                issues.add(new HealthIssue(
                        HealthIssue.Kind.STREAM,
                        streams.name(),
                        name,
                        null,
                        "JetStream stream '" + streams.name() + " > " + name + "' cannot store: " + health,
                        503));
            }
        }
    }

    private static void health(AccountStreams streams, String stream, String consumer, List<HealthIssue> issues) {
        StreamPlace place = streams.find(stream);
        boolean found = place != null
                && place.shard().call(now -> {
                    ConsumerRequest request =
                            new ConsumerRequest(ConsumerRequest.Verb.INFO, List.of(consumer), null, new byte[0]);
                    ObjectNode answer = place.stream().isStopped()
                            ? null
                            : place.stream().consumers().answer(request, now);
                    return answer != null && !answer.has("error");
                });
        if (!found) {
            issues.add(new HealthIssue(
                    HealthIssue.Kind.CONSUMER,
                    streams.name(),
                    stream,
                    consumer,
                    "JetStream consumer " + quoted(consumer) + " not found for stream " + quoted(stream)
                            + " on account " + quoted(streams.name()),
                    404));
        }
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    @Override
    public ObjectNode raftGroups(String account, String group) {
        return Json.object();
    }
}
