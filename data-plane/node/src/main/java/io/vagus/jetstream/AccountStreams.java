package io.vagus.jetstream;

import io.vagus.account.Account;
import io.vagus.account.StreamAllowance;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Storage;
import io.vagus.jetstream.stream.StreamConfigRules;
import io.vagus.subject.SubjectFilters;
import io.vagus.transport.InternalClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one account, its limits and what it uses. The list of streams is changed by the API's thread alone and read by
 * any; counters are atomic.
 */
final class AccountStreams {
    private final Account account;
    private final InternalClient client;
    private final JetStream service;
    private final Map<String, StreamPlace> streams = new ConcurrentSkipListMap<>();
    /** Mirrors that answer direct reads, by the stream they mirror; changed by their shards. */
    private final Map<String, StreamPlace> mirrors = new ConcurrentHashMap<>();

    /** Streams in the store that this server does not understand; changed by the API's thread. */
    private final Map<String, OfflineStream> offline = new ConcurrentSkipListMap<>();

    /** Streams in the store that could not be read when they were looked for; changed by the API's thread. */
    private final Set<String> unrecovered = ConcurrentHashMap.newKeySet();

    private final Map<String, Usage> usage = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private volatile @Nullable StreamAllowance granted;
    private boolean listening;
    private boolean recovered;

    AccountStreams(Account account, InternalClient client, JetStream service) {
        this.account = account;
        this.client = client;
        this.service = service;
    }

    /** Whether its API has to be answered from now on and was not before. Asked under this object's lock. */
    boolean listens() {
        boolean first = !listening;
        listening = true;
        return first;
    }

    /** The account was deleted: nobody listens in it until it comes again. Called under this object's lock. */
    void hush() {
        listening = false;
        client.close();
    }

    /** Whether its streams have to be found in the store: true once. Asked under this object's lock. */
    boolean recovers() {
        boolean first = !recovered;
        recovered = true;
        if (first) {
            requests.set(0);
            errors.set(0);
        }
        return first;
    }

    /** Its streams are to be found anew when it may have any again. Called under this object's lock. */
    void rests() {
        recovered = false;
    }

    /** What it may keep, as far as the server can hold it; null for nothing. */
    @Nullable
    StreamAllowance granted() {
        return granted;
    }

    void grant(@Nullable StreamAllowance allowance) {
        granted = allowance;
    }

    String name() {
        return account.name();
    }

    Account account() {
        return account;
    }

    InternalClient client() {
        return client;
    }

    @Nullable
    StreamPlace find(String stream) {
        StreamPlace place = streams.get(stream);
        return place == null || !place.isOpen() ? null : place;
    }

    /** Whether this stream is being made. */
    boolean isBegun(String stream) {
        StreamPlace place = streams.get(stream);
        return place != null && !place.isOpen();
    }

    Collection<StreamPlace> all() {
        return streams.values().stream().filter(StreamPlace::isOpen).toList();
    }

    /** All, and those that are being made. */
    Collection<StreamPlace> allWithThoseBegun() {
        return streams.values();
    }

    /** The mirror that answers direct reads of a stream, which may be of another account; null for none. */
    @Nullable
    StreamPlace mirrorOf(String stream) {
        return mirrors.get(stream);
    }

    void serve(String mirrored, StreamPlace mirror) {
        mirrors.putIfAbsent(mirrored, mirror);
    }

    void stopServing(String mirrored, StreamPlace mirror) {
        mirrors.remove(mirrored, mirror);
    }

    void add(StreamPlace place) {
        streams.put(place.stream().config().name(), place);
    }

    void remove(String stream) {
        streams.remove(stream);
    }

    int count() {
        return streams.size() + offline.size();
    }

    /** Streams that are not served, by name. Changed by the API's thread alone. */
    Map<String, OfflineStream> offline() {
        return offline;
    }

    /** Those of them that could not be read. */
    Set<String> unrecovered() {
        return unrecovered;
    }

    /** Whether the account is to keep streams and cannot, since all accounts together would have more than the server. */
    boolean isRefused() {
        return granted == null && account.streams() != null;
    }

    /** Whether the account may keep streams at all. */
    boolean isEnabled() {
        return granted != null;
    }

    StreamAllowance allowance() {
        StreamAllowance allowance = granted;
        return allowance == null ? new StreamAllowance(Map.of()) : allowance;
    }

    StreamAllowance.@Nullable Tier tier(int replicas) {
        return allowance().tier(replicas);
    }

    // --- counters ----------------------------------------------------------------------------------------------

    void countRequest(boolean failed) {
        requests.incrementAndGet();
        if (failed) {
            errors.incrementAndGet();
        }
    }

    long requests() {
        return requests.get();
    }

    long errors() {
        return errors.get();
    }

    Usage usage(String tier) {
        return usage.computeIfAbsent(tier, absent -> new Usage());
    }

    /** The tiers that have been used. */
    Collection<String> usedTiers() {
        return usage.keySet();
    }

    long totalUsed(Storage storage) {
        return usage.values().stream().mapToLong(each -> each.get(storage)).sum();
    }

    void used(Storage storage, int replicas, long bytes) {
        usage(allowance().tierName(replicas)).add(storage, bytes * Math.max(1, replicas));
    }

