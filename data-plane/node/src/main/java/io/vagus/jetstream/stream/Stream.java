package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Retention;
import io.vagus.jetstream.consumer.StreamConsumers;
import io.vagus.jetstream.shard.Member;
import io.vagus.jetstream.snapshot.TarReader;
import io.vagus.jetstream.stream.Decision.Rollup;
import io.vagus.storage.CommitListener;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.RemovalListener;
import io.vagus.storage.StorageException;
import io.vagus.storage.StoreHealth;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import io.vagus.subject.InvalidTransformException;
import io.vagus.transport.MessageTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream: decides on each message, stores it, keeps limits, tells consumers. Everything happens on one thread, with the time
 * passed in; what it causes goes out through {@link StreamWorld} once it is durable.
 */
public final class Stream implements Member {

    private static final byte[] NOTHING = {};
    private static final long MAX_HEADERS = 64 * 1024;

    /** When something that could not be read is tried again. */
    private static final long UNREAD_RETRY_NANOS = 1_000_000_000;

    /** That something cannot be read is said this often. */
    private static final long UNREAD_SAID_NANOS = 10_000_000_000L;

    static final ApiError UNREADABLE = ErrorCode.STREAM_STORE_FAILED_F.error("stored messages cannot be read");

    /** What one message may take in a file, as with nats-server. */
    private static final long MOST_RECORD_BYTES = 32 * 1024 * 1024;

    private final StreamWorld world;
    private final StreamStore store;
    private final long createdNanos;
    private final RecentIds ids;
    private final LimitKeeper limits;
    private final StreamConsumers consumers;
    private final Live view = new Live();
    /** Messages whose sync the shard may wait for. */
    private static final int FEW = 8;

    private final Timers timers;
    private final Schedules schedules;
    private final ConsumerStore consumerStore;
    private final Intake intake = new Intake(this);
    private final Origins origins;
    private final Backups backups;
    private final Upkeep upkeep;
    private volatile StreamConfig config;
    private PubAck acks;
    private @Nullable Republisher republisher;
    private long lastTimestamp;
    private long accountedBytes;
    private long announcedSequence;
    private volatile int consumerCount;
    private boolean quiet;
    private final boolean startConfigured;

    /** Whether messages may have gone before consumers heard of them. */
    private boolean removedUntold;

    /** The last message left when the store last took some back; -1 when mirror and sources know of it. */
    private long takenBackTo = -1;

    private boolean closed;
    private Outbox outbox = new Outbox();

    /** Batches whose messages were taken back before they were committed. */
    private List<Outbox> takenBack = new ArrayList<>();

    /** One that waits for its next batch. */
    private @Nullable Outbox spareOutbox;

    private final Post post;
    private final ConsumerCommits consumerCommits;
    private long now;
    private long unreadSaidUntil;

    public Stream(StreamConfig config, long createdNanos, StreamStore store, StreamWorld world) {
        this.config = config;
        this.createdNanos = createdNanos;
        this.store = store;
        this.world = world;
        this.ids = new RecentIds(config.duplicateWindowNanos());
        this.limits = new LimitKeeper(store, this::mark);
        this.timers = new Timers(world);
        this.acks = new PubAck(config.name(), world.domain());
        this.schedules = new Schedules(store);
        this.consumerStore = world.consumerStore(config);
        this.backups = new Backups(this, consumerStore, timers);
        this.upkeep = new Upkeep(store, consumerStore, timers);
        this.post = new Post(world);
        this.consumerCommits = new ConsumerCommits(consumerStore, timers, world);
        this.consumers = world.consumers(new ConsumerBridge(this, world, store, consumerStore));
        this.origins = new Origins(this, store);
        this.lastTimestamp = store.lastTimestampNanos();
        this.announcedSequence = store.lastSequence();
        // An update that names another start changes nothing.
        this.startConfigured = config.firstSequence() > 0;
        store.onRemoval(new Removals());
        prepare();
    }

    private void prepare() {
        acks = new PubAck(config.name(), world.domain());
        intake.configure(config);
        StreamConfig.Republish again = config.republish();
        try {
            republisher = again == null ? null : new Republisher(config.name(), again);
        } catch (InvalidTransformException e) {
            throw new IllegalStateException("the configuration was checked", e);
        }
    }

    public StreamConfig config() {
        return config;
    }

    public long createdNanos() {
        return createdNanos;
    }

    public StreamStore store() {
        return store;
    }

