package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.StreamAllowance;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.RequiredLevel;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Storage;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.consumer.ConsumerHost;
import io.vagus.jetstream.consumer.StreamConsumers;
import io.vagus.jetstream.shard.Shard;
import io.vagus.protocol.Publication;
import io.vagus.storage.Durability;
import io.vagus.storage.StorageException;
import io.vagus.transport.InternalClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Streams in this node: the shards that own them, the thread that answers for whole accounts, and what is in the store. Started
 * once, when it is configured.
 */
public final class JetStream {
    static final String KEY = "streams";

    /** The description of a stream whose own was lost. */
    private static final byte[] LOST = "{\"lost\":true}".getBytes(UTF_8);

    private static final int MAX_SHARDS = 8;
    private static final int DEFAULT_BUFFERED_MESSAGES = 100_000;
    private static final long DEFAULT_BUFFERED_BYTES = 128L * 1024 * 1024;
    private static final byte[] TOO_MANY = "NATS/1.0 429 Too Many Requests\r\n\r\n".getBytes(UTF_8);

    static final int ATOMIC_PER_STREAM = 50;
    static final int ATOMIC_TOTAL = 1000;
    static final int ATOMIC_MESSAGES = 1000;
    static final int FAST_PER_STREAM = 1000;
    static final int FAST_TOTAL = 50_000;
    static final long BATCH_TIMEOUT_NANOS = 10_000_000_000L;

    /** How many of something there are in the whole server. Safe for use by any thread. */
    static final class Places {
        private final java.util.concurrent.atomic.AtomicInteger taken = new java.util.concurrent.atomic.AtomicInteger();

        boolean open(int limit) {
            if (taken.incrementAndGet() > limit) {
                taken.decrementAndGet();
                return false;
            }
            return true;
        }

        void close() {
            taken.decrementAndGet();
        }
    }

    /**
     * What the node is to JetStream.
     *
     * @param serverName as in advisories
     * @param version as in metadata
     * @param maxPayloadBytes asked anew each time
     * @param clients makes the node's own client of an account
     */
    public record Host(
            String serverName,
            String version,
            LongSupplier maxPayloadBytes,
            Accounts accounts,
            Function<Account, InternalClient> clients,
            Clock clock,
            Randomness randomness,
            Log log) {}

    private volatile JetStreamSettings settings;
    private final Host host;
    private final io.vagus.storage.Storage storage;
    private volatile long maxMemoryBytes;
    private volatile long maxStoreBytes;

    /** Whether that is what is free on the device, and what is stored has not been counted to it yet. */
    private volatile boolean maxStoreIsProvisional;

    private volatile boolean stopped;
    private volatile @Nullable InternalClient system;
    private final Function<ConsumerHost, StreamConsumers> consumerFactory;
    private final Ids ids;
    private final Advisories advisories;
    private final Shard api;
    private final List<Shard> shards = new ArrayList<>();
    private final Map<Account, AccountStreams> accounts = new ConcurrentHashMap<>();
    private final Consumer<Account> arrivals = this::serve;
    private final Consumer<Account> changes = this::enable;
    private final Object grants = new Object();
    private @Nullable DomainMappings mappings;
    private boolean systemListens;
    private @Nullable ApiError refusedGrant;
    private final Creations creations = new Creations(this);
    private final Usage usage = new Usage();
    private final Places atomicBatches = new Places();
    private final Places fastBatches = new Places();
    private final AtomicLong overflowed = new AtomicLong();

