package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.StreamAllowance;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.jetstream.ApiLevel;
import io.vagus.jetstream.JetStream;
import io.vagus.jetstream.JetStreamSettings;
import io.vagus.jetstream.consumer.ConsumerSettings;
import io.vagus.jetstream.consumer.Consumers;
import io.vagus.jetstream.shard.Shard;
import io.vagus.protocol.Publication;
import io.vagus.storage.FileStorage;
import io.vagus.storage.SimulatedDisk;
import io.vagus.storage.StoreEncryption;
import io.vagus.transport.InternalClient;
import io.vagus.transport.ServiceClients;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * JetStream as it is, with another clock, disk and randomness, and with clients in the same thread. Nothing happens unless somebody says so. It is stopped, killed, or
 * loses its power, and begins anew with what is on the disk.
 */
final class SimulatedNode {

    static final long SECOND = 1_000_000_000L;
    private static final boolean SPEAKS = Boolean.getBoolean("vagus.simulation.log");
    private static final int SHARDS = 2;
    private static final int MOST_ROUNDS = 100_000;

    /** A message as a client gets it. */
    record Message(String subject, String reply, byte @Nullable [] headers, byte[] payload, long at) {
        String text() {
            return new String(payload, UTF_8);
        }

        /** The first line of the headers; empty when there are none. */
        String status() {
            byte[] block = headers;
            return block == null
                    ? ""
                    : new String(block, UTF_8).lines().findFirst().orElse("");
        }

        /** The header's value; empty when there is none. */
        String header(String name) {
            byte[] block = headers;
            if (block != null) {
                for (String line : new String(block, UTF_8).split("\r\n", -1)) {
                    if (line.startsWith(name + ":")) {
                        return line.substring(name.length() + 1).strip();
                    }
                }
            }
            return "";
        }
    }

    /** Hears messages. */
    interface Listener {
        void onMessage(Message message);
    }

    final List<String> errors = new ArrayList<>();
    SimulatedDisk disk;
    long now = 1_700_000_000L * SECOND;
    private final Random random;
    private final MessageDigest history;
    private final boolean always;
    private final List<Runnable> syncs = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private final Map<String, Listener> replies = new HashMap<>();
    private final InternalClient.Batch output = InternalClient.batch();
    private @Nullable StoreEncryption encryption;
    private int life;
    private @Nullable Account account;
    private @Nullable InternalClient client;
    private @Nullable JetStream service;
    private long requests;

    private final Log log = new Log() {
        @Override
        public boolean isEnabled(Level level) {
            return level == Level.ERROR || level == Level.WARN;
        }

        @Override
        public void write(Level level, String line) {
            if (!disk.crashed && isEnabled(level)) {
                errors.add(line);
                say(line);
            }
        }
    };