    public StreamConsumers consumers() {
        return consumers;
    }

    StreamWorld world() {
        return world;
    }

    /** The last message that its consumers know of. */
    long announcedSequence() {
        return announcedSequence;
    }

    /** Fills a stream that has not started from a backup; when this returns that is durable. Errors: what is wrong with it. */
    public void restore(io.vagus.jetstream.snapshot.BackupSource backup, long time) throws java.io.IOException {
        tick(time);
        try {
            new Restoration(store, consumerStore, world.maxPayloadBytes() + MAX_HEADERS)
                    .read(backup, config.name(), now);
        } catch (TarReader.UnexpectedContent e) {
            throw new java.io.IOException("unexpected content (account=" + world.account() + ")", e);
        }
        lastTimestamp = store.lastTimestampNanos();
        announcedSequence = store.lastSequence();
        StoreHealth[] outcomes = {StoreHealth.FAILED, StoreHealth.FAILED};
        store.commitHere(outcome -> outcomes[0] = outcome);
        consumerStore.commitHere(outcome -> outcomes[1] = outcome);
        if (outcomes[0] != StoreHealth.GOOD || outcomes[1] != StoreHealth.GOOD) {
            throw new java.io.IOException("error storing stream");
        }
    }

    /** Begins to send a backup to a subject; sizes of 0 are the default. */
    public void backUp(
            String to,
            boolean withConsumers,
            int chunk,
            int window,
            com.fasterxml.jackson.databind.node.ObjectNode state,
            com.fasterxml.jackson.databind.node.ObjectNode client) {
        backups.begin(new Backup.Request(to, withConsumers, chunk, window, client), state, now);
    }

    PubAck acks() {
        return acks;
    }

    /** Answers a read that bypasses the API; null for nobody. */
    public void direct(byte @Nullable [] reply, byte @Nullable [] headers, byte[] body, @Nullable String subject) {
        if (reply != null && !closed) {
            try {
                new DirectGet(this, reply).answer(headers, body, subject);
            } catch (StorageException e) {
                unread(e);
                world.publish(reply, null, "NATS/1.0 500 Message Cannot Be Read\r\n\r\n".getBytes(UTF_8), NOTHING);
            }
        }
    }

    Timers timers() {
        return timers;
    }

    boolean isClosed() {
        return closed;
    }

    long now() {
        return now;
    }

    /** What the rules see now. */
    PublishView view() {
        return view;
    }

    // --- life --------------------------------------------------------------------------------------------------

    /** Begins to work, with what is in the store. */
    public void start(long time) {
        tick(time);
        long first = config.firstSequence();
        if (first > 1 && store.lastSequence() == 0) {
            store.skipTo(first - 1, 0);
            announcedSequence = store.lastSequence();
        }
        ids.recall(store, config.duplicateWindowNanos(), now);
        schedules.recover(config, time);
        account();
        consumers.start(time);
        countConsumers();
        origins.open(config, time);
        limits.enforceSubjects(config);
        limits.enforceTotals(config);
        expire();
        timers.set(Timers.Kind.SCHEDULE, schedules.next());
        world.touch();
    }

    /** Takes another configuration, which was checked. */
    public void update(StreamConfig changed, long time) {
        tick(time);
        StreamConfig old = config;
        config = changed;
        ids.window(changed.duplicateWindowNanos());
        prepare();
        if (changed.maxMessagesPerSubject() != old.maxMessagesPerSubject()) {
            limits.enforceSubjects(changed);
        }
        limits.enforceTotals(changed);
        if (changed.retention() == StreamConfig.Retention.INTEREST
                && old.retention() != changed.retention()
                && consumers.count() == 0
                && store.messages() > 0) {
            // Nobody is interested in anything.
            purge(SubjectFilter.all(), null, 0, 0);
        }
        expire();
        consumers.termsChanged(time);
        origins.open(changed, time);
        account();
        changed();
    }

    /** Ends the work; the data stays. */
    public void stop(StreamConsumers.Ending why, long time) {
        if (closed) {
            return;
        }
        tick(time);
        if (why == StreamConsumers.Ending.STREAM_DELETED) {
            origins.remove();
        } else {
            origins.close();
        }
        backups.end();
        intake.clear();
        consumers.stop(why, time);
        consumerCommits.settle(now);
        commit(now, false);
        closed = true;
        world.used(config.storage(), config.replicas(), -accountedBytes);
        accountedBytes = 0;
        consumerStore.close();
        store.close();
    }