    /** Whether so many bytes more are within the account's limits. */
    boolean hasRoom(Storage storage, int replicas, long bytes) {
        StreamAllowance allowance = allowance();
        StreamAllowance.Tier tier = allowance.tier(replicas);
        if (tier == null) {
            return false;
        }
        long limit = storage == Storage.MEMORY ? tier.maxMemoryBytes() : tier.maxStoreBytes();
        if (limit < 0) {
            return true;
        }
        int copies = Math.max(1, replicas);
        long scaled = allowance.isFlat() ? limit : limit * copies;
        return usage(allowance.tierName(replicas)).get(storage) + bytes * copies <= scaled;
    }

    /** What the account's streams reserve by their {@code max_bytes}, without one of them. */
    long reserved(String tier, Storage storage, @Nullable String without) {
        long sum = 0;
        for (StreamPlace place : streams.values()) {
            StreamConfig config = place.stream().config();
            if (config.storage() == storage
                    && config.maxBytes() > 0
                    && !config.name().equals(without)
                    && (tier.isEmpty() || tier.equals("R" + config.replicas()))) {
                sum += config.maxBytes() * (tier.isEmpty() ? config.replicas() : 1);
            }
        }
        return sum;
    }

    // --- checks ------------------------------------------------------------------------------------------------

    /** Why another stream like this cannot be made, by count and tier; null when it can. */
    @Nullable
    ApiError countError(StreamConfig config) {
        StreamAllowance.Tier tier = tier(config.replicas());
        if (tier == null) {
            return ErrorCode.NO_LIMITS.error();
        }
        boolean flat = allowance().isFlat();
        long there = streams.values().stream()
                .filter(place ->
                        flat || Math.max(1, place.stream().config().replicas()) == Math.max(1, config.replicas()))
                .count();
        there += offline.values().stream()
                .filter(each -> flat || Math.max(1, each.config().replicas()) == Math.max(1, config.replicas()))
                .count();
        if (tier.maxStreams() > 0 && there >= tier.maxStreams() && !streams.containsKey(config.name())) {
            return ErrorCode.MAXIMUM_STREAMS_LIMIT.error();
        }
        return null;
    }

    /** Why a stream may not have so many consumers as it wants to; null when it may. */
    @Nullable
    ApiError consumersError(StreamConfig config) {
        StreamAllowance.Tier tier = tier(config.replicas());
        return tier != null
                        && config.maxConsumers() > 0
                        && tier.maxConsumers() > 0
                        && config.maxConsumers() > tier.maxConsumers()
                ? ErrorCode.MAXIMUM_CONSUMERS_LIMIT.error()
                : null;
    }

    /** Why so many bytes more cannot be reserved; null when they can. */
    @Nullable
    ApiError reservationError(StreamConfig config, @Nullable StreamConfig old) {
        StreamAllowance allowance = allowance();
        StreamAllowance.Tier tier = allowance.tier(config.replicas());
        if (tier == null) {
            return ErrorCode.NO_LIMITS.error();
        }
        ApiError tooMany = consumersError(config);
        if (tooMany != null) {
            return tooMany;
        }
        Storage storage = config.storage();
        boolean memory = storage == Storage.MEMORY;
        String name = allowance.tierName(config.replicas());
        long before = old == null ? 0 : Math.max(0, old.maxBytes());
        long added = Math.max(0, Math.max(0, config.maxBytes()) - before);
        if (old == null && config.maxBytes() < 0) {
            added = 1;
        }
        long others = reserved(name, storage, config.name());
        int copies = name.isEmpty() ? Math.max(1, config.replicas()) : 1;
        long limit = memory ? tier.maxMemoryBytes() : tier.maxStoreBytes();
        long own = Math.max(0, config.maxBytes());
        long each = old == null ? added : own;
        long wanted = each > Long.MAX_VALUE / copies ? Long.MAX_VALUE : each * copies;
        if (limit >= 0 && wanted > limit - others || added > service.maxBytes(storage) - service.reserved(storage)) {
            return (memory ? ErrorCode.MEMORY_RESOURCES_EXCEEDED : ErrorCode.STORAGE_RESOURCES_EXCEEDED).error();
        }
        return null;
    }

    /** Whether another stream of the account takes one of these subjects. */
    boolean overlaps(List<String> subjects, String self) {
        return Stream.concat(
                        streams.values().stream().map(place -> place.stream().config()),
                        offline.values().stream().map(OfflineStream::config))
                .filter(config -> !config.name().equals(self))
                .flatMap(config -> config.subjects().stream())
                .anyMatch(theirs -> subjects.stream().anyMatch(ours -> SubjectFilters.collide(ours, theirs)));
    }

    /** What the rules for a stream of so many replicas ask. */
    StreamConfigRules.Surroundings surroundings(int replicas) {
        return new StreamConfigRules.Surroundings() {
            @Override
            public @Nullable StreamConfig find(String stream) {
                StreamPlace place = streams.get(stream);
                OfflineStream sleeping = place == null ? offline.get(stream) : null;
                return place != null ? place.stream().config() : sleeping == null ? null : sleeping.config();
            }

            @Override
            public long maxDuplicateWindowNanos() {
                return service.settings().limits().maxDuplicateWindow().toNanos();
            }

            @Override
            public long maxStreamBytes(Storage storage) {
                StreamAllowance.Tier tier = tier(replicas);
                if (tier == null) {
                    return 0;
                }
                return storage == Storage.MEMORY ? tier.memoryMaxStreamBytes() : tier.storeMaxStreamBytes();
            }

            @Override
            public boolean isMaxBytesRequired() {
                StreamAllowance.Tier tier = tier(replicas);
                return tier != null && tier.maxBytesRequired();
            }
        };
    }
}