    /**
     * A service that is not yet started.
     *
     * @param maxMemoryBytes for all streams in memory
     * @param maxStoreBytes for all streams in files
     * @param consumerFactory makes the consumers of a stream
     */
    public JetStream(
            JetStreamSettings settings,
            Host host,
            io.vagus.storage.Storage storage,
            long maxMemoryBytes,
            long maxStoreBytes,
            Function<ConsumerHost, StreamConsumers> consumerFactory) {
        this(
                settings,
                host,
                storage,
                maxMemoryBytes,
                maxStoreBytes,
                consumerFactory,
                Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_SHARDS),
                name -> new Shard(name, host.clock(), host.log()));
    }

    /** With so many shards, made by somebody who may drive them himself. */
    public JetStream(
            JetStreamSettings settings,
            Host host,
            io.vagus.storage.Storage storage,
            long maxMemoryBytes,
            long maxStoreBytes,
            Function<ConsumerHost, StreamConsumers> consumerFactory,
            int shardCount,
            Function<String, Shard> shardFactory) {
        this.settings = settings;
        this.host = host;
        this.storage = storage;
        this.maxMemoryBytes = maxMemoryBytes;
        this.maxStoreBytes = maxStoreBytes;
        this.maxStoreIsProvisional = settings.maxStoreBytes() == JetStreamSettings.DYNAMIC;
        this.consumerFactory = consumerFactory;
        this.ids = new Ids(host.randomness());
        this.advisories = new Advisories(ids, host.clock(), host.serverName(), settings.domain());
        this.api = shardFactory.apply("vagus-streams-api");
        for (int i = 0; i < shardCount; i++) {
            shards.add(shardFactory.apply("vagus-streams-" + i));
        }
    }

    /**
     * Recovers what is stored and serves.
     *
     * @return why an account got nothing, when all together may have more than the server; null when each has what it may have
     */
    public @Nullable ApiError start() {
        api.start();
        shards.forEach(Shard::start);
        String domain = settings.domain();
        if (domain != null) {
            mappings = new DomainMappings(host.accounts(), domain);
            mappings.apply();
        }
        host.accounts().forEachNowAndLater(arrivals);
        if (maxStoreIsProvisional) {
            // Else each start would allow less by what was stored before.
            maxStoreBytes += usage.get(Storage.FILE) / 4 * 3;
            maxStoreIsProvisional = false;
        }
        synchronized (grants) {
            return refusedGrant;
        }
    }

    /** Puts changed limits into effect. Sizes: {@link JetStreamSettings#DYNAMIC} stays what it was. */
    public void update(JetStreamSettings changed) {
        settings = changed;
        long memoryBytes = changed.maxMemoryBytes();
        long storeBytes = changed.maxStoreBytes();
        maxMemoryBytes = memoryBytes == JetStreamSettings.DYNAMIC ? maxMemoryBytes : memoryBytes;
        maxStoreBytes = storeBytes == JetStreamSettings.DYNAMIC ? maxStoreBytes : storeBytes;
    }

    private void serve(Account account) {
        account.onServicesChanged(changes);
        enable(account);
    }

    private void enable(Account account) {
        if (stopped) {
            return;
        }
        if (account == host.accounts().system()) {
            if (!systemListens) {
                systemListens = true;
                InternalClient client = host.clients().apply(account);
                system = client;
                new SystemApi(this, account).listen(client);
            }
            return;
        }
        AccountStreams streams = accounts.computeIfAbsent(
                account, absent -> new AccountStreams(account, host.clients().apply(account), this));
        boolean listens;
        boolean recovers;
        synchronized (streams) {
            boolean isThere = !account.isRetired();
            grant(streams, isThere ? account.streams() : null);
            listens = isThere && streams.listens();
            if (!isThere) {
                streams.hush();
            }
            recovers = streams.isEnabled() && streams.recovers();
        }
        if (recovers) {
            recover(streams);
        } else if (!streams.isEnabled()) {
            disable(streams);
        }
        if (listens) {
            new ApiRouter(this, streams).listen();
        }
    }

    /** Gives the account what it is to have, unless all accounts together would then have more than the server. */
    private void grant(AccountStreams to, @Nullable StreamAllowance wanted) {
        synchronized (grants) {
            ApiError error = wanted == null ? null : excess(to, wanted);
            if (error == null) {
                to.grant(wanted);
                return;
            }
            refusedGrant = error;
            log().error("Error configuring jetstream for account [" + to.name() + "]: " + error.description() + " ("
                    + error.number() + ")");
        }
    }

    private @Nullable ApiError excess(AccountStreams to, StreamAllowance wanted) {
        long memory = limited(wanted, StreamAllowance.Tier::maxMemoryBytes);
        long store = limited(wanted, StreamAllowance.Tier::maxStoreBytes);
        for (AccountStreams each : accounts.values()) {
            StreamAllowance granted = each == to ? null : each.granted();
            if (granted != null) {
                memory += limited(granted, StreamAllowance.Tier::maxMemoryBytes);
                store += limited(granted, StreamAllowance.Tier::maxStoreBytes);
            }
        }
        if (memory > maxMemoryBytes) {
            return ErrorCode.MEMORY_RESOURCES_EXCEEDED.error();
        }
        return !maxStoreIsProvisional && store > maxStoreBytes ? ErrorCode.STORAGE_RESOURCES_EXCEEDED.error() : null;
    }

    private static long limited(StreamAllowance allowance, ToLongFunction<StreamAllowance.Tier> limit) {
        return allowance.tiers().values().stream()
                .mapToLong(limit)
                .filter(each -> each > 0)
                .sum();
    }

    /** The account may not keep streams any more: they rest in the store until it may again. */
    private void disable(AccountStreams streams) {
        synchronized (streams) {
            streams.rests();
        }
        for (StreamPlace place : streams.all()) {
            place.sink().close();
            streams.remove(place.stream().config().name());
            place.shard().call(now -> {
                place.stream().stop(StreamConsumers.Ending.SHUTDOWN, now);
                place.shard().forget(place.stream());
                return true;
            });
        }
    }

    /** The accounts that have streams in the store, whether the node knows them yet or not. */
    public List<String> storedAccounts() {
        Set<String> names = new TreeSet<>(storage.meta().names(KEY));
        if (storage.meta().hasLost()) {
            names.addAll(storage.stored(null));
        }
        return List.copyOf(names);
    }

    private void recover(AccountStreams streams) {
        streams.offline().clear();
        streams.unrecovered().clear();
        if (storage.meta().hasLost()) {
            describeWhatIsLeft(streams);
        }
        for (String name : storage.meta().names(KEY + "/" + streams.name())) {
            try {
                recover(streams, name);
            } catch (InvalidJson | java.time.DateTimeException unreadable) {
                String reason =
                        RequiredLevel.refusal(Map.of(), String.valueOf(unreadable.getMessage()), ApiLevel.CURRENT);
                keepOffline(streams, unknown(name), 0, String.valueOf(reason), new TreeMap<>(), StreamInfo.noState());
            } catch (StorageException | java.util.concurrent.CompletionException e) {
                streams.remove(name);
                keepUnrecovered(streams, name, String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * Streams that have files and no description, where descriptions were lost, get one that says so: they are told of at each start, and nobody takes their
     * names, and the place of their data, until somebody deletes them.
     */
    private void describeWhatIsLeft(AccountStreams streams) {
        Map<String, byte[]> documents = new TreeMap<>();
        List<String> known = storage.meta().names(KEY + "/" + streams.name());
        for (String name : storage.stored(streams.name())) {
            if (!known.contains(name)) {
                documents.put(key(streams, name), LOST);
            }
        }
        if (!documents.isEmpty()) {
            storage.meta().putAll(documents);
        }
    }

    /** Its name is not given away: a new stream would take the place of its data. */
    private static StreamConfig unknown(String name) {
        StreamConfig.Draft unknown = new StreamConfig.Draft();
        unknown.name = name;
        return unknown.build();
    }

    private void keepUnrecovered(AccountStreams streams, String name, String reason) {
        log().error("JetStream stream '" + streams.name() + " > " + name + "' could not be recovered: " + reason);
        streams.unrecovered().add(name);
        streams.offline()
                .put(
                        name,
                        new OfflineStream(
                                unknown(name), 0, "could not be recovered", new TreeMap<>(), StreamInfo.noState()));
    }

    private void recover(AccountStreams streams, String name) {
        byte[] document = storage.meta().get(key(streams, name));
        if (document == null || Arrays.equals(document, LOST)) {
            throw new StorageException("its description is damaged");
        }
        ObjectNode node = Json.parse(document);
        if (!(node.get("config") instanceof ObjectNode written)) {
            throw new InvalidJson("no config");
        }
        StreamConfig config = StreamConfigJson.read(written);
        if (config.storage() == Storage.MEMORY) {
            forget(streams, name);
            return;
        }
        long created = nanos(Instant.parse(node.path("created").asText()));
        String refusal = RequiredLevel.refusal(config.metadata(), strangeness(written), ApiLevel.CURRENT);
        if (refusal != null) {
            keepOffline(streams, config, created, refusal, new TreeMap<>(), StreamInfo.noState());
            return;
        }
        StreamPlace place = new StreamPlace(streams, this, config, created);
        SortedMap<String, String> strangers = place.stream().consumers().unsupported();
        if (!strangers.isEmpty()) {
            ObjectNode state = Json.object();
            StreamInfo.putState(state, place.stream(), false);
            place.shard().call(now -> {
                place.stream().stop(StreamConsumers.Ending.SHUTDOWN, now);
                return true;
            });
            String reason = "stopped - unsupported consumer \"" + strangers.firstKey() + "\"";
            keepOffline(streams, config, created, reason, strangers, state);
            return;
        }
        streams.add(place);
        place.shard().call(now -> {
            place.stream().start(now);
            return true;
        });
        place.listen();
        log().info("  Restored " + place.stream().store().messages() + " messages for stream '" + streams.name() + " > "
                + name + "'");
    }

    /** What of a description nobody knows; null for nothing. */
    private static @Nullable String strangeness(ObjectNode written) {
        try {
            StreamConfigJson.readStrictly(written);
            return null;
        } catch (InvalidJson strange) {
            return String.valueOf(strange.getMessage());
        }
    }

    private void keepOffline(
            AccountStreams streams,
            StreamConfig config,
            long createdNanos,
            String reason,
            SortedMap<String, String> consumers,
            ObjectNode state) {
        consumers.forEach((name, why) -> log().warn("  Detected unsupported consumer '" + streams.name() + " > "
                + config.name() + " > " + name + "': " + why));
        log().warn("  Detected unsupported stream '" + streams.name() + " > " + config.name() + "': " + reason);
        streams.offline().put(config.name(), new OfflineStream(config, createdNanos, reason, consumers, state));
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    /** Writes down what a stream is now told to be; one in memory ends with the process. */
    void remember(AccountStreams streams, StreamConfig config, long createdNanos) {
        if (config.storage() != Storage.MEMORY) {
            storage.meta().put(key(streams, config.name()), document(config, createdNanos));
        }
    }

    /** What is left of a stream of this name, deleted when the process ended, goes: a new one shall not find it. */
    void forgetLeftovers(AccountStreams streams, StreamConfig config) {
        if (config.storage() != Storage.MEMORY) {
            storage.deleteStream(streams.name(), config.name());
        }
    }

    /** Puts what {@link #remember} would write down. */
    void describe(AccountStreams streams, StreamConfig config, long createdNanos, Map<String, byte[]> documents) {
        if (config.storage() != Storage.MEMORY) {
            documents.put(key(streams, config.name()), document(config, createdNanos));
        }
    }

    private static byte[] document(StreamConfig config, long createdNanos) {
        ObjectNode node = Json.object();
        node.set("config", StreamConfigJson.write(config));
        node.put("created", Json.time(createdNanos));
        return Json.bytes(node);
    }

    void forget(AccountStreams streams, String stream) {
        storage.meta().delete(key(streams, stream));
    }

    private static String key(AccountStreams streams, String stream) {
        return KEY + "/" + streams.name() + "/" + stream;
    }

    /** Ends everything; what was acknowledged is stored. */
    public void stop() {
        stopped = true;
        host.accounts().forget(arrivals);
        host.accounts().all().forEach(account -> account.forgetService(changes));
        DomainMappings ofDomain = mappings;
        if (ofDomain != null) {
            ofDomain.withdraw();
        }
        InternalClient ofSystem = system;
        if (ofSystem != null) {
            ofSystem.close();
        }
        accounts.values().forEach(streams -> streams.client().close());
        api.stop();
        for (AccountStreams streams : accounts.values()) {
            for (StreamPlace place : streams.allWithThoseBegun()) {
                place.sink().close();
                place.shard().execute(now -> place.stream().stop(StreamConsumers.Ending.SHUTDOWN, now));
            }
        }
        shards.forEach(Shard::stop);
    }

    /** The shard of a stream: always the same for a name. */
    Shard shardOf(String account, String stream) {
        return shards.get(Math.floorMod(31 * account.hashCode() + stream.hashCode(), shards.size()));
    }

    /** Returns when each shard has done what was given to it before. */
    void awaitShards() {
        shards.forEach(each -> each.call(now -> true));
    }

    Shard api() {
        return api;
    }

    void refuseOverflow(AccountStreams streams, Publication publication) {
        overflowed.incrementAndGet();
        byte[] reply = publication.reply();
        if (reply != null) {
            api.offer(now -> api.output().publish(streams.account(), reply, null, TOO_MANY, new byte[0]));
        }
    }

    /** Too many requests wait: one is lost, and the system account hears of it. */
    void requestDropped() {
        api.offer(now -> {
            ObjectNode content = Json.object().put("server", host.serverName());
            Json.putPresent(content, "domain", settings.domain());
            content.put("dropped", 1);
            advisories.publish(
                    api.output(),
                    host.accounts().system(),
                    Advisories.PREFIX + "API.LIMIT_REACHED",
                    "api_limit_reached",
                    content);
        });
    }

    Collection<AccountStreams> accounts() {
        return accounts.values();
    }

    @Nullable
    AccountStreams findByName(String account) {
        for (AccountStreams each : accounts.values()) {
            if (each.name().equals(account)) {
                return each;
            }
        }
        return null;
    }

    @Nullable
    AccountStreams find(Account account) {
        return accounts.get(account);
    }

    io.vagus.storage.Storage storage() {
        return storage;
    }

    JetStreamSettings settings() {
        return settings;
    }

    Host host() {
        return host;
    }

    Ids ids() {
        return ids;
    }

    Creations creations() {
        return creations;
    }

    Advisories advisories() {
        return advisories;
    }

    Log log() {
        return host.log();
    }

    Places atomicBatches() {
        return atomicBatches;
    }

    Places fastBatches() {
        return fastBatches;
    }

    Usage usage() {
        return usage;
    }

    @Nullable
    String domain() {
        return settings.domain();
    }

    long maxPayloadBytes() {
        return host.maxPayloadBytes().getAsLong();
    }

    StreamConsumers consumers(ConsumerHost of) {
        return consumerFactory.apply(of);
    }

    Durability durability() {
        return settings.syncAlways() || settings.syncInterval() == null ? Durability.ALWAYS : Durability.INTERVAL;
    }

    int maxBufferedMessages() {
        int configured = settings.queues().maxBufferedMessages();
        return configured > 0 ? configured : DEFAULT_BUFFERED_MESSAGES;
    }

    long maxBufferedBytes() {
        long configured = settings.queues().maxBufferedBytes();
        return configured > 0 ? configured : DEFAULT_BUFFERED_BYTES;
    }

    /** The largest sum of bytes in this kind of storage. */
    public long maxBytes(Storage kind) {
        return kind == Storage.MEMORY ? maxMemoryBytes : maxStoreBytes;
    }

    boolean isFull(Storage kind) {
        return usage.get(kind) > maxBytes(kind);
    }

    /** What all streams reserve by their {@code max_bytes}. */
    long reserved(Storage kind) {
        long sum = 0;
        for (AccountStreams streams : accounts.values()) {
            for (StreamPlace place : streams.allWithThoseBegun()) {
                StreamConfig config = place.stream().config();
                if (config.storage() == kind && config.maxBytes() > 0) {
                    sum += config.maxBytes();
                }
            }
        }
        return sum;
    }
}