    /** Whether its work has ended. */
    public boolean isStopped() {
        return closed;
    }

    /** Has it called when what was changed in the consumers' store is as durable as was promised; settling commits it. */
    public void whenConsumersAreStored(CommitListener listener) {
        consumerCommits.whenDurable(listener);
    }

    /** How many consumers it had when they were last counted; for any thread. */
    public int consumerCount() {
        return consumerCount;
    }

    /** Counts the consumers, after a request about them. */
    public void countConsumers() {
        consumerCount = consumers.count();
    }

    /** Puts what is known of mirror and sources into an answer. */
    public void putOrigins(com.fasterxml.jackson.databind.node.ObjectNode into, long time) {
        origins.putInto(into, Math.max(now, time));
    }

    /** Tells the time; it never goes back. */
    public void tick(long time) {
        now = Math.max(now, time);
    }

    // --- messages in -------------------------------------------------------------------------------------------

    /** A message for this stream. */
    public void receive(Inbound message, long time) {
        if (!closed) {
            tick(time);
            world.touch();
            try {
                intake.receive(message);
            } catch (StorageException e) {
                unread(e);
                answer(config.noAck() ? null : message.reply(), acks.refused(UNREADABLE));
            }
        }
    }

    /** What is done at a time could not be, for want of something stored: it is done a little later. */
    private void tryAgain(Timers.Kind kind, StorageException why) {
        unread(why);
        timers.set(kind, now + UNREAD_RETRY_NANOS);
    }

    /** Something stored could not be read now: whoever needs it tries again later. It is not taken for lost. */
    void unread(StorageException why) {
        if (now >= unreadSaidUntil) {
            unreadSaidUntil = now + UNREAD_SAID_NANOS;
            world.warn("JetStream stream '" + world.account() + " > " + config.name() + "': " + why.getMessage());
        }
    }

    /**
     * As {@link #receive}, of a message that is traced.
     *
     * @param only whether the message must not be stored, only what would become of it be told
     * @param trace is told once, before this returns
     */
    public void receiveTraced(Inbound message, long time, boolean only, MessageTrace.StreamPart trace) {
        if (closed) {
            trace.done(new String(message.subject(), UTF_8), false, "stream closed");
            return;
        }
        tick(time);
        world.touch();
        intake.receiveTraced(message, only, trace);
    }

    /** Whether a message of that subject would pass by, since no consumer wants it. */
    boolean lacksInterest(byte[] subject) {
        return config.retention() == Retention.INTEREST && !consumers.wants(subject);
    }

    /** A message from a source; false when it has to come again. */
    boolean receiveSourced(Inbound message, long time) {
        tick(time);
        world.touch();
        return receiveCopy(() -> intake.receiveSourced(message));
    }

    /** A message of the mirrored stream; false when it has to come again. */
    boolean receiveMirrored(Origin.Delivered message, long time) {
        tick(time);
        world.touch();
        return receiveCopy(() -> intake.receiveMirrored(message));
    }

    /** Stores a copy, unless those before it were taken back since: they have to come again first. */
    private boolean receiveCopy(BooleanSupplier intake) {
        if (fallBack()) {
            return false;
        }
        boolean taken;
        try {
            taken = intake.getAsBoolean();
        } catch (StorageException e) {
            unread(e);
            taken = false;
        }
        if (takenBackTo >= 0) {
            store.truncate(takenBackTo);
            fallBack();
            return false;
        }
        return taken;
    }

    /** Where a full device had messages taken back, mirror and sources begin again behind what is left. */
    private boolean fallBack() {
        if (takenBackTo < 0) {
            return false;
        }
        takenBackTo = -1;
        origins.fallBack(config, now);
        return true;
    }

    /** What the mirrored stream had up to here is gone there. */
    void skipMirrored(long through, long time) {
        tick(time);
        if (through > store.lastSequence()) {
            store.skipTo(through, now);
            changed();
        }
    }

    byte[] transformed(byte[] subject) {
        return intake.transformed(subject);
    }

    /** A message of the mirrored stream was stored under its own sequence and time. */
    void mirrored(long sequence, long timestamp, Decision.Store message) {
        lastTimestamp = timestamp;
        stored(sequence, message);
    }

    /** Bytes that came or went since the account was told. */
    long unaccountedBytes() {
        return store.bytes() - accountedBytes;
    }