    /** @param always whether each commit is synced before it is acknowledged; otherwise it outlasts a kill, not the loss of power */
    SimulatedNode(Random random, boolean always, @Nullable StoreEncryption encryption) {
        this.random = random;
        this.always = always;
        this.encryption = encryption;
        this.disk = new SimulatedDisk(random);
        try {
            history = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What clients have got until now, as one number. */
    String history() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) history.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void remember(Message message) {
        history.update(ByteBuffer.allocate(8).putLong(0, message.at()));
        history.update(message.subject().getBytes(UTF_8));
        history.update(message.reply().getBytes(UTF_8));
        byte[] headers = message.headers();
        if (headers != null) {
            history.update(headers);
        }
        history.update(message.payload());
    }

    // --- life --------------------------------------------------------------------------------------------------

    void start() {
        say("start");
        Clock clock = new Clock() {
            @Override
            public long nanos() {
                return now;
            }

            @Override
            public Instant now() {
                return Instant.ofEpochSecond(now / SECOND, now % SECOND);
            }
        };
        life++;
        shards.clear();
        syncs.clear();
        replies.clear();
        Accounts accounts = new Accounts(Accounts.DEFAULT_SYSTEM);
        ServiceClients clients = new ServiceClients(log);
        accounts.global().updateStreams(StreamAllowance.UNLIMITED);
        FileStorage storage = new FileStorage(
                disk,
                new FileStorage.Settings(8 * 1024, 20 * 1024, 64 * 1024, SECOND),
                random::nextBytes,
                log,
                syncs::add,
                encryption);
        JetStream.Host host = new JetStream.Host(
                "simulated", "2.15.2", () -> 1 << 20, accounts, clients::in, clock, random::nextBytes, log);
        JetStream started = new JetStream(
                settings(),
                host,
                storage,
                1L << 30,
                1L << 40,
                of -> new Consumers(of, new ConsumerSettings("2.15.2", ApiLevel.CURRENT, true, false)),
                SHARDS,
                name -> {
                    Shard shard = Shard.driven(clock, log);
                    shards.add(shard);
                    return shard;
                });
        account = accounts.global();
        client = clients.in(accounts.global());
        service = started;
        int of = life;
        client.subscribeDirectly("reply.*", null, (publication, from) -> {
            return take(publication, of, replies.remove(new String(publication.subject(), UTF_8)));
        });
        started.start();
        settle();
    }

    private JetStreamSettings settings() {
        JetStreamSettings usual = JetStreamSettings.DISABLED;
        return new JetStreamSettings(
                true,
                null,
                true,
                usual.maxMemoryBytes(),
                usual.maxStoreBytes(),
                null,
                always ? null : Duration.ofSeconds(1),
                always,
                null,
                null,
                "",
                usual.limits(),
                usual.queues(),
                usual.metaCompaction(),
                usual.maxConcurrentIo(),
                usual.domainByAccount(),
                usual.features());
    }

    /** Ends it in order, as far as the disk allows. */
    void stop() {
        say("stop");
        JetStream running = service;
        if (running != null) {
            running.stop();
        }
        end();
    }

    /** Ends the process; the machine goes on, and what it was given may reach the device or not. */
    void kill() {
        say("kill");
        end();
        disk = disk.afterKill();
    }

    /** What is not synced may be lost. */
    void losePower() {
        say("lose power");
        end();
        disk = disk.afterCrash();
    }

    private void end() {
        life++;
        service = null;
        syncs.clear();
    }

    /** From the next start on. */
    void encryption(@Nullable StoreEncryption next) {
        encryption = next;
    }

    // --- what happens ------------------------------------------------------------------------------------------

    /** Lets threads work until they have nothing to do; disks take their time. */
    void settle() {
        boolean busy = true;
        for (int round = 0; busy; round++) {
            if (round == MOST_ROUNDS) {
                throw new AssertionError("it never comes to rest");
            }
            busy = false;
            for (Shard shard : shards) {
                busy |= shard.turn() | shard.waiting() > 0;
            }
        }
    }

    /** One sync is done, if one is under way. */
    boolean sync() {
        if (syncs.isEmpty()) {
            return false;
        }
        syncs.remove(random.nextInt(syncs.size())).run();
        return true;
    }

    /** All that is under way comes to its end. */
    void quiesce() {
        settle();
        while (sync()) {
            settle();
        }
    }

    boolean isQuiet() {
        return syncs.isEmpty();
    }

    /** Lets time pass. */
    void advance(long nanos) {
        long end = now + nanos;
        while (true) {
            long next = shards.stream().mapToLong(Shard::nextAlarm).min().orElse(Long.MAX_VALUE);
            if (next > end) {
                break;
            }
            now = Math.max(now, next);
            settle();
        }
        now = end;
        settle();
    }

    /** Tells who looks at one seed what happens. */
    void say(String what) {
        if (SPEAKS) {
            System.out.println(now % (1000 * SECOND) / 1_000_000 + " " + what);
        }
    }

    private void say(String way, String subject, String reply, byte @Nullable [] headers, byte[] payload) {
        if (SPEAKS) {
            String head = headers == null ? "" : new String(headers, UTF_8).replace("\r\n", "|");
            String body = new String(payload, UTF_8).replaceAll("x{9,}", "x..");
            say(way + subject + " [" + reply + "] " + head + " " + body);
        }
    }

    // --- clients -----------------------------------------------------------------------------------------------

    private boolean take(Publication publication, int of, @Nullable Listener listener) {
        if (of != life || disk.crashed) {
            return false;
        }
        byte[] content = publication.content();
        int head = publication.headerLength();
        byte[] reply = publication.reply();
        Message message = new Message(
                new String(publication.subject(), UTF_8),
                reply == null ? "" : new String(reply, UTF_8),
                head < 0 ? null : Arrays.copyOf(content, head),
                head < 0 ? content : Arrays.copyOfRange(content, head, content.length),
                now);
        remember(message);
        say("<- ", message.subject(), message.reply(), message.headers(), message.payload());
        if (listener != null) {
            listener.onMessage(message);
        }
        return true;
    }

    /** Subscribes until the next end. */
    void listen(String subject, Listener listener) {
        int of = life;
        requireNonNull(client).subscribeDirectly(subject, null, (publication, from) -> take(publication, of, listener));
    }

    /** Publishes; the answer, if one comes, goes to the listener. */
    void publish(String subject, String headers, byte[] payload, @Nullable Listener answer) {
        publish(subject, answer == null ? null : reply(answer), headers, payload);
    }

    String reply(Listener answer) {
        String reply = "reply." + ++requests;
        replies.put(reply, answer);
        return reply;
    }

    void publish(String subject, @Nullable String reply, String headers, byte[] payload) {
        say("-> ", subject, reply == null ? "" : reply, headers.getBytes(UTF_8), payload);
        byte[] block = headers.isEmpty() ? null : ("NATS/1.0\r\n" + headers + "\r\n").getBytes(UTF_8);
        output.publish(
                requireNonNull(account),
                subject.getBytes(UTF_8),
                reply == null ? null : reply.getBytes(UTF_8),
                block,
                payload);
    }

    /** Asks the API and waits for the answer; null where the machine stops first. */
    @Nullable
    String ask(String subject, String body) {
        String[] answer = {null};
        publish("$JS.API." + subject, "", body.getBytes(UTF_8), message -> answer[0] = message.text());
        settle();
        while (answer[0] == null && !disk.crashed && sync()) {
            settle();
        }
        if (answer[0] == null && !disk.crashed) {
            throw new AssertionError("no answer to " + subject + " " + body + "; the node said " + errors);
        }
        return disk.crashed ? null : answer[0];
    }
}