    /** Sends something once all that was done before is durable. */
    void send(Outbox.Letter letter) {
        outbox.send(letter);
    }

    void answer(byte @Nullable [] reply, byte[] body) {
        if (reply != null) {
            outbox.send(new Outbox.Letter(reply, null, body, Outbox.IfLost.SAME));
        }
    }

    /** Answers something that is so when the messages up to a sequence are durable; an error when they are not to be. */
    void answerStored(byte @Nullable [] reply, byte[] body, long through) {
        if (reply == null) {
            return;
        }
        if (through > announcedSequence) {
            outbox.change();
        }
        outbox.send(new Outbox.Letter(reply, null, body, Outbox.IfLost.REFUSAL));
    }

    /** Tells somebody when all that was done to the stream so far is as durable as was promised. */
    public void whenStored(CommitListener listener) {
        outbox.whenDone(listener);
        world.touch();
    }

    /** Acknowledges a stored message once it is durable. */
    void acknowledge(byte[] reply, long sequence) {
        outbox.acknowledge(reply, sequence);
    }

    /** What became of an accepted message: its sequence, or why it was not stored after all. */
    record Result(long sequence, @Nullable ApiError error) {}

    /** Stores an accepted message and does what follows from it, except for the answer. */
    Result append(Decision.Store message) {
        byte[] subject = message.subject();
        byte[] headers = message.headers();
        byte[] payload = message.payload();
        if (world.isServerFull(config.storage())) {
            return new Result(0, ErrorCode.INSUFFICIENT_RESOURCES.error());
        }
        if (lacksInterest(subject)) {
            return skip(message);
        }
        long size = store.sizeOf(subject.length, headers == null ? 0 : headers.length, payload.length);
        if (!world.hasRoom(config.storage(), config.replicas(), unaccountedBytes() + size)) {
            return new Result(0, world.storeError(config.replicas()));
        }
        if (size > MOST_RECORD_BYTES && config.storage() == StreamConfig.Storage.FILE) {
            return new Result(0, ErrorCode.STREAM_STORE_FAILED_F.error("message too large"));
        }
        String refusal = limits.refusal(config, subject, headers, payload);
        if (refusal != null) {
            return new Result(0, ErrorCode.STREAM_STORE_FAILED_F.error(refusal));
        }
        long before = republisher == null ? 0 : store.lastOf(subject);
        lastTimestamp = Math.max(now, lastTimestamp + 1);
        long sequence = store.append(subject, headers, payload, lastTimestamp, message.ttlSeconds());
        if (sequence == 0) {
            return new Result(0, ErrorCode.INSUFFICIENT_RESOURCES.error());
        }
        stored(sequence, message);
        if (republisher != null) {
            Outbox.Letter letter = republisher.letter(subject, headers, payload, sequence, lastTimestamp, before);
            if (letter != null) {
                outbox.send(letter);
            }
        }
        return new Result(sequence, null);
    }

    private void stored(long sequence, Decision.Store message) {
        byte[] subject = message.subject();
        outbox.stored(sequence, subject);
        ids.add(message.messageId(), sequence, lastTimestamp);
        try {
            limits.enforce(config, subject);
            rollUp(message, 1);
        } catch (StorageException e) {
            // It is stored; the limits are looked at again with the next one.
            unread(e);
        }
        if (config.allowSchedules()) {
            schedules.stored(sequence, subject, message.headers(), lastTimestamp);
            timers.set(Timers.Kind.SCHEDULE, schedules.next());
        }
        if (config.maxAgeNanos() > 0 || message.ttlSeconds() > 0) {
            timers.sooner(Timers.Kind.EXPIRY, LimitKeeper.expiry(config, lastTimestamp, message.ttlSeconds()));
        }
    }

    /** Nobody is interested: the sequence passes, the message does not stay. */
    private Result skip(Decision.Store message) {
        long sequence = store.lastSequence() + 1;
        store.skipTo(sequence, now);
        outbox.change();
        ids.add(message.messageId(), sequence, now);
        rollUp(message, 0);
        return new Result(sequence, null);
    }

    private void rollUp(Decision.Store message, long keep) {
        if (message.rollup() == Rollup.SUBJECT) {
            purge(SubjectFilter.of(message.subject()), new String(message.subject(), UTF_8), 0, keep);
        } else if (message.rollup() == Rollup.ALL) {
            purge(SubjectFilter.all(), null, 0, keep);
        }
        String schedule = message.purgedSchedule();
        if (schedule != null) {
            purge(SubjectFilter.of(schedule), schedule, 0, 0);
        }
    }

    private void mark(byte[] subject) {
        byte[] headers = HeaderBlock.with(null, "Nats-Marker-Reason", "MaxAge");
        long ttl = config.subjectDeleteMarkerTtlNanos();
        headers = HeaderBlock.with(headers, "Nats-TTL", io.vagus.jetstream.api.GoDurations.text(ttl));
        headers = HeaderBlock.with(headers, "Nats-Rollup", "sub");
        append(new Decision.Store(subject, headers, new byte[0], ttl / 1_000_000_000L, "", Rollup.SUBJECT, null, null));
    }

    // --- messages out ------------------------------------------------------------------------------------------

    /**
     * Removes messages as the API's purge does.
     *
     * @param filter which subjects; empty for all
     */
    public long purge(String filter, long before, long keep) {
        return purge(SubjectFilter.of(filter), filter.isEmpty() ? null : filter, before, keep);
    }

    /** Whether a message, its configuration, a backup or a purge has settled where it begins. */
    public boolean hasSettledStart() {
        return startConfigured || store.isStartSettled();
    }

    /** Removes one message, perhaps overwriting it; false when it is not there. */
    public boolean delete(long sequence, boolean erase) {
        boolean removed = erase ? store.erase(sequence) : store.delete(sequence);
        if (removed) {
            changed();
        }
        return removed;
    }

    /** Removes what matches; see {@link StreamStore#purge}. Consumers count anew. */
    long purge(SubjectFilter filter, @Nullable String pattern, long before, long keep) {
        quiet = true;
        boolean wasSettled = store.isStartSettled();
        long removed;
        try {
            removed = store.purge(filter, before, keep);
        } finally {
            quiet = false;
        }
        if (removed > 0 || pattern == null) {
            schedules.purged(store);
            consumers.purged(pattern, now);
            changed();
        } else if (store.isStartSettled() != wasSettled) {
            changed();
        }
        return removed;
    }

    /** Something changed that has to be durable and accounted for. */
    void changed() {
        outbox.change();
        world.touch();
    }

    /** A consumer needs a message no more. */
    void removeQuietly(long sequence) {
        quiet = true;
        try {
            if (store.delete(sequence)) {
                changed();
            }
        } finally {
            quiet = false;
        }
    }

    private final class Removals implements RemovalListener {
        @Override
        public void removed(long sequence, byte[] subject, long bytes) {
            schedules.removed(sequence);
            if (sequence > announcedSequence) {
                removedUntold = true;
            } else if (!quiet) {
                consumers.messageRemoved(sequence, subject, now);
            }
        }

        @Override
        public void removedRange(long fromSequence, long toSequence, long messages, long bytes) {
            removedUntold |= toSequence > announcedSequence;
            if (!quiet) {
                consumers.purged(null, now);
            }
        }

        @Override
        public void takenBack() {
            takenBackTo = store.lastSequence();
            world.touch();
            // The batch that is being made goes with what it stored; it is refused when it would have been committed.
            ids.forgetAfter(store.lastSequence());
            announcedSequence = Math.min(announcedSequence, store.lastSequence());
            if (!outbox.isEmpty()) {
                takenBack.add(outbox);
                outbox = new Outbox();
                world.touch();
            }
        }
    }

    private void expire() {
        try {
            timers.set(Timers.Kind.EXPIRY, limits.expire(config, now));
        } catch (StorageException e) {
            tryAgain(Timers.Kind.EXPIRY, e);
        }
        changed();
    }

    // --- the shard's calls -------------------------------------------------------------------------------------

    @Override
    public void commit(long time, boolean mayBlock) {
        tick(time);
        refuseTakenBack();
        if (!closed) {
            fallBack();
        }
        if (closed || outbox.isEmpty()) {
            return;
        }
        Outbox full = outbox;
        Outbox spare = spareOutbox;
        outbox = spare == null ? new Outbox() : spare;
        spareOutbox = null;
        account();
        if (full.isMerelyTold()) {
            committed(full, StoreHealth.GOOD);
        } else {
            // More than a few are worth a thread of their own: there, the next ones are taken in meanwhile.
            if (mayBlock && full.storedCount() <= FEW) {
                store.commitHere(outcome -> committed(full, outcome));
            } else {
                store.commit(outcome -> committed(full, outcome));
            }
            upkeep.changes(now);
        }
    }

    private void refuseTakenBack() {
        if (takenBack.isEmpty()) {
            return;
        }
        List<Outbox> lost = takenBack;
        takenBack = new ArrayList<>();
        lost.forEach(each -> committed(each, StoreHealth.NO_SPACE));
    }

    private void maintain() {
        try {
            upkeep.due(now);
        } catch (StorageException e) {
            tryAgain(Timers.Kind.MAINTENANCE, e);
        }
    }

    private void account() {
        long bytes = store.bytes();
        if (bytes != accountedBytes) {
            world.used(config.storage(), config.replicas(), bytes - accountedBytes);
            accountedBytes = bytes;
        }
    }

    private void committed(Outbox done, StoreHealth outcome) {
        if (outcome == StoreHealth.GOOD) {
            done.read(post.durable(acks));
            if (!closed) {
                announce(done);
            }
        } else {
            ids.forgetAfter(store.lastSequence());
            intake.lost();
            announcedSequence = Math.min(announcedSequence, store.lastSequence());
            done.read(post.lost(acks, outcome));
            world.warn(
                    "JetStream stream '" + world.account() + " > " + config.name() + "' could not store: " + outcome);
        }
        done.clear();
        spareOutbox = done;
    }

    private void announce(Outbox done) {
        for (int i = 0; i < done.storedCount(); i++) {
            announcedSequence = done.storedSequence(i);
            if (!removedUntold || isThere(announcedSequence)) {
                consumers.messageStored(announcedSequence, done.storedSubject(i), now);
            }
        }
        removedUntold &= announcedSequence < store.lastSequence();
        if (done.storedCount() > 0) {
            world.touch();
        }
    }

    private boolean isThere(long sequence) {
        try {
            return store.subjectOf(sequence) != null;
        } catch (StorageException e) {
            // Who looks for it finds out.
            unread(e);
            return true;
        }
    }

    @Override
    public boolean settle(long time) {
        tick(time);
        if (closed) {
            return false;
        }
        boolean more = false;
        try {
            more = consumers.run(now);
        } catch (StorageException e) {
            unread(e);
            timers.sooner(Timers.Kind.CONSUMERS, now + UNREAD_RETRY_NANOS);
        }
        if (consumers.count() != consumerCount) {
            // One that nobody used has gone.
            countConsumers();
        }
        upkeep.settled(now);
        consumerCommits.settle(now);
        return more;
    }

    /** Answers who acknowledged a message when that is durable. */
    void answerWhenDurable(byte[] to) {
        consumerCommits.answer(to);
    }

    @Override
    public void wake(long time) {
        if (closed) {
            return;
        }
        tick(time);
        timers.woken();
        if (timers.isDue(Timers.Kind.EXPIRY, now)) {
            expire();
        }
        if (timers.isDue(Timers.Kind.SCHEDULE, now)) {
            try {
                schedules.due(now).forEach(message -> receive(message, now));
                timers.set(Timers.Kind.SCHEDULE, schedules.next());
            } catch (StorageException e) {
                tryAgain(Timers.Kind.SCHEDULE, e);
            }
        }
        if (timers.isDue(Timers.Kind.BATCHES, now)) {
            timers.set(Timers.Kind.BATCHES, intake.expire(now));
        }
        if (timers.isDue(Timers.Kind.BACKUPS, now)) {
            backups.due(now);
        }
        if (timers.isDue(Timers.Kind.SOURCES, now)) {
            origins.check(now);
        }
        if (timers.isDue(Timers.Kind.MAINTENANCE, now)) {
            maintain();
        }
        if (timers.isDue(Timers.Kind.CONSUMER_STORE, now)) {
            consumerCommits.due();
        }
        timers.clearDue(Timers.Kind.CONSUMERS, now);
        timers.arm();
        world.touch();
    }

    /** The stream as it is now. */
    private final class Live implements PublishView {
        @Override
        public StreamConfig config() {
            return config;
        }

        @Override
        public long lastSequence() {
            return store.lastSequence();
        }

        @Override
        public String lastMessageId() {
            return ids.last();
        }

        @Override
        public @Nullable StoredMessage last(String subject) {
            return store.last(SubjectFilter.of(subject));
        }

        @Override
        public long duplicateOf(String messageId, long time) {
            return ids.find(messageId, time);
        }

        @Override
        public long maxPayloadBytes() {
            return world.maxPayloadBytes();
        }
    }
}
